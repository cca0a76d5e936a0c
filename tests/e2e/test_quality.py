"""Every page of the site and of the desk, as browsers show it: light, dark and in forced colours, small and wide, from
left to right and from right to left. `make quality` runs it, and prints what was found.
"""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from blog.site import actions as site
from tests.databases import inside, make
from tests.e2e.conftest import Server, sign_in, start
from tests.e2e.test_story import AXE
from tests.every_page import addresses, fill_whole

pytestmark = [pytest.mark.browser, pytest.mark.quality]

LOOKS: dict[str, dict[str, str]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


@pytest.fixture(scope="module", params=["en", "ur"])
def pages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, list[str]]]:
    """A server of a site that has one of everything, in a language, and all addresses that show a page."""
    instance = tmp_path_factory.mktemp("quality") / "instance"
    make(instance)
    with inside(instance) as app:
        filled = fill_whole(app)
        site.change(language=request.param)
    server = start(instance, BLOG_SECRET_KEY="k", BLOG_WORKERS="1")
    yield server, list(addresses(app, filled))
    server.stop()


@pytest.fixture
def desk(browser: Browser, pages: tuple[Server, list[str]]) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers in which the admin is signed in, who may look at the same pages as everybody."""
    contexts: list[BrowserContext] = []

    def one(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=pages[0].url, bypass_csp=True, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        sign_in(page)
        page.close()
        return context

    yield one
    for context in contexts:
        context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_stays_in_its_width(
    pages: tuple[Server, list[str]],
    desk: Callable[..., BrowserContext],
    look: str,
    found: Callable[[str, object], None],
) -> None:
    page = desk(**LOOKS[look]).new_page()
    problems: list[str] = []
    seen = 0
    for address in pages[1]:
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            if _is_page(page, address):
                seen += 1
                problems += _problems(page, f"{address} {width}")
    found(f"pages looked at, {look}", seen)
    found(f"faults, {look}", len(problems))
    assert problems == []
    assert seen > 100


def _is_page(page: Page, address: str) -> bool:
    """Open it; what is no page of HTML, or is a download, is not looked at."""
    try:
        answer = page.goto(address)
    except Exception:
        return False
    return answer is not None and answer.headers.get("content-type", "").startswith("text/html")


def _problems(page: Page, name: str) -> Iterator[str]:
    for fault in Axe().run(page, options=AXE).response["violations"]:
        yield f"{name}: {fault['id']} {[node['html'][:90] for node in fault['nodes'][:2]]}"
    width = page.viewport_size["width"] if page.viewport_size else 0
    for narrow in (width, 320):
        page.set_viewport_size({"width": narrow, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > narrow:
            yield f"{name}: scrolls sideways at {narrow}"
    page.set_viewport_size({"width": width, "height": 900})
