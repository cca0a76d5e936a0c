"""Every page at 320 pixels, enlarged, with larger text and wider spacing: nothing is cut off or leads sideways."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.quality]
Walk = Callable[..., Iterator[tuple[str, Page]]]

# The four things that WCAG 1.4.12 lets a reader ask for.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
WAYS: dict[str, tuple[dict[str, Any], str]] = {
    "320 px": ({"viewport": {"width": 320, "height": 640}}, ""),
    "400 % zoom": ({"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}, ""),
    "200 % zoom": ({"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}, ""),
    "200 % text": ({"viewport": {"width": 1280, "height": 900}}, "html { font-size: 200% !important }"),
    "200 % text on a phone": ({"viewport": {"width": 375, "height": 800}}, "html { font-size: 200% !important }"),
    "spaced text": ({"viewport": {"width": 375, "height": 800}}, SPACED),
}
# What has words and shows only a part of them; what is read aloud only, or is clamped until it is opened, is meant so.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(e => {
  const style = getComputedStyle(e);
  const hides = (way) => ['hidden', 'clip'].includes(way);
  return e.checkVisibility() && e.innerText?.trim() && style.clipPath === 'none' && style.webkitLineClamp === 'none'
    && !e.matches('.queue__text--long')
    && ((hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
      || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1));
}).map(e => `${e.tagName}.${e.className} ${e.innerText.slice(0, 30)}`)"""
BEYOND = """() => [...document.querySelectorAll('body *')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 1 || box.left < -1)
    && !e.matches('.skip, .visually-hidden, .visually-hidden *') && e.checkVisibility();
}).slice(0, 3).map(e => `${e.tagName}.${e.className}`)"""
# Words that run out of their own button or box.
SPILLED = """() => [...document.querySelectorAll('button, .button, label, th, td, dt, legend, summary, select')]
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden') && e.scrollWidth > e.clientWidth + 2
    && getComputedStyle(e).display !== 'inline')
  .map(e => `${e.tagName}.${e.className} ${e.innerText.slice(0, 30)}`)"""


@pytest.mark.parametrize("way", WAYS)
def test_every_page_stays_whole(walk: Walk, way: str, found: Callable[[str, object], None]) -> None:
    options, style = WAYS[way]
    problems: list[str] = []
    seen = 0
    for address, page in walk(reduced_motion="reduce", **options):
        if style:
            page.add_style_tag(content=style)
        seen += 1
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{address} leads sideways")
        problems += [f"{address} beyond the edge: {e}" for e in page.evaluate(BEYOND)]
        problems += [f"{address} cut off: {e}" for e in page.evaluate(CUT_OFF)]
        problems += [f"{address} spilled: {e}" for e in page.evaluate(SPILLED)]
    print(*problems, sep="\n")
    found(f"pages looked at, {way}", seen)
    assert problems == []
    assert seen > 50
