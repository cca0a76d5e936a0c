"""Which characters can be drawn, and in which face."""

from pathlib import Path

import pytest

from blog.cards import faces
from blog.cards.faces import OWN, Face, dressed
from tests.factories import forget_faces


def text(of: str, language: str = "en") -> str:
    """What of it is drawn."""
    return "".join(character for character, _ in dressed(of, language))


@pytest.mark.parametrize("headline", [
    "The kettle is on", "“Plums” – 50 % off…", "Žluťoučký kůň", "Những bức thư", "Ελληνικά νέα", "Письма", "₹500",
])  # fmt: skip
def test_the_sites_own_face_has_latin_greek_and_cyrillic(headline: str, no_other_faces: None) -> None:
    assert text(headline) == headline
    assert {face for _, face in dressed(headline, "en")} == {OWN}


@pytest.mark.parametrize("headline", ["पुराना पुल", "پرانا پل", "古い橋", "오래된 다리", "The पुल", "สะพาน", "\U00012000"])
def test_a_headline_with_a_letter_that_no_face_has_cannot_be_drawn(headline: str, no_other_faces: None) -> None:
    assert dressed(headline, "en") == ()


@pytest.mark.parametrize("emoji", ["🌷", "👩🏽\u200d🌾", "❤️", "🇮🇳", "\ue000"])
def test_a_sign_that_is_no_letter_is_left_out_where_no_face_has_it(emoji: str, no_other_faces: None) -> None:
    assert text(f"Spring {emoji} is here {emoji}") == "Spring is here"
    assert dressed(emoji, "en") == ()


def test_other_scripts_are_drawn_in_the_faces_of_this_machine(other_faces: None) -> None:
    for headline, language, file in (
        ("पुराना पुल", "hi", "NotoSerifDevanagari-Bold.ttf"),
        ("پرانا پل", "ur", "NotoNastaliqUrdu-Bold.ttf"),
        ("پرانا پل", "fa", "NotoNaskhArabic-Bold.ttf"),
    ):
        assert text(headline, language) == headline
        assert {face.path.name for _, face in dressed(headline, language)} == {file}


def test_a_comma_is_of_the_face_of_the_word_before_it(other_faces: None) -> None:
    found = dict(dressed("पुल, BBC.", "hi"))
    assert (found[","], found["."]) == (found["ल"], OWN)


def test_nothing_is_drawn_where_our_own_face_cannot_be_read(
    no_other_faces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "OWN", Face(Path("/nowhere/face.woff2")))
    assert dressed("The kettle", "en") == ()


def test_without_raqm_no_other_script_is_drawn(other_faces: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces.features, "check", lambda feature: False)
    forget_faces()
    assert dressed("पुराना पुल", "hi") == ()
    assert text("The kettle") == "The kettle"
