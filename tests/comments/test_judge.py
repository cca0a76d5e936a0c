"""How much a comment reads like spam: pure, without an app. How well it tells is measured by `bench/judge.py`."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.comments.judge import (
    DECISIONS_NEEDED,
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_FEATURES,
    PROBABLY_SPAM,
    Counts,
    Judgement,
    features,
    judge,
)

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
GOOD = "My aunt walked over the bridge every morning"
SPAM = "Best casino bonus, free spins at https://lucky.example/join"


def of(text: str, name: str = "", website: str = "") -> frozenset[str]:
    return features(text, name, website, NOW)


class Store:
    """What a database would keep: whole numbers by feature, and no row without a comment."""

    def __init__(self) -> None:
        self.counts: dict[str, Counts] = {}
        self.total = Counts(0, 0)

    def teach(self, text: str, *, spam: bool, times: int = 1) -> None:
        self.total = self._moved(self.total, spam, times)
        for feature in of(text):
            self.counts[feature] = self._moved(self.counts.get(feature, Counts(0, 0)), spam, times)
        self.counts = {feature: counts for feature, counts in self.counts.items() if any(counts)}

    def judge(self, text: str) -> Judgement | None:
        return judge({feature: self.counts[feature] for feature in of(text) if feature in self.counts}, self.total)

    @staticmethod
    def _moved(counts: Counts, spam: bool, times: int) -> Counts:
        return Counts(counts.spam + times * spam, counts.ham + times * (not spam))


@pytest.fixture
def store() -> Store:
    store = Store()
    store.teach(GOOD, spam=False, times=10)
    store.teach(SPAM, spam=True, times=10)
    return store


def said(store: Store, text: str) -> Judgement:
    judgement = store.judge(text)
    assert judgement is not None
    return judgement


def test_nothing_is_said_before_twenty_decisions() -> None:
    store = Store()
    store.teach(SPAM, spam=True, times=10)
    store.teach(GOOD, spam=False, times=DECISIONS_NEEDED - 11)
    assert store.judge(SPAM) is None
    store.teach(GOOD, spam=False)
    assert store.judge(SPAM) is not None


@pytest.mark.parametrize("spam", [True, False])
def test_nothing_is_said_while_only_one_kind_was_seen(spam: bool) -> None:
    store = Store()
    store.teach(SPAM, spam=spam, times=99)
    assert store.judge(SPAM) is None


def test_what_was_called_spam_is_probably_spam_and_what_was_printed_is_not(store: Store) -> None:
    assert said(store, SPAM).probability >= PROBABLY_SPAM
    assert said(store, GOOD).probability < 0.1


def test_a_long_comment_is_no_surer_than_a_short_one() -> None:
    total = Counts(10, 10)
    few, many = (judge({str(n): Counts(3, 1) for n in range(size)}, total) for size in (2, 200))
    assert few
    assert many
    assert few.probability == pytest.approx(many.probability)


def test_the_score_is_the_shrunk_share_squared_against_its_opposite() -> None:
    judgement = judge({"casino": Counts(9, 1)}, Counts(10, 10))
    share = (0.5 + 10 * 0.9) / 11
    assert judgement
    assert judgement.probability == pytest.approx(share**2 / (share**2 + (1 - share) ** 2))


def test_one_comment_says_less_of_a_word_than_nine() -> None:
    once, often = (judge({"casino": Counts(times, 0)}, Counts(10, 10)) for times in (1, 9))
    assert once
    assert often
    assert 0.5 < once.probability < often.probability


def test_what_there_is_more_of_does_not_weigh_more() -> None:
    judgement = judge({"the": Counts(90, 10)}, Counts(900, 100))
    assert judgement
    assert judgement.probability == pytest.approx(0.5)


def test_what_is_taken_back_leaves_no_trace(store: Store) -> None:
    counts, total = dict(store.counts), store.total
    store.teach("Cheap loans!! www.loans.example", spam=True)
    assert "cheap loans" in store.counts
    store.teach("Cheap loans!! www.loans.example", spam=True, times=-1)
    assert (store.counts, store.total) == (counts, total)


def test_a_feature_that_was_all_taken_back_says_nothing() -> None:
    assert judge({"casino": Counts(0, 0)}, Counts(10, 10)) == Judgement(0.5, ())


def test_the_strongest_words_are_named_the_strongest_first_and_none_twice() -> None:
    found = {
        "casino": Counts(9, 0), "casino bonus": Counts(8, 0), "domain:lucky.example": Counts(7, 0),
        "free spins": Counts(6, 0), "spins": Counts(5, 0), "win": Counts(4, 0), "now": Counts(3, 0),
    }  # fmt: skip
    judgement = judge(found, Counts(10, 10))
    assert judgement
    assert judgement.words == ("casino", "lucky.example", "free spins", "win")


def test_words_that_say_the_same_are_named_by_the_alphabet() -> None:
    judgement = judge(dict.fromkeys("cab", Counts(9, 0)), Counts(10, 10))
    assert judgement
    assert judgement.words == ("a", "b", "c")


def test_only_what_the_admin_can_read_in_the_comment_is_named() -> None:
    signs = ["length:3", "hour:0", "script:Latin", "links:2", "shouting", "!!", "digits", "https", "https lucky"]
    judgement = judge({sign: Counts(9, 0) for sign in signs}, Counts(10, 10))
    assert judgement
    assert judgement.probability >= PROBABLY_SPAM
    assert judgement.words == ()


def test_words_that_speak_for_a_good_comment_are_not_named(store: Store) -> None:
    assert said(store, GOOD).words == ()


@pytest.mark.parametrize("text", ["", " \n", "ᚠᚢᚦᚨᚱᚲ", "\U0001fae8", "\ud800", "!!!", "12345"])
def test_an_unseen_script_and_no_text_at_all_have_a_score_too(store: Store, text: str) -> None:
    assert 0 < said(store, text).probability < 1


def test_words_and_pairs_are_counted_in_one_form() -> None:
    assert {"free", "spins", "free spins"} <= of("ＦＲＥＥ Spi\u200bns")
    assert {"free", "spins", "free spins"} <= of("", name="ＦＲＥＥ Spi\u200bns")


def test_the_words_of_the_name_are_counted_but_make_no_pair_with_the_text() -> None:
    assert {"lucky", "ace", "lucky ace", "hello"} <= of("Hello", name="Lucky Ace")
    assert not {"hello lucky", "ace hello"} & of("Hello", name="Lucky Ace")


def test_a_word_keeps_its_marks() -> None:
    assert "हिन्दी" in of("हिन्दी में")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("see HTTPS://www.Shop.example/a?b", "shop.example"),
        ("(https://shop.example)", "shop.example"),
        ("It is https://shop.example.", "shop.example"),
        (f"https://{'a' * 99}.example", f"{'a' * 52}.example"),
        ("https://bank.example@shop.example/", "shop.example"),
        ("go to shop.com.", "shop.com"),
        ("go to new.shop.com/now", "new.shop.com"),
        ("shop  . com", "shop.com"),
        ("https://दुकान.example", "दुकान.example"),
    ],
)
def test_a_link_counts_with_its_domain_however_it_is_written(text: str, host: str) -> None:
    assert {f"domain:{host}", "links:1"} <= of(text)


@pytest.mark.parametrize("text", ["The end.It rained", "Write to anna@home.com", "He came . in the end", "http://..."])
def test_a_full_stop_makes_no_link(text: str) -> None:
    assert "links:0" in of(text)


def test_more_than_two_links_are_two() -> None:
    assert "links:2" in of("https://a.example " * 5)


def test_the_domain_of_the_website_counts_but_is_no_link() -> None:
    assert {"domain:shop.example", "links:0"} <= of("Hello", website="https://shop.example/")


@pytest.mark.parametrize(
    ("text", "script"),
    [("Привет, Anna", "Cyrillic"), ("Hello Аня", "Latin"), ("पुल बंद", "Devanagari"), ("پل", "Arabic")],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert [f for f in of(text) if f.startswith("script:")] == [f"script:{script}"]


@pytest.mark.parametrize(
    ("text", "sign", "there"),
    [
        ("THIS IS LOUD ok", "shouting", True), ("BBC NEWS", "shouting", False), ("This is not loud", "shouting", False),
        ("Wow!!", "!!", True), ("Pills $$", "!!", True), ("Wow!", "!!", False),
        ("win 500", "digits", True), ("in 24 hours", "digits", False), ("shouting digits", "shouting", False),
        ("shouting digits", "digits", False),
    ],
)  # fmt: skip
def test_how_it_is_written_counts(text: str, sign: str, there: bool) -> None:
    assert (sign in of(text)) is there


@pytest.mark.parametrize(("length", "bucket"), [(0, 0), (1, 1), (5, 3), (255, 8), (256, 9), (5_000, 9)])
def test_the_length_counts_by_its_doublings(length: int, bucket: int) -> None:
    assert f"length:{bucket}" in of("a" * length)


def test_the_hour_counts_by_quarters_of_the_day() -> None:
    assert "hour:1" in of("")
    assert "hour:3" in features("", "", "", NOW.replace(hour=23))


def test_of_too_many_features_the_first_are_kept() -> None:
    text = " ".join(map(str, range(1_500)))
    assert len(of(text)) == MOST_FEATURES
    assert {"0", "900", "links:0"} <= of(text)
    assert of(text) == of(text + " and more")


@given(st.text(), st.text(max_size=80), st.text(max_size=300), st.datetimes())
def test_any_text_has_a_score_and_bounded_features(text: str, name: str, website: str, at: datetime) -> None:
    for longer in (text, (text * LONGEST_TEXT)[:LONGEST_TEXT]):
        found = features(longer, name, website, at)
        assert len(found) <= MOST_FEATURES
        assert max(map(len, found)) <= 2 * LONGEST_WORD + 1
        judgement = judge({feature: Counts(999_999, 0) for feature in found}, Counts(999_999, 999_999))
        assert judgement
        assert 0 < judgement.probability < 1


def test_letters_that_stand_for_whole_phrases_make_no_text_longer() -> None:
    assert "end" in of("ﷺ " * 200 + "end")
    assert "end" not in of("ﷺ " * 2_000 + "end")


@given(st.dictionaries(st.text(), st.builds(Counts, st.integers(0, 99), st.integers(0, 99))))
def test_any_counts_give_a_score_and_few_words(found: dict[str, Counts]) -> None:
    judgement = judge(found, Counts(99, 99))
    assert judgement
    assert 0 < judgement.probability < 1
    assert len(judgement.words) <= 4
