"""The part of the settings page about what stands around every page."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from blog.db import db
from blog.desk.settings import values
from blog.site import actions as site
from tests.factories import Desk, hidden

FIELDS = {"title": "The Review", "description": "", "language": "en", "time_zone": "UTC"}


def save(desk: Desk, **fields: Any) -> str:
    """The page that answers, once it is saved or with what is wrong."""
    answer = desk.post("/admin/settings", FIELDS | fields, page="/admin/settings")
    assert answer.status_code in (303, 422)
    return desk.get(answer.location).text if answer.location else answer.text


def stored(name: str) -> Any:
    """A setting as it is now, whoever changed it last."""
    db.session.rollback()
    return values()[name]


def png(colour: str = "red") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (600, 300), colour).save(file, "PNG")
    file.seek(0)
    return file


def test_what_is_saved_is_stored_tidied(desk: Desk, app_context: Flask) -> None:
    page = save(
        desk, author=" Meera  Thomas ", wordmark="Review", accent="#1A4D2E", is_listed=["", "y"],
        navigation=["", "Archive |  /archive\n\nPaper | https://example.org/"], footer=["", "Printed by hand"],
    )  # fmt: skip
    assert "Saved." in page
    assert stored("author") == "Meera Thomas"
    assert stored("wordmark") == "Review"
    assert stored("accent") == "#1a4d2e"
    assert stored("navigation") == ["Archive | /archive", "Paper | https://example.org/"]
    assert stored("footer") == ["Printed by hand"]
    assert stored("is_listed") is True
    assert "Archive | /archive\nPaper" in page
    assert 'type="color" value="#1a4d2e"' in page


def test_a_new_piece_begins_with_the_usual_author_or_with_the_admin(desk: Desk, app_context: Flask) -> None:
    assert 'value="Meera Thomas"' in desk.get("/admin/articles/new").text
    save(desk, author="The desk")
    page = desk.get("/admin/articles/new").text
    assert 'value="The desk"' in page
    assert 'value="Meera Thomas"' not in page


def test_listing_is_unticked_and_ticked_and_left_alone_by_a_form_without_it(desk: Desk, app_context: Flask) -> None:
    save(desk, is_listed=[""])
    assert stored("is_listed") is False
    save(desk)
    assert stored("is_listed") is False
    save(desk, is_listed=["", "y"])
    save(desk)
    assert stored("is_listed") is True


def test_a_tick_survives_a_mistake_elsewhere(desk: Desk) -> None:
    page = save(desk, title="", is_listed=["", "y"])
    assert 'checked id="is_listed" name="is_listed" type="checkbox" value="y"' in page


@pytest.mark.parametrize(
    ("accent", "words"),
    [
        ("#ff0000", "#ff0000 has a contrast of 3.7 : 1 on the paper, and needs 7 : 1; #"),
        ("#9e2318", "#9e2318 has a contrast of 6.5 : 1 in notices, and needs 6.6 : 1; #"),
        ("red", "Enter a colour, like #9c2318"),
        ("", "Enter a colour, like #9c2318"),
        ("#9c2318;}", "Enter a colour, like #9c2318"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_its_contrast_and_kept(
    desk: Desk, app_context: Flask, accent: str, words: str
) -> None:
    page = save(desk, accent=accent, title="Typed")
    assert words in page
    assert 'href="#accent"' in page
    assert f'value="{accent}"' in page
    assert 'value="Typed"' in page
    assert stored("accent") == "#9c2318"
    assert stored("title") == "Letterpress"


def test_the_colour_that_is_offered_is_taken(desk: Desk, app_context: Flask) -> None:
    page = save(desk, accent="#ffff00")
    offered = page.split(" would do")[0][-7:]
    assert f'<option value="{offered}">' in page
    assert "Saved." in save(desk, accent=offered)
    assert stored("accent") == offered


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("navigation", "Fine | /\nNowhere", "like About | /pages/about: “Nowhere”"),
        ("navigation", "Evil | javascript:alert(1)", "“Evil | javascript:alert(1)”"),
        ("navigation", "Evil | //evil.example", "“Evil | //evil.example”"),
        ("footer", "Evil | //evil.example", "Write words alone, or words, a bar and an address: “Evil"),
        ("navigation", "x" * 81 + " | /", "Shorten the words to 80 characters"),
        ("footer", "x" * 81, "Shorten the words to 80 characters"),
        ("footer", "x | /" + "y" * 500, "and the address to 500"),
        ("navigation", "\n".join(f"{n} | /" for n in range(21)), "Shorten this to 20 lines; it has 21"),
        ("footer", "\n".join(map(str, range(21))), "Shorten this to 20 lines; it has 21"),
        ("wordmark", "x" * 41, "Shorten this to 40 characters; it has 41"),
        ("author", "x" * 201, "Shorten this to 200 characters; it has 201"),
    ],
)
def test_what_is_wrong_is_named_stays_as_it_was_typed_and_stores_nothing(
    desk: Desk, app_context: Flask, name: str, typed: str, words: str
) -> None:
    before = stored(name)
    page = save(desk, **{name: typed})
    assert words in page
    assert typed in page
    assert f'href="#{name}"' in page
    assert stored(name) == before


def test_what_another_tab_added_to_a_list_meanwhile_stays(desk: Desk, app_context: Flask) -> None:
    site.change(navigation=["One | /", "Two | /"])
    shown = "One | /"
    save(desk, navigation=[shown, "One | /\nThree | /"])
    assert stored("navigation") == ["One | /", "Three | /", "Two | /"]


def test_a_picture_is_taken_shown_kept_and_removed(desk: Desk, client: FlaskClient, app_context: Flask) -> None:
    page = save(desk, card=(png(), "card.png"))
    id = stored("card_id")
    assert isinstance(id, int)
    assert hidden(page, "card_id") == str(id)
    assert page.count("<img") == 1
    assert "og:image" in client.get("/").text
    assert "Saved." in save(desk, card_id=str(id))
    assert stored("card_id") == id
    assert "<img" not in save(desk, card_id=str(id), remove_card="y")
    assert stored("card_id") is None
    assert "og:image" not in client.get("/").text


def test_a_picture_is_not_lost_to_a_mistake_elsewhere(desk: Desk, app_context: Flask) -> None:
    page = save(desk, card=(png(), "card.png"), title="")
    assert page.count("<img") == 1
    assert stored("card_id") is None
    save(desk, card_id=hidden(page, "card_id"))
    assert stored("card_id") is not None


def test_what_is_no_picture_is_refused_and_leaves_the_former_one(
    desk: Desk, app_context: Flask, instance: Path
) -> None:
    save(desk, card=(png(), "card.png"))
    former = stored("card_id")
    page = save(desk, card_id=str(former), card=(BytesIO(b"<svg onload=alert(1)>"), "card.png"), title="Typed")
    assert "This is not a picture that can be shown." in page
    assert 'href="#card_id"' in page
    assert 'value="Typed"' in page
    assert stored("card_id") == former
    assert stored("title") == "The Review"


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "1.5"])
def test_an_id_that_is_none_is_no_picture(desk: Desk, app_context: Flask, typed: str) -> None:
    assert "Saved." in save(desk, card_id=typed)
    assert stored("card_id") is None


def test_profiles_are_whole_addresses_that_nobody_can_change_on_the_way(desk: Desk, app_context: Flask) -> None:
    save(desk, profiles=["", "https://social.example/@me\n\nhttps://code.example/me"])
    assert stored("profiles") == ["https://social.example/@me", "https://code.example/me"]
    for bad in (
        "http://social.example/@me",
        "social.example",
        "javascript:alert(1)",
        'https://a.example/"x',
        "https://",
    ):
        assert "Write whole addresses that begin with https://" in save(desk, profiles=["", bad])
    assert "Shorten this to 10 lines" in save(
        desk, profiles=["", "\n".join(f"https://a.example/{n}" for n in range(11))]
    )
    assert len(stored("profiles")) == 2
