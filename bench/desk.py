"""How long a robot at the keyboard takes to clear fifty waiting comments, in a real browser on a real server.

`python -m bench.desk` prints keys and seconds. Measured once: 40 keys, 2.6 s.
"""

import tempfile
from pathlib import Path
from time import perf_counter

from playwright.sync_api import expect, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, start
from tests.e2e.test_desk import CLEARED, fifty, name_of_current, states
from tests.e2e.test_story import set_up

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        instance = Path(folder, "instance")
        server = start(instance)
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page(base_url=server.url)
        set_up(page, server)
        fifty(instance)
        page.goto("/admin/")
        begun, keys = perf_counter(), 1
        page.keyboard.press("S")
        expect(page.get_by_text("Marked as spam: 11 comments.")).to_be_visible()
        while page.locator(".queue__row[aria-current]").count():
            page.keyboard.press("d" if name_of_current(page).startswith("Bin") else "a")
            keys += 1
        expect(page.get_by_text("The tray is empty.")).to_be_visible()
        taken = perf_counter() - begun
        print(f"{keys} keys, {taken:.1f} s, all as they should be: {states(instance) == CLEARED}")
        server.stop()
