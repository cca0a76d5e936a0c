"""Every page with the keyboard alone: each stop is seen and in its turn, none is a trap, and nothing hides it."""

from collections.abc import Callable, Iterator

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
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && (style.outlineStyle === 'auto' || parseFloat(style.outlineWidth) >= 2);
  const inside = box.width > 0 && box.left >= -1 && box.right <= innerWidth + 1 && box.bottom > 0 && box.top < innerHeight;
  const points = [.1, .5, .9].flatMap(x => [.1, .5, .9].map(y => [box.left + box.width * x, box.top + box.height * y]));
  const is_seen = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.contains(e) && getComputedStyle(top).position !== 'sticky');
  });
  return {
    stop: e.stop, name: (e.tagName + ' ' + (e.textContent || e.name || e.id).trim()).slice(0, 50),
    faults: [!ring && 'no ring', !inside && 'off the screen', !is_seen && 'hidden'].filter(Boolean),
    part: e.closest('header, main, footer, dialog')?.tagName, rtl: getComputedStyle(e.parentElement).direction === 'rtl',
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
        if len(walked) != expected:
            problems.append(f"{address}: {len(walked)} stops of {expected}: {[stop['name'] for stop in walked]}")
    found(f"stops of the keyboard, {look}", stops)
    print(*problems, sep="\n")
    assert problems == []


def _tab(page: Page) -> Iterator[dict]:
    seen = set()
    for _ in range(500):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            if seen:
                return
            continue
        if stop["stop"] in seen:
            return
        seen.add(stop["stop"])
        yield stop


def _out_of_order(stops: list[dict]) -> Iterator[str]:
    """Within a part of the page it goes down, and along the line."""
    for one, other in zip(stops, stops[1:], strict=False):
        if one["part"] != other["part"]:
            continue
        above = other["bottom"] <= one["top"] + 1
        behind = other["left"] >= one["right"] - 1 if one["rtl"] else other["right"] <= one["left"] + 1
        beside = other["right"] <= one["left"] + 1 if one["rtl"] else other["left"] >= one["right"] - 1
        same_line = not above and one["bottom"] > other["top"] + 1
        if (above and not beside) or (same_line and behind):
            yield f"goes back from {one['name']} to {other['name']}"
