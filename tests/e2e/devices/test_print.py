"""On paper: the prose, in black on white, and nothing that only a screen can do."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from blog.colour import contrast

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
A4 = {"format": "A4", "prefer_css_page_size": True}
TWO_CM = 56  # points
# The colours of all that has words of its own, and of the grounds on the way up.
COLOURS = """() => {
  const hex = (c) => '#' + c.match(/\\d+/g).slice(0, 3).map(n => (+n).toString(16).padStart(2, '0')).join('');
  const drawn = [...document.querySelectorAll('body, body *')].filter(e => e.checkVisibility());
  return {
    inks: [...new Set(drawn.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
      .map(e => hex(getComputedStyle(e).color)))],
    grounds: [...new Set(drawn.map(e => getComputedStyle(e).backgroundColor)
      .filter(c => c !== 'rgba(0, 0, 0, 0)').map(hex))],
  };
}"""


@pytest.fixture
def paper(read: Open) -> Open:
    """Opens an address as a printer is given it."""

    def one(address: str, **options: object) -> Page:
        page = read(address, reduced_motion="reduce", **options)
        page.emulate_media(media="print")
        return page

    return one


def test_paper_bears_the_piece_and_nothing_to_follow_or_fill_in(paper: Open) -> None:
    page = paper("/articles/market")
    for shown in ("h1", ".standfirst", ".prose table", ".prose pre", ".footnotes", ".correction", ".disclaimer"):
        expect(page.locator(shown)).to_be_visible()
    for figure in page.locator("figure").all():
        expect(figure.locator("img")).to_be_visible()
        expect(figure.locator("figcaption")).to_be_visible()
    left = page.locator("body").inner_text()
    assert left.startswith("The Tamberley Post")
    for gone in (
        "Skip",
        "About",
        "Search",
        "In this piece",
        "Also read",
        "comment",
        "ladder. https",
        "Leave",
        "Archive",
        "↩",
    ):
        assert gone not in left
    for kind in ("nav", "form", "button", "input", "textarea", ".foot", "aside"):
        assert not any(one.is_visible() for one in page.locator(kind).all()), kind


def test_the_search_prints_what_was_found_without_its_form(paper: Open) -> None:
    page = paper("/search?q=clock")
    expect(page.get_by_text("3 pieces have it.")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ink_is_black_and_paper_white_whatever_the_screen_was(paper: Open, scheme: str) -> None:
    page = paper("/", color_scheme=scheme)
    for address in ("/", "/articles/market", "/articles/urdu-long", "/search?q=clock"):
        page.goto(address)
        colours = page.evaluate(COLOURS)
        assert set(colours["grounds"]) == {"#ffffff"}
        assert "#000000" in colours["inks"]
        assert [ink for ink in colours["inks"] if contrast(ink, "#ffffff") < 7] == []


def test_links_that_lead_elsewhere_are_followed_by_their_addresses(paper: Open) -> None:
    page = paper("/articles/market")
    after = "e => getComputedStyle(e, '::after').content"
    railway = page.get_by_role("link", name="the railway")
    assert railway.evaluate(after) == '" (" attr(href) ")"' or "https://rail.example.org/times" in railway.evaluate(
        after
    )
    assert page.get_by_role("link", name="The Tamberley Letter").evaluate(after) != "none"
    for here in ("its neighbours", "the piece before"):
        assert page.get_by_role("link", name=here).evaluate(after) == "none"


def test_what_belongs_together_stays_on_one_page(paper: Open) -> None:
    page = paper("/articles/market")
    for kind in ("figure", "blockquote", "pre", "tr", ".disclaimer", ".correction"):
        inside = page.locator(f"main {kind}").evaluate_all("es => es.map(e => getComputedStyle(e).breakInside)")
        assert set(inside) == {"avoid"}, kind
    after = page.locator("main :is(h1, h2)").evaluate_all("es => es.map(e => getComputedStyle(e).breakAfter)")
    assert set(after) - {"avoid"} == set()


def test_a_tall_picture_stands_whole_on_a_page(paper: Open) -> None:
    page = paper("/articles/market")
    picture = page.locator(".article__picture img")
    picture.evaluate("e => e.style.blockSize = '4000px'")
    assert picture.evaluate("e => e.offsetHeight") < 900
    assert picture.evaluate("e => getComputedStyle(e).objectFit") == "contain"


def test_what_is_folded_is_unfolded(paper: Open) -> None:
    page = paper("/articles/market")
    page.locator(".prose").evaluate("""prose => {
      const [details, summary] = [document.createElement('details'), document.createElement('summary')];
      details.append(summary, 'Folded words.');
      prose.append(details);
    }""")
    assert page.locator(".prose details").evaluate("e => e.offsetHeight > 1.5 * e.firstChild.offsetHeight")


def test_the_sheets_have_margins_and_are_no_more_than_the_piece_needs(read: Open, tmp_path: Path) -> None:
    sheets = {}
    for name, address in {"piece": "/articles/market", "urdu": "/articles/urdu-long", "home": "/"}.items():
        pdf = read(address).pdf(**A4)
        sheets[name] = len(re.findall(rb"/Type /Page\b", pdf))
        # Where the links lie says where the words do.
        places = [[float(number) for number in place.split()] for place in re.findall(rb"/Rect \[([^]]*)\]", pdf)]
        assert places
        assert min(left for left, *_ in places) > TWO_CM - 2
        assert max(right for _, _, right, _ in places) < 596 - TWO_CM + 2
        assert min(low for _, low, *_ in places) > TWO_CM - 2
    assert sheets == {"piece": 7, "urdu": 1, "home": 1}
