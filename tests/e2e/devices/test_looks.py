"""What readers ask their devices for: colours of their own, more contrast, less motion."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.quality]
Walk = Callable[..., Iterator[tuple[str, Page]]]
Found = Callable[[str, object], None]

SEVEN_TO_ONE = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
MOVING = """() => [...document.querySelectorAll('*')].flatMap(e => ['', '::before', '::after'].map(part => {
  const style = getComputedStyle(e, part);
  const times = `${style.transitionDuration}, ${style.animationDuration}`.split(', ');
  const moves = times.some(time => parseFloat(time));
  return (moves || style.scrollBehavior === 'smooth') && `${e.tagName}.${e.className}${part}`;
}).filter(Boolean))"""
# How what is current looks beside its like: the line at its edge, the line under it, its weight.
MARKED = """e => {
  const style = getComputedStyle(e);
  return [style.borderInlineStartColor, style.borderBlockEndWidth, style.textDecorationLine, style.fontWeight].join();
}"""
BORDERS = """() => [...document.querySelectorAll('main :is(input, textarea, select, button, .button)')].filter(e => {
  const style = getComputedStyle(e);
  const has_own = ['hidden', 'checkbox', 'radio', 'file', 'color'].includes(e.type) || e.closest('.visually-hidden');
  const has_edge = parseFloat(style.borderBlockEndWidth) >= 1 && style.borderBlockEndStyle !== 'none';
  return e.checkVisibility() && !has_own && !has_edge;
}).map(e => `${e.tagName}.${e.className} ${e.name}`)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_seven_to_one_everywhere(walk: Walk, scheme: str, found: Found) -> None:
    problems: list[str] = []
    for address, page in walk(contrast="more", color_scheme=scheme, reduced_motion="reduce"):
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(0, 0, 0)")
        for fault in Axe().run(page, options=SEVEN_TO_ONE).response["violations"]:
            problems += [f"{address}: {node['html'][:90]} {node['any'][0]['message']}" for node in fault["nodes"]]
    found(f"words under 7:1, {scheme}", len(problems))
    assert problems == []


def test_nothing_moves_for_who_asks_for_less_motion(walk: Walk, found: Found) -> None:
    moving = {address: page.evaluate(MOVING) for address, page in walk(reduced_motion="reduce")}
    found("what moves", sum(map(len, moving.values())))
    assert {address: what for address, what in moving.items() if what} == {}
    assert any(page.evaluate(MOVING) for _, page in walk(reduced_motion="no-preference"))


def test_in_a_readers_own_colours_the_current_one_is_told_from_its_like(walk: Walk) -> None:
    seen = set()
    for address, page in walk(forced_colors="active", reduced_motion="reduce"):
        if address == "/admin/":
            page.locator(".queue__row[aria-current]").wait_for()
        for like in (".queue__row", ".tabs a", ".masthead__nav a"):
            current = page.locator(f"{like}[aria-current]")
            others = page.locator(f"{like}:not([aria-current])")
            if current.count() and others.count():
                seen.add(like)
                assert current.first.evaluate(MARKED) not in others.evaluate_all(f"es => es.map({MARKED})"), (
                    address,
                    like,
                )
    assert seen == {".queue__row", ".tabs a", ".masthead__nav a"}


def test_in_a_readers_own_colours_each_control_has_its_edge(walk: Walk) -> None:
    bare = {address: page.evaluate(BORDERS) for address, page in walk(forced_colors="active")}
    assert {address: what for address, what in bare.items() if what} == {}


def test_in_a_readers_own_colours_a_tick_and_what_changed_are_no_matter_of_a_ground(walk: Walk) -> None:
    for address, page in walk(forced_colors="active"):
        for kind, line in (("ins", "underline"), ("del", "line-through")):
            for each in page.locator(f"main {kind}").all():
                assert line in each.evaluate("e => getComputedStyle(e).textDecorationLine"), address
        for box in page.locator("[type=checkbox]:visible").all():
            assert box.evaluate("e => getComputedStyle(e).appearance") == "auto", address


def test_in_a_readers_own_colours_a_chart_is_drawn_in_them(walk: Walk) -> None:
    pages = walk(forced_colors="active", color_scheme="dark")
    page = next(page for address, page in pages if address == "/admin/articles")
    fills = page.evaluate("""() => ['bar', 'mark', 'line'].map(part => {
      const [svg, drawn] = ['svg', 'rect'].map(name => document.createElementNS('http://www.w3.org/2000/svg', name));
      drawn.classList.add(`chart__${part}`);
      svg.append(drawn);
      document.body.append(svg);
      return getComputedStyle(drawn).fill;
    })""")
    ink, ground = page.evaluate(
        "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert (fills[0], fills[2]) == (ink, ink)
    assert fills[1] not in (ink, ground)
