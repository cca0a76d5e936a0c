"""What a card looks like: looked at as a picture."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from blog import colour
from blog.cards import drawing
from blog.cards.drawing import FOOT, MARGIN, RULES, SIZE, TOP
from blog.cards.words import words

Box = tuple[int, int, int, int]
HEADLINE = "The kettle is on, and the post has come"
URDU, HINDI = "پرانے پل کے نیچے سے آنے والے BBC News کے خط", "पुराने पुल के नीचे की चिट्ठियाँ"


def drawn(headline: str = HEADLINE, language: str = "en", name: str = "The Post", ink: str = colour.ACCENT) -> bytes:
    set_headline = words(headline, language)
    assert set_headline
    return drawing.draw(set_headline, words(name, "en"), ink)


def picture(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=["PNG"]) as image:
        return image.convert("RGB")


def ink(data: bytes, top: int, foot: int) -> Box | None:
    """The box of what is printed between two heights."""
    image = picture(data).crop((0, top, SIZE[0], foot))
    box = ImageChops.difference(image, Image.new("RGB", image.size, drawing.PAPER)).getbbox()
    return (box[0], box[1] + top, box[2], box[3] + top) if box else None


def headline_of(data: bytes) -> Box:
    box = ink(data, RULES[1][0] + 2, SIZE[1])
    assert box
    return box


@pytest.mark.parametrize("headline", [
    "A", "Plums", HEADLINE, "A " * 100, "A" * 200, "W" * 200, "well-known " * 18, "Ấ" * 40, "i" * 3, "…", "a" * 5000,
])  # fmt: skip
def test_a_headline_of_any_length_stays_within_the_margins(headline: str) -> None:
    data = drawn(headline)
    left, top, right, bottom = headline_of(data)
    assert MARGIN - 12 <= left < right <= SIZE[0] - MARGIN + 12
    assert TOP - 4 <= top < bottom <= FOOT + 4
    assert picture(data).size == SIZE == (1200, 630)
    assert len(data) < 40_000


@pytest.mark.parametrize(("headline", "language"), [(HINDI, "hi"), (URDU, "ur"), (URDU * 6, "ur"), (HINDI * 9, "hi")])
def test_so_does_one_in_another_script(headline: str, language: str, other_faces: None) -> None:
    left, top, right, bottom = headline_of(drawn(headline, language))
    assert MARGIN - 16 <= left < right <= SIZE[0] - MARGIN + 16
    assert TOP - 4 <= top < bottom <= FOOT + 4


def test_what_is_too_long_is_cut_off_with_a_sign_of_it() -> None:
    assert drawn("W " * 500) == drawn("W " * 600) != drawn("W " * 60)


def test_words_begin_where_their_language_begins(other_faces: None) -> None:
    assert abs(headline_of(drawn())[0] - MARGIN) < 12
    right = headline_of(drawn(URDU, "ur"))[2]
    assert abs(right - (SIZE[0] - MARGIN)) < 16


def test_the_paper_the_ink_and_the_rule_have_the_colours_of_the_site() -> None:
    for accent in (colour.ACCENT, "#1f3f7a"):
        image = picture(drawn(ink=accent))
        assert hexadecimal(image, 2, 2) == drawing.PAPER
        assert [hexadecimal(image, MARGIN + 1, top) for top, _ in RULES] == [accent, accent]
        assert drawing.INK in {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.getcolors(1000)}


def test_the_name_stands_over_the_rule_and_a_long_one_is_made_to_fit() -> None:
    for name in ("The Post", "W" * 80, "The Post of all of Lower Tamberley and of the villages around it and beyond"):
        box = ink(drawn(name=name), 0, RULES[0][0])
        assert box
        assert MARGIN - 8 <= box[0] < box[2] <= SIZE[0] - MARGIN + 8
        assert 40 <= box[1] < box[3] < RULES[0][0] - 4


def test_a_name_that_cannot_be_drawn_is_left_out(no_other_faces: None) -> None:
    assert ink(drawn(name="पोस्ट"), 0, RULES[0][0]) is None


def test_the_same_words_are_the_same_picture_and_others_another() -> None:
    assert drawn() == drawn()
    assert len({drawn(), drawn("The kettle is on"), drawn(name="The Mail"), drawn(ink="#1f3f7a")}) == 4


def test_the_letters_of_a_script_are_joined(other_faces: None) -> None:
    """Side by side, unshaped, they are wider."""
    joined = headline_of(drawn("بب", "ar"))
    apart = headline_of(drawn("ب\u200cب", "ar"))
    assert joined[2] - joined[0] < apart[2] - apart[0]


def hexadecimal(image: Image.Image, x: int, y: int) -> str:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return "#" + "".join(f"{int(part):02x}" for part in pixel)
