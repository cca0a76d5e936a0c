"""Nothing stands between a reader and the first paint but the page and one small stylesheet; the font may fail."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from blog import assets
from blog.config import ROOT
from tests.e2e.conftest import Server
from tests.every_page import addresses, fill_whole
from tests.factories import Desk

pytestmark = pytest.mark.browser
SMALL = 5_000  # bytes of the stylesheet over the wire
BLOCKING = """performance.getEntriesByType("resource")
    .filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => new URL(entry.name).pathname)"""
RULES = """(css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return [...sheet.cssRules].map((rule) => rule.cssText);
}"""
WELCOME = "/articles/welcome"


def test_no_page_asks_for_more_than_one_stylesheet_and_no_script_stops_it(app: Flask) -> None:
    with app.app_context():
        filled = fill_whole(app)
    desk = Desk(app)
    seen = 0
    for address in addresses(app, filled):
        answer = desk.get(address, buffered=True)
        if answer.mimetype == "text/html" and not answer.location and "Content-Disposition" not in answer.headers:
            seen += 1
            assert answer.text.count('rel="stylesheet"') == 1, address
            assert not re.search(r"<style|\sstyle=", answer.text), address
            for script in re.findall(r"<script[^>]*>", answer.text):
                assert 'type="module"' in script or 'type="application/ld+json"' in script, address
    assert seen > 200


def test_the_font_is_optional_and_what_is_fetched_early_is_what_the_stylesheet_names(app: Flask) -> None:
    page = app.test_client().get("/").text
    address = re.findall(r'rel="stylesheet" href="([^"]+)"', page)[0]
    answer = app.test_client().get(address, headers={"Accept-Encoding": "br"})
    assert len(answer.data) < SMALL
    css = app.test_client().get(address).text
    faces = re.findall(r"@font-face\{[^}]*\}", css)
    assert [("font-display:optional" in face, "unicode-range:" in face) for face in faces] == [(True, True)] * 2
    early = re.findall(r'<link rel="preload"\s+href="([^"]+)"', page)
    assert len(early) == 1
    assert early[0] in faces[0]


@pytest.mark.parametrize("address", ["/", WELCOME, "/search?q=letter", "/archive", "/privacy"])
def test_one_stylesheet_is_all_that_a_browser_waits_for(
    server: Server, visit: Callable[..., BrowserContext], address: str
) -> None:
    page = visit().new_page()
    page.goto(address)
    waited_for = page.evaluate(BLOCKING)
    assert [re.sub(r"\.[0-9a-f]+\.", ".", name) for name in waited_for] == ["/static/site.css"]


def test_a_page_reads_well_without_its_font(server: Server, visit: Callable[..., BrowserContext]) -> None:
    for width in (320, 1280):
        page = visit(viewport={"width": width, "height": 800}).new_page()
        page.route("**/*.woff2", lambda route: route.abort())
        page.goto(WELCOME)
        headline = page.get_by_role("heading", level=1)
        expect(headline).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box, text = headline.bounding_box(), page.locator(".prose").bounding_box()
        assert box
        assert text
        assert box["y"] + box["height"] <= text["y"]


def test_what_is_left_out_of_a_stylesheet_for_browsers_changes_none_of_its_rules(
    app: Flask, visit: Callable[..., BrowserContext]
) -> None:
    page = visit().new_page()

    def rules(css: str) -> list[str]:
        """As the browser has read them; the values of our own names are kept as they were typed."""
        return [re.sub(r"\s*([,>:])\s*", r"\1", rule) for rule in page.evaluate(RULES, css)]

    for name, layers in assets.STYLESHEETS.items():
        written = "".join((ROOT / "static/css" / f"{layer}.css").read_text("utf-8") for layer in layers)
        names = dict.fromkeys(assets.OWN_NAME.findall(re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)))
        short = dict(zip(names, assets.SHORT, strict=False))
        sent = next(css for file, css in app.extensions["assets"].items() if file.startswith(name[:-3])).decode()
        sent = re.sub(r"/static/([a-z0-9-]+)\.[0-9a-f]+\.woff2", r"\1.woff2", sent)
        expected = [assets.OWN_NAME.sub(lambda found: f"--{short[found[0]]}", rule) for rule in rules(written)]  # noqa: B023 - used up at once
        assert rules(sent) == expected
        assert len(expected) > 10
