"""Figures become a picture."""

import json
import re
from xml.etree import ElementTree

from bench import growth
from bench.growth import RESULTS
from bench.plot import LEFT, RIGHT, Panel, Row, draw

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - our own


def marks(picture: str, kind: str) -> list[float]:
    """How far each dot or ring is across, without the one that explains them."""
    circles = [circle for circle in parsed(picture).iter(f"{SVG}circle") if circle.get("class") == kind]
    return [float(circle.get("cx", "")) for circle in circles][1:]


def test_each_ten_times_is_as_far_as_the_next() -> None:
    rows = [Row("one", (1, 10), ""), Row("two", (100, 1_000), "")]
    picture = draw("Title", ("dot", "ring"), [Panel("Panel", rows)])
    third = (RIGHT - LEFT) / 3
    assert marks(picture, "dot") == [LEFT, LEFT + 2 * third]
    assert marks(picture, "ring") == [LEFT + third, LEFT + 3 * third]


def test_figures_that_are_all_alike_are_drawn_too() -> None:
    picture = draw("Title", ("dot", "ring"), [Panel("Panel", [Row("one", (10, 10), "")])])
    assert marks(picture, "dot") == [LEFT]


def test_words_are_escaped_and_the_picture_has_a_name() -> None:
    picture = draw("Here & there", ("<a>", "b"), [Panel("P", [Row("</svg>", (1, 2), "1 < 2")])])
    assert parsed(picture).findtext(f"{SVG}title") == "Here & there"


def test_it_is_drawn_for_light_and_for_dark() -> None:
    picture = draw("T", ("a", "b"), [Panel("P", [Row("r", (1, 2), "")])])
    light, dark = picture.split("@media(prefers-color-scheme:dark)")
    for name in re.findall(r"\.(\w+)\{[^}]*(?:fill|stroke):#", light):
        assert f".{name}{{" in dark, name


def test_the_picture_of_growth_that_is_kept_is_of_the_figures_that_are_kept() -> None:
    figures = json.loads((RESULTS / "growth.json").read_text("utf-8"))
    assert figures.keys() == growth.PAGES.keys()
    assert (RESULTS / "growth.svg").read_text("utf-8") == growth.plot(figures)
