"""Whether an ink can be read on our paper, and what is offered instead."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog import colour
from blog.config import ROOT

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


# The first three as WCAG and its well-known checkers have them.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#9c2318", "#9c2318", 1.0),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colour.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colour.contrast(other, one) == colour.contrast(one, other)


def test_the_colours_are_those_of_the_stylesheet() -> None:
    css = Path(ROOT / "static/css/tokens.css").read_text("utf-8").partition("@media")[0]
    values = {name: pair for name, *pair in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", css)}
    for name in ("paper", "wash"):
        assert values[name] == [colour.LIGHT[name][0], colour.DARK[name][0]]
    light, dark = values["rubric"]
    assert light == colour.ACCENT
    assert colour.lacking(light) is None
    assert colour.lacking(dark, colour.DARK) is None


@pytest.mark.parametrize(
    "text", ["", "9c2318", "#9C2318", "#9c231", "#9c23181", "red", "#9c2318\n", "#9c231g", "#٩c2318"]
)
def test_what_is_no_colour_is_not_good(text: str) -> None:
    assert not colour.is_colour(text)
    assert not colour.is_good(text)


def test_all_that_is_offered_can_be_read() -> None:
    assert [ink for ink in colour.INKS if not colour.is_good(ink)] == []


def test_what_is_lacking_is_said_with_the_ground_and_never_rounded_up() -> None:
    assert colour.lacking("#ff0000") == ("paper", 3.7, 7.0)
    for each in (f"#{red:02x}{green:02x}18" for red in range(0x80, 0xC0) for green in range(0x10, 0x30)):
        if lack := colour.lacking(each):
            assert lack[1] < lack[2]


def test_a_colour_that_can_be_read_on_the_paper_may_be_too_pale_for_a_notice() -> None:
    found = {colour.lacking(f"#{red:02x}0000") for red in range(256)}
    assert any(lack and lack[0] == "wash" for lack in found)


@given(COLOURS)
def test_any_colour_is_good_or_the_one_that_is_offered_is(any_colour: str) -> None:
    offered = colour.darker(any_colour)
    assert colour.is_good(offered)
    assert (offered == any_colour) == colour.is_good(any_colour)


@given(COLOURS)
def test_any_colour_can_be_read_in_the_dark_once_it_is_made_lighter(any_colour: str) -> None:
    light = colour.in_the_dark(any_colour)
    assert colour.is_colour(light)
    assert colour.lacking(light, colour.DARK) is None


def test_a_colour_stays_the_same_colour() -> None:
    green = colour.in_the_dark(colour.darker("#00aa00"))
    red, middle, blue = (int(green[at : at + 2], 16) for at in (1, 3, 5))
    assert middle > max(red, blue)
