"""The second factor and the account in a real browser: turned on, used, lost, and changed."""

import re
import time
from collections.abc import Callable

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Server
from tests.e2e.test_story import AXE, set_up

pytestmark = pytest.mark.browser
Visit = Callable[..., BrowserContext]
EMAIL, PASSWORD = "meera@example.com", "a long enough password"


def turn_on(desk: Page) -> tuple[pyotp.TOTP, list[str]]:
    """What the phone and the sheet of paper hold afterwards."""
    desk.get_by_role("link", name="Account").click()
    desk.get_by_role("link", name="Turn the second factor on").click()
    expect(desk.get_by_role("img", name="QR code")).to_be_visible()
    totp = pyotp.parse_uri(desk.get_by_role("link", name="Or open it in an app").get_attribute("href") or "")
    assert isinstance(totp, pyotp.TOTP)
    desk.get_by_role("textbox", name="Code").fill(totp.now())
    desk.get_by_role("button", name="Turn it on").click()
    expect(desk.get_by_text("The second factor is on.")).to_be_visible()
    desk.wait_for_load_state()  # all codes are there
    return totp, desk.locator("li code").all_inner_texts()


def sign_in(page: Page, code: str = "", password: str = PASSWORD) -> None:
    page.goto("/admin/login")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    if code:
        page.get_by_role("textbox", name="Code").fill(code)
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


def test_the_second_factor_is_turned_on_used_and_outlived_by_recovery_codes(server: Server, visit: Visit) -> None:
    desk, phone, paper = (visit().new_page() for _ in range(3))
    set_up(desk, server)
    totp, codes = turn_on(desk)
    sign_in(phone, totp.at(time.time() + 30))  # the code of now turned it on, and is used up
    sign_in(paper, codes[0])

    desk.get_by_role("link", name="I have them").click()
    expect(desk.get_by_text("9 recovery codes are left.")).to_be_visible()
    rows = desk.locator(".account__sessions li")
    expect(rows).to_have_count(3)
    rows.first.get_by_role("button", name="Sign out").click()
    expect(rows).to_have_count(2)
    paper.reload()
    expect(paper).to_have_url(re.compile("/admin/login"))

    desk.get_by_role("link", name="Change the password").click()
    desk.get_by_label("New password").fill("another long password")
    desk.get_by_role("button", name="Change it").click()
    expect(rows).to_have_count(1)
    phone.reload()
    expect(phone).to_have_url(re.compile("/admin/login"))
    sign_in(phone, codes[1], "another long password")


def test_the_pages_of_the_account_are_open_to_everyone(server: Server, visit: Visit) -> None:
    pages = ["", "/email", "/password", "/second-factor"]
    for width, scheme in ((375, "light"), (1280, "dark")):
        page = visit(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
        if width == 375:
            set_up(page, server)
        else:
            sign_in(page)
        for path in (*(f"/admin/account{part}" for part in pages), "/admin/confirm"):
            page.goto(path)
            assert Axe().run(page, options=AXE).response["violations"] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
