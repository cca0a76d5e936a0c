"""Why a comment waits: pure, without an app."""

from typing import Any

import pytest

from blog.comments import triage
from blog.comments.rules import Status, Submission
from blog.comments.triage import Facts, Policy, Verdict

KNOWN = Facts(approved_before=1)


def judged(facts: Facts = KNOWN, policy: Policy = Policy(), **values: Any) -> Verdict:  # noqa: B008 - it is frozen
    sent = {"name": "Asha", "email": "asha@example.org", "body": "Hello there", "address": "203.0.113.7"} | values
    return triage.triage(Submission(article_id=1, **sent), facts, policy)


def codes(*arguments: Any, **values: Any) -> dict[str, dict[str, Any]]:
    return {reason.code: reason.data for reason in judged(*arguments, **values).reasons}


def test_every_comment_waits_whatever_is_known_of_its_writer() -> None:
    policy = Policy(trusted=("asha@example.org",))
    assert judged(Facts(approved_before=999), policy).status == Status.PENDING


def test_the_first_comment_from_an_address_is_a_reason() -> None:
    assert codes(Facts()) == {"first_comment": {}}


def test_a_known_address_without_links_gives_no_reason() -> None:
    assert codes() == {}


def test_links_are_counted_from_the_number_that_the_admin_set() -> None:
    facts = Facts((("", "a.example"), ("", "b.example")), 1)
    assert codes(facts) == {"links": {"count": 2}}
    assert codes(facts, Policy(most_links=2)) == {}
    assert judged(facts).reasons[0].setting == "most_links"


def test_more_links_weigh_more() -> None:
    weights = [judged(Facts((("", "a.example"),) * number, 1)).reasons[0].weight for number in (1, 3)]
    assert weights == [1, 3]


@pytest.mark.parametrize(
    ("words", "host", "is_hidden"),
    [
        ("my-bank.example", "evil.example", True), ("https://my-bank.example/login", "evil.example", True),
        ("www.a.example", "a.example", False), ("a.example", "shop.a.example", False),
        ("click here", "evil.example", False), ("", "a.example", False), ("a.example", "nota.example", True),
    ],
)  # fmt: skip
def test_a_link_that_shows_another_place_is_a_reason(words: str, host: str, is_hidden: bool) -> None:
    assert ("hidden_target" in codes(Facts(((words, host),), 1))) is is_hidden


@pytest.mark.parametrize("field", ["name", "email", "website", "body"])
def test_a_held_word_is_found_in_every_field_and_named(field: str) -> None:
    value = "best@casino.example" if field == "email" else "https://casino.example" if field == "website" else "Casino!"
    assert codes(policy=Policy(held_words=("roulette", "casino")), **{field: value}) == {
        "held_word": {"word": "casino"}
    }


def test_a_refused_word_goes_to_the_spam_where_it_can_be_seen() -> None:
    verdict = judged(policy=Policy(refused_words=("casino*",)), body="Casinos for all")
    assert verdict.status == Status.SPAM
    assert [(reason.code, reason.data, reason.setting) for reason in verdict.reasons] == [
        ("refused_word", {"word": "casino*"}, "refused_words")
    ]


@pytest.mark.parametrize(
    ("entry", "is_blocked"),
    [
        ("asha@example.org", True), ("ASHA@example.org", True), ("other@example.org", False), ("example.org", True),
        ("@example.org", True), ("ample.org", False), ("203.0.113.7", True), ("203.0.113.0/24", True),
        ("203.0.114.0/24", False), ("2001:db8::/32", False), ("spam.example", True), ("site.example", True),
    ],
)  # fmt: skip
def test_a_block_is_of_an_address_a_domain_or_a_network(entry: str, is_blocked: bool) -> None:
    facts = Facts((("here", "www.spam.example"),), 1)
    verdict = judged(facts, Policy(blocked=(entry,)), website="https://site.example/x")
    assert (verdict.status == Status.SPAM) is is_blocked
    assert ("blocked" in {reason.code for reason in verdict.reasons}) is is_blocked


@pytest.mark.parametrize(
    "entry",
    [
        "a@b.example",
        "@b.example",
        "b.example",
        "192.0.2.1",
        "192.0.2.0/24",
        "2001:db8::/32",
        "пример.рф",
        "xn--p-8ob.xn--p1ai",
    ],
)
def test_what_can_be_blocked(entry: str) -> None:
    assert triage.is_block(entry)


@pytest.mark.parametrize("entry", ["", "x", "192.0.2.0/33", "300.1.1.1", "a b.example", "a@", "*"])
def test_what_cannot_be_blocked(entry: str) -> None:
    assert not triage.is_block(entry)


def test_an_address_of_the_old_kind_in_the_clothes_of_the_new_one_is_blocked_too() -> None:
    assert "blocked" in codes(policy=Policy(blocked=("203.0.113.0/24",)), address="::ffff:203.0.113.7")


def test_the_same_text_as_another_comment_names_it() -> None:
    assert codes(Facts(approved_before=1, twins=(31,))) == {"same_text": {"id": 31}}


def test_a_third_one_with_the_same_text_is_a_campaign() -> None:
    assert not judged(Facts(approved_before=1, twins=(31,))).is_suspect
    assert judged(Facts(approved_before=1, twins=(31, 32))).is_suspect


def test_many_in_a_short_time_are_a_reason() -> None:
    assert codes(Facts(approved_before=1, recent=2)) == {}
    assert codes(Facts(approved_before=1, recent=3)) == {"flood": {"count": 4, "minutes": 10}}


def test_an_address_for_a_few_minutes_is_a_reason() -> None:
    assert codes(email="x@mail.Mailinator.com") == {"disposable": {"domain": "mail.mailinator.com"}}


def test_letters_of_two_alphabets_in_one_word_are_a_reason() -> None:
    assert codes(body="Log in to pаypal") == {"mixed_alphabets": {"word": "pаypal"}}


def test_shouting_is_a_reason() -> None:
    assert codes(body="BUY THIS WONDERFUL THING TODAY") == {"shouting": {}}


def test_a_filled_honeypot_is_a_reason_and_no_refusal() -> None:
    verdict = judged(trapped=True)
    assert [reason.code for reason in verdict.reasons] == ["honeypot"]
    assert (verdict.status, verdict.is_suspect) == (Status.PENDING, True)


def test_only_reasons_that_weigh_enough_together_make_a_suspect() -> None:
    assert not judged(Facts()).is_suspect
    assert not judged(Facts((("", "a.example"),) * 3)).is_suspect
    assert judged(Facts((("", "a.example"),) * 3), body="BUY THIS WONDERFUL THING TODAY").is_suspect


@pytest.mark.parametrize(
    ("name", "email", "found"),
    [
        ("Asha", "MEERA@example.com ", {"editors_address": {}}),
        ("Meera Thomas, editor", "asha@example.org", {"editors_name": {}}),
        ("The Мeera-Ｔhomas", "asha@example.org", {"editors_name": {}, "mixed_alphabets": {"word": "Мeera"}}),
        ("Meera", "meera@example.org", {}),
        ("Thomas Meera", "thomas@example.com", {}),
    ],
)
def test_who_comes_near_the_editor_is_pointed_out(name: str, email: str, found: dict[str, Any]) -> None:
    facts = Facts(approved_before=1, editors=(("Meera Thomas", "meera@example.com"),))
    assert codes(facts, name=name, email=email) == found


def test_the_editors_address_alone_makes_it_suspect() -> None:
    facts = Facts(approved_before=1, editors=(("Meera Thomas", "meera@example.com"),))
    assert judged(facts, email="meera@example.com").is_suspect
    assert not judged(facts, name="Meera Thomas (editor)").is_suspect
