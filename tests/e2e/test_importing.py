"""A blog is taken in at the desk, in a real browser, with script and without, and a server that is killed meanwhile."""

import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from blog.portability import jobs
from blog.portability.jobs import State
from tests.databases import inside, make
from tests.e2e.conftest import Server, sign_in, start
from tests.e2e.test_story import AXE
from tests.factories import make_admin
from tests.portability.blogs.wordpress_export import comment, document, item, write

pytestmark = pytest.mark.browser

LOOKS = [(375, "light"), (375, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A site with an admin."""
    make(tmp_path / "instance")
    with inside(tmp_path / "instance"):
        make_admin()
    server = start(tmp_path / "instance", BLOG_SECRET_KEY="k", BLOG_WORKERS="2")
    yield server
    server.stop()


def look(page: Page) -> None:
    """The page is accessible and stays in its width, small and wide, light and dark."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=AXE).response["violations"]
        assert [each["id"] for each in found] == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_blog_is_sent_looked_at_and_taken_in_without_loading_the_page(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    desk = browser.new_context(base_url=server.url, bypass_csp=True, reduced_motion="reduce")
    page, still = desk.new_page(), desk.new_page()
    still.route("**/static/importing*", lambda route: route.abort())
    sign_in(page)
    page.goto("/admin/articles")
    page.get_by_role("link", name="Import").click()
    look(page)
    page.get_by_label("File").set_input_files(write(tmp_path / "blog.xml", 60, 600))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="This is what would be done")).to_be_visible(timeout=60_000)
    look(page)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="Taken in")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("row", name=re.compile("Comments: Approved"))).to_be_visible()
    look(page)
    folder = server.config.import_folder
    with jobs.alone(folder):  # no worker goes on with it
        ended = jobs.read(folder)
        jobs.put(folder, replace(ended, state=State.REHEARSING))
        still.goto("/admin/import")
        expect(still.get_by_text("Nothing is written yet")).to_be_visible()
        expect(still.locator("progress")).to_be_visible()
        look(still)
        jobs.put(folder, ended)
    page.get_by_label("File").set_input_files({"name": "x.xml", "mimeType": "text/xml", "buffer": b"<html>"})
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("This is no export of WordPress")
    look(page)


def test_all_of_it_works_without_a_script(browser: Browser, server: Server, tmp_path: Path) -> None:
    page = browser.new_context(base_url=server.url, java_script_enabled=False).new_page()
    sign_in(page)
    page.goto("/admin/import")
    page.get_by_label("File").set_input_files({"name": "x.xml", "mimeType": "text/xml", "buffer": b"<html>"})
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator(".problem")).to_contain_text("This is no export of WordPress")
    damaged = document(item(1, comment(1))).replace("</item>", "</itme>").encode()
    page.get_by_label("File").set_input_files({"name": "x.xml", "mimeType": "text/xml", "buffer": damaged})
    page.get_by_role("button", name="Look at it").click()
    until(page, "mismatched tag")
    page.get_by_label("File").set_input_files(write(tmp_path / "blog.xml", 5, 50))
    page.get_by_role("button", name="Look at it").click()
    until(page, "This is what would be done")
    page.get_by_role("button", name="Take it in").click()
    until(page, "Taken in")


def until(page: Page, words: str) -> None:
    """Look again until the words are there: by the link, where the page was still drawn with one."""
    for _ in range(200):
        if words in page.locator("main").inner_text():
            return
        again = page.get_by_role("link", name="Look again")
        again.click() if again.count() else page.goto("/admin/import")
        page.wait_for_timeout(300)
    raise AssertionError(page.locator("main").inner_text())


def test_a_server_that_is_killed_meanwhile_goes_on_after_its_start(
    browser: Browser, server: Server, tmp_path: Path, starter: Callable[..., Server]
) -> None:
    page = browser.new_context(base_url=server.url).new_page()
    sign_in(page)
    page.goto("/admin/import")
    page.get_by_label("File").set_input_files(write(tmp_path / "blog.xml", 30, 1500))
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Take it in").click(timeout=60_000)
    expect(page.get_by_text("It is being taken in.")).to_be_visible()
    page.wait_for_timeout(3000)
    server.stop(signal.SIGKILL)
    again = starter(BLOG_SECRET_KEY="k")
    page.goto(f"{again.url}/admin/import")
    expect(page.get_by_role("heading", name="Taken in")).to_be_visible(timeout=60_000)
    row = page.get_by_role("row", name=re.compile("Comments: Approved")).inner_text().split()
    assert int(row[2]) == sum(map(int, row[3:]))
