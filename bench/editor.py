"""What the editor weighs, and whether keeping and previewing 20,000 words ever makes a typist wait, in a real browser.

`python -m bench.editor` prints bytes and requests, and for a text that is long: the longest task of the page, in
milliseconds, while somebody types for half a minute, with and without what the editor does meanwhile. Measured once:
36 kB in 5 requests; no task of 50 ms or more in either case.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, start
from tests.e2e.test_story import set_up

SENTENCE = "The market clock had run four minutes fast for *sixty* years, and nobody had ever missed a train. "
WORDS = 20_000
WATCH = """() => {
    window.tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => Math.round(task.duration))))
        .observe({ type: "longtask" });
}"""


def long_text() -> str:
    """Paragraphs of 90 words, with a heading now and then."""
    paragraph = SENTENCE * 5
    count = WORDS // len(paragraph.split()) + 1
    return "\n\n".join(f"## Part {number}\n\n{paragraph}" if number % 10 == 0 else paragraph for number in range(count))


def type_for_a_while(page: Page) -> list[int]:
    """The tasks of 50 ms or more meanwhile, which is when a browser counts a task as long."""
    body = page.get_by_label("Article *")
    body.fill(long_text())
    page.wait_for_timeout(6_000)
    page.evaluate(WATCH)
    body.press("Control+Home")
    for number in range(90):
        page.keyboard.type("word "[number % 5])
        page.wait_for_timeout(80 if number % 30 else 3_000)
    page.wait_for_timeout(3_000)
    return list(page.evaluate("tasks"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start(Path(folder, "instance"))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        signed_in = browser.new_context(base_url=server.url)
        set_up(signed_in.new_page(), server)
        fresh = signed_in.storage_state()  # with nothing in its cache yet
        context = browser.new_context(base_url=server.url, storage_state=fresh, viewport={"width": 1440, "height": 900})
        page, sizes = context.new_page(), []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()))
        page.goto("/admin/articles/new", wait_until="networkidle")
        bytes = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        print(f"{bytes / 1000:.1f} kB in {len(sizes)} requests")
        page.get_by_role("button", name="Preview").click()
        print("kept and previewed:", type_for_a_while(page) or "no task of 50 ms")
        expect(page.locator("#kept")).to_contain_text("Kept at")
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto("/admin/articles/new", wait_until="networkidle")
        print("left alone:", type_for_a_while(page) or "no task of 50 ms")
        server.stop()
