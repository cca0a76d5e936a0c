"""Every page with the keyboard alone: each stop is seen and in its turn, none is a trap, and nothing hides it."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.quality]
Walk = Callable[..., Iterator[tuple[str, Page]]]

# All that Tab should lead to: of radio buttons of a name, one.
EXPECTED = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })
    && !(e.type === 'radio' && e !== (document.querySelector(`[name="${e.name}"]:checked`) ??
      document.querySelector(`[name="${e.name}"]`)))).length"""

# Where the focus is, and what is wrong with it: no ring, off the screen, or something else lies over all of it.
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  e.stop ??= ++window.stops || (window.stops = 1);
  let both = window.last ?? e;  // the nearest thing in which this stop and the last one are
  while (!both.contains(e)) both = both.parentElement;
  window.last = e;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && (style.outlineStyle === 'auto' || parseFloat(style.outlineWidth) >= 2);
  const inside = box.width > 0 && box.left >= -1 && box.right <= innerWidth + 1
    && box.bottom > 0 && box.top < innerHeight;
  const points = [.1, .5, .9].flatMap(x => [.1, .5, .9].map(y => [box.left + box.width * x, box.top + box.height * y]));
  const is_seen = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.contains(e) && getComputedStyle(top).position !== 'sticky');
  });
  return {
    stop: e.stop, name: (e.tagName + ' ' + (e.textContent || e.name || e.id).trim()).slice(0, 50),
    faults: [!ring && 'no ring', !inside && 'off the screen', !is_seen && 'hidden'].filter(Boolean),
    part: e.closest('header, main, footer, dialog')?.tagName, rtl: getComputedStyle(both).direction === 'rtl',
    left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY,
  };
}"""


@pytest.mark.parametrize("size", [(1280, 800), (320, 480)], ids=["wide", "narrow"])
@pytest.mark.parametrize("look", ["usual", "forced colours"])
def test_tab_leads_through_every_page_and_each_stop_is_seen(
    walk: Walk, size: tuple[int, int], look: str, found: Callable[[str, object], None]
) -> None:
    problems, stops = [], 0
    forced = {"forced_colors": "active"} if look == "forced colours" else {}
    for address, page in walk(viewport={"width": size[0], "height": size[1]}, **forced):
        expected = page.evaluate(EXPECTED)
        walked = list(_tab(page))
        stops += len(walked)
        problems += [f"{address}: {fault}: {stop['name']}" for stop in walked for fault in stop["faults"]]
        problems += [f"{address}: {fault}" for fault in _out_of_order(walked)]
        if len(walked) != expected and "#" not in page.url:  # which would begin further down
            problems.append(f"{address}: {len(walked)} stops of {expected}: {[stop['name'] for stop in walked]}")
    found(f"stops of the keyboard, {look}", stops)
    print(*problems, sep="\n")
    assert problems == []


def _tab(page: Page) -> Iterator[dict[str, Any]]:
    """Each stop once, until they begin anew; a date has several of its own, and so has the preview."""
    seen: list[int] = []
    for _ in range(500):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if (stop["stop"] in seen[-1:]) if stop else not seen:
            continue
        if stop is None or stop["stop"] in seen:
            return
        seen.append(stop["stop"])
        yield stop


def _out_of_order(stops: list[dict[str, Any]]) -> Iterator[str]:
    """Within a part of the page it goes down, and along the line."""
    for one, other in pairwise(stops):
        if one["part"] != other["part"]:
            continue
        above = other["bottom"] <= one["top"] + 1
        behind = other["left"] >= one["right"] - 1 if other["rtl"] else other["right"] <= one["left"] + 1
        beside = other["right"] <= one["left"] + 1 if other["rtl"] else other["left"] >= one["right"] - 1
        same_line = not above and one["bottom"] > other["top"] + 1
        if (above and not beside) or (same_line and behind):
            yield f"goes back from {one['name']} to {other['name']}"


def test_the_first_stop_leads_past_the_masthead(walk: Walk) -> None:
    for address, page in walk(viewport={"width": 1280, "height": 800}):
        if page.evaluate("document.activeElement !== document.body") or "#" in page.url:
            continue  # a form that says what is wrong has the focus already
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", address
        assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0"), address
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('header.masthead')"), address


def test_a_dialog_gives_the_focus_back(walk: Walk) -> None:
    page = next(page for address, page in walk() if address == "/admin/")
    for leave in ("Escape", "Enter"):
        page.locator("#keys").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
        if leave == "Enter":
            page.locator("dialog button").focus()
        page.keyboard.press(leave)
        assert page.evaluate("[document.querySelector('dialog').open, document.activeElement.id]") == [False, "keys"]


@pytest.mark.parametrize("size", [(1280, 800), (320, 640), (320, 256)], ids=["wide", "phone", "enlarged"])
def test_what_sticks_to_an_edge_hides_no_stop_while_rows_are_ticked(walk: Walk, size: tuple[int, int]) -> None:
    problems = []
    for address, page in walk(viewport={"width": size[0], "height": size[1]}):
        if address in ("/admin/", "/admin/articles"):
            page.locator("[name=ids]").first.check()
            page.evaluate("document.activeElement.blur()")
            problems += [f"{address}: {fault}: {stop['name']}" for stop in _tab(page) for fault in stop["faults"]]
    assert problems == []
