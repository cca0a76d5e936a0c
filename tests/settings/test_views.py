"""The settings page."""

from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime, get_timezone
from flask import Flask
from flask.testing import FlaskClient

from blog import colour
from blog.comments import lists
from blog.comments.queries import policy
from blog.comments.triage import Policy
from blog.db import db
from blog.desk.settings import DEFAULTS, LABELS, values
from blog.settings.forms import ZONES, SettingsForm
from blog.site import actions as site
from blog.site.models import Setting
from tests.factories import EMAIL, NOW, Desk, hidden, make_article, make_comment

FIELDS = {"title": "The Review", "description": "Small and slow.", "language": "en", "time_zone": "Asia/Kolkata"}
LISTS = {
    "held_words": "casino*\n\n  payday   loan \nCasino*",
    "refused_words": "viagra",
    "blocked": "Bad@Example.org\nspam.example\n192.0.2.0/24\n2001:db8::/48",
    "trusted": "Joseph@example.org",
    "most_links": "3",
}


def block(domain: str) -> None:
    """Block it in the queue, on a comment that came from there."""
    lists.block(make_comment(make_article(), email=f"asha@{domain}"), "domain", EMAIL)


def test_what_is_saved_is_on_the_site(desk: Desk, client: FlaskClient) -> None:
    answer = desk.post("/admin/settings", FIELDS, page="/admin/settings")
    assert "Saved." in desk.get(answer.location).text
    page = client.get("/").text
    assert "The Review" in page
    assert "Small and slow." in page


def test_what_the_queue_blocked_or_the_person_page_let_go_since_the_page_was_drawn_stays_so(
    desk: Desk, app_context: Flask
) -> None:
    site.change(blocked=["old.example", "gone.example", "dropped.example"])
    shown = hidden(desk.get("/admin/settings").text, "blocked")
    block("new.example")
    lists.unblock("gone.example")
    typed = shown.replace("dropped.example", "mine.example")
    desk.post("/admin/settings", FIELDS | {"blocked": [shown, typed]}, page="/admin/settings")
    assert policy().blocked == ("old.example", "mine.example", "new.example")


def test_what_is_blocked_while_the_settings_are_being_stored_stays_so(
    desk: Desk, app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(**values: object) -> None:
        block("meanwhile.example")
        stores(**values)

    stores = site.change
    monkeypatch.setattr(site, "change", change)
    desk.post("/admin/settings", FIELDS | {"blocked": ["", "mine.example"]}, page="/admin/settings")
    assert policy().blocked == ("mine.example", "meanwhile.example")


def test_what_was_wrong_comes_back_with_the_list_that_the_page_had_shown(desk: Desk, app_context: Flask) -> None:
    site.change(blocked=["old.example"])
    block("new.example")
    sent = {"blocked": ["old.example", "old.example\nno address"]}
    page = desk.post("/admin/settings", FIELDS | sent, page="/admin/settings").text
    assert hidden(page, "blocked") == "old.example"
    desk.post("/admin/settings", FIELDS | {"blocked": ["old.example", ""]}, page="/admin/settings")
    assert policy().blocked == ("new.example",)


@pytest.mark.parametrize(
    "fields",
    [
        {"mail_frequency": "often"},
        {"title": ""},
        {"language": "no language"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "Factory"},
        {"description": "x" * 201},
    ],
)
def test_a_mistake_changes_nothing_and_keeps_what_was_typed(
    desk: Desk, client: FlaskClient, fields: dict[str, str]
) -> None:
    answer = desk.post("/admin/settings", FIELDS | {"title": "Never"} | fields, page="/admin/settings")
    assert answer.status_code == 422
    assert "Error: " in answer.text
    assert "Never" not in client.get("/").text


def test_a_site_in_a_right_to_left_language_runs_that_way(desk: Desk, client: FlaskClient) -> None:
    desk.post("/admin/settings", FIELDS | {"language": "ur"}, page="/admin/settings")
    assert '<html lang="ur" dir="rtl">' in client.get("/").text


def test_every_time_zone_that_can_be_chosen_tells_the_time() -> None:
    assert len(ZONES) > 400
    for zone in ZONES:
        assert format_datetime(NOW, tzinfo=get_timezone(zone)), zone
        assert NOW.astimezone(ZoneInfo(zone)), zone


def save(desk: Desk, **fields: str) -> str:
    """The page that answers, once it is saved or with what is wrong."""
    answer = desk.post("/admin/settings", FIELDS | LISTS | fields, page="/admin/settings")
    return desk.get(answer.location).text if answer.location else answer.text


def test_the_lists_about_comments_are_tidied_and_stored(desk: Desk, app_context: Flask) -> None:
    assert "Saved." in save(desk)
    assert policy() == Policy(
        held_words=("casino*", "payday loan"),
        refused_words=("viagra",),
        blocked=("bad@example.org", "spam.example", "192.0.2.0/24", "2001:db8::/48"),
        trusted=("joseph@example.org",),
        most_links=3,
    )


def test_what_is_stored_stands_in_the_fields_one_entry_a_line(desk: Desk) -> None:
    save(desk)
    page = desk.get("/admin/settings").text
    assert "casino*\npayday loan</textarea>" in page
    assert 'value="3"' in page
    for name in LISTS:
        assert f'id="{name}"' in page


def test_a_list_is_emptied_by_saving_it_empty(desk: Desk, app_context: Flask) -> None:
    save(desk)
    save(desk, **dict.fromkeys(LISTS, "") | {"most_links": "0"})
    assert policy() == Policy()


def test_a_form_without_the_lists_leaves_them_as_they_are(desk: Desk, app_context: Flask) -> None:
    save(desk)
    desk.post("/admin/settings", FIELDS, page="/admin/settings")
    assert policy().refused_words == ("viagra",)
    assert policy().most_links == 3


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("held_words", "ca*sino", "Put * only before or after a word or phrase: “ca*sino”"),
        ("held_words", "fine\n**\n* *", "phrase: “**”, “* *”"),
        ("refused_words", "\u3164", "Put * only"),
        ("refused_words", "\u0301", "Put * only"),
        ("refused_words", "x" * 201, "Shorten to 200 characters a line: “xxx"),
        ("blocked", "192.0.2.0/24\n192.0.2.0/33", "a network: “192.0.2.0/33”"),
        ("blocked", "no domain", "a network: “no domain”"),
        ("blocked", EMAIL.upper(), "This would block your own address"),
        ("blocked", "@example.com", "This would block your own address"),
        ("trusted", "Joseph", "Not an e-mail address: “joseph”"),
        ("held_words", "\n".join(map(str, range(1_001))), "Shorten this to 1000 lines; it has 1001"),
        ("trusted", "\n".join(map(str, range(9))), "“0”, “1”, “2”, “3”, “4” …"),
        ("most_links", "21", "Enter a whole number from 0 to 20"),
        ("most_links", "-1", "Enter a whole number from 0 to 20"),
        ("most_links", "", "Enter a whole number from 0 to 20"),
        ("most_links", "9" * 5_000, "Enter a whole number from 0 to 20"),
        ("most_links", "many", "Enter a whole number from 0 to 20"),
    ],
)
def test_a_wrong_line_is_named_stays_as_it_was_typed_and_stores_nothing(
    desk: Desk, app_context: Flask, name: str, typed: str, words: str
) -> None:
    page = save(desk, **{name: typed})
    assert words in page
    assert typed in page
    assert f'href="#{name}"' in page
    assert policy() == Policy()


@pytest.mark.parametrize("words", ["(a|b)+", "[a-z", "c++", "\\d{1,99999}", "казино*", "💊"])
def test_what_looks_like_a_regular_expression_is_taken_as_it_stands(desk: Desk, app_context: Flask, words: str) -> None:
    assert "Saved." in save(desk, refused_words=words)
    make_comment(make_article(), "aab and an ordinary letter.")
    assert "an ordinary letter" in desk.get("/admin/").text


def test_words_take_hold_of_the_next_comment(desk: Desk, app_context: Flask) -> None:
    save(desk, held_words="casino*", refused_words="payday loan")
    article = make_article()
    make_comment(article, "The сasinos of old.")  # with a Cyrillic с
    make_comment(article, "Get a PAYDAY loan.", email="b@example.org")
    assert "Word: casino*" in desk.get("/admin/").text
    assert "Refused word: payday loan" in desk.get("/admin/comments?status=spam").text


def test_one_list_may_be_wrong_while_the_others_keep_what_was_typed(desk: Desk) -> None:
    page = save(desk, blocked="nothing", held_words="  Kept   as typed ")
    assert "  Kept   as typed </textarea>" in page
    assert "Error: " in page


def test_a_form_that_was_reached_at_a_field_is_not_sent_back_there(desk: Desk) -> None:
    assert '<form class="stack desk__narrow" method="post" action="/admin/settings"' in desk.get("/admin/settings").text


def stored(name: str) -> object:
    """A setting as it is now, whoever changed it last."""
    db.session.rollback()
    return values()[name]


NUMBERS = {"away_days": (1, 365), "spam_days": (0, 3_650), "address_days": (0, 3_650), "log_days": (0, 3_650)}


@pytest.mark.parametrize("name", NUMBERS)
def test_days_are_whole_and_within_reason(desk: Desk, app_context: Flask, name: str) -> None:
    least, most = NUMBERS[name]
    for days in (least, most):
        desk.post("/admin/settings", FIELDS | {name: str(days)}, page="/admin/settings")
        assert stored(name) == days
    for typed in (str(least - 1), str(most + 1), "soon", "", "7.5"):
        answer = desk.post("/admin/settings", FIELDS | {name: typed}, page="/admin/settings")
        assert answer.status_code == 422
        assert f"Enter a whole number from {least} to {most}" in answer.text
        assert f'value="{typed}"' in answer.text
    assert stored(name) == most


def test_being_away_is_ticked_and_unticked_and_the_queue_reminds_of_it(desk: Desk, app_context: Flask) -> None:
    desk.post("/admin/settings", FIELDS | {"is_away": "y", "away_days": "10"}, page="/admin/settings")
    assert (stored("is_away"), stored("away_days")) == (True, 10)
    assert "You are away" in desk.get("/admin/").text
    desk.post("/admin/settings", FIELDS, page="/admin/settings")
    assert stored("is_away") is False
    assert "You are away" not in desk.get("/admin/").text


def test_the_order_of_comments_is_ticked_and_unticked(desk: Desk, app_context: Flask) -> None:
    desk.post("/admin/settings", FIELDS | {"newest_first": "y"}, page="/admin/settings")
    assert stored("newest_first") is True
    desk.post("/admin/settings", FIELDS, page="/admin/settings")
    assert stored("newest_first") is False


def test_every_setting_has_its_words_and_its_field(desk: Desk) -> None:
    assert set(LABELS) == set(DEFAULTS) - {"usual_minutes", "tagging"}  # which are found and not decided
    assert set(LABELS) <= set(dir(SettingsForm))
    page = desk.get("/admin/settings").text
    assert all(f'name="{name}"' in page for name in LABELS)


def test_only_what_was_changed_is_stored_so_that_better_defaults_reach_the_rest(desk: Desk, app_context: Flask) -> None:
    page = desk.get("/admin/settings").text
    sent = FIELDS | {"away_days": "7", "spam_days": "30", "address_days": "30", "log_days": "365", "most_links": "0"}
    names = ("held_words", "refused_words", "blocked", "trusted", "navigation", "footer")
    lists = {name: [hidden(page, name)] * 2 for name in names}
    look = {"author": "", "wordmark": "", "accent": colour.ACCENT, "card_id": "", "is_listed": ["", "y"]}
    desk.post("/admin/settings", sent | lists | look | {"mail_frequency": "hourly"}, page="/admin/settings")
    assert {row.key for row in db.session.query(Setting)} == {"title", "description", "time_zone"}
