"""The whole story in a real browser: set up, read, comment, review, appear, undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from blog.articles.drafts import add_file
from tests.databases import inside
from tests.e2e.conftest import Server, cut_off
from tests.factories import NOW

pytestmark = pytest.mark.browser
Visit = Callable[..., BrowserContext]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WELCOME = "/articles/welcome"


def set_up(page: Page, server: Server) -> None:
    page.goto(server.setup_link)
    page.get_by_label("Blog name").fill("The Tamberley Post")
    page.get_by_label("Your name").fill("Meera Thomas")
    page.get_by_label("Email").fill("meera@example.com")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Open the desk").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    page.wait_for_load_state()  # all rows are there, and their module


def comment(page: Page, body: str, **fields: str) -> None:
    page.goto(WELCOME)
    page.get_by_label("Comment *").fill(body)
    page.get_by_label("Name *").fill(fields.get("name", "Asha Menon"))
    page.get_by_label("Email *").fill(fields.get("email", "asha@example.org"))
    post(page)


def post(page: Page) -> None:
    """Send it, and wait for the answer: with script, the page stays until that has come."""
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".problem, h1:has-text('waiting to be read')").first).to_be_visible()


def rows(page: Page) -> list[str]:
    return page.locator(".queue__name").all_inner_texts()


def rows_with_keys(page: Page) -> list[str]:
    """The same, once the module has come that gives the rows their keys: it marks the current one."""
    expect(page.locator(".queue__row[aria-current]")).to_be_visible()
    return rows(page)


def test_the_whole_story(server: Server, visit: Visit, has_script: bool) -> None:
    desk = visit(java_script_enabled=has_script).new_page()
    set_up(desk, server)
    assert len(rows(desk)) == 3

    reader_context = visit(java_script_enabled=has_script)
    reader = reader_context.new_page()
    comment(reader, "I was there, *with* the wheelbarrow. https://asha.example")
    expect(reader.get_by_role("heading", name="Your comment is waiting to be read")).to_be_visible()
    expect(reader.locator(".comment em")).to_have_text("with")
    receipt = reader.url
    reader.goto(WELCOME)
    printed = reader.locator(".comment:not(.comment--waiting)", has_text="with the wheelbarrow")
    expect(reader.locator(".comment--waiting")).to_have_count(int(has_script))  # shown to this reader alone
    expect(printed).to_have_count(0)

    desk.goto("/admin/")
    row = desk.locator(".queue__row", has_text="Asha Menon")
    expect(row.get_by_text("First comment from this address")).to_be_visible()
    expect(row.get_by_text("1 link")).to_be_visible()
    row.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Approved: Asha Menon.")).to_be_visible()
    reader.reload()
    expect(printed).to_be_visible()
    expect(reader.locator(".comment--waiting")).to_have_count(0)
    reader.goto(receipt)
    expect(reader.get_by_role("heading", name="Your comment is printed")).to_be_visible()

    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone: Asha Menon waits again.")).to_be_visible()
    reader.goto(WELCOME)
    expect(printed).to_have_count(0)
    assert reader_context.cookies() == []


def test_an_error_takes_the_focus_and_keeps_every_word(server: Server, visit: Visit, has_script: bool) -> None:
    page = visit(java_script_enabled=has_script).new_page()
    comment(page, "My long and careful words.", email="asha.example.org")
    assert page.title().startswith("Error: ")
    summary = page.locator(".problem")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Comment *")).to_have_value("My long and careful words.")
    expect(page.get_by_label("Email *")).to_have_value("asha.example.org")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Email *")).to_be_focused()
    page.get_by_label("Email *").fill("asha@example.org")
    post(page)
    expect(page.get_by_role("heading", name="Your comment is waiting to be read")).to_be_visible()


def test_a_reply_quotes_what_it_answers_and_stands_under_it(server: Server, visit: Visit, has_script: bool) -> None:
    desk = visit(java_script_enabled=has_script).new_page()
    set_up(desk, server)
    reader = visit(java_script_enabled=has_script).new_page()
    reader.goto(WELCOME)
    reader.get_by_role("link", name="Reply to").first.click()
    expect(reader.get_by_text("In reply to")).to_be_visible()
    reader.get_by_label("Comment *").fill("An answer of mine.")
    reader.get_by_label("Name *").fill("Asha Menon")
    reader.get_by_label("Email *").fill("asha@example.org")
    post(reader)
    desk.goto("/admin/")
    row = desk.locator(".queue__row", has_text="An answer of mine.")
    row.get_by_role("link", name="Reply").click()
    desk.get_by_label("Your answer").fill("Thank you, from the editor.")
    desk.get_by_role("button", name="Approve and reply").click()
    expect(desk.get_by_text("Answered: ")).to_be_visible()
    reader.goto(WELCOME)
    answers = reader.locator(".thread .thread .comment")
    expect(answers.first).to_contain_text("An answer of mine.")
    expect(reader.locator(".comment--editor")).to_contain_text("Thank you, from the editor.")


def test_the_queue_by_keyboard(server: Server, visit: Visit) -> None:
    desk = visit().new_page()
    set_up(desk, server)
    first, second, third = rows(desk)
    current = desk.locator(".queue__row[aria-current] .queue__name")
    expect(current).to_have_text(first)
    desk.keyboard.press("j")
    expect(current).to_have_text(second)
    expect(desk.locator(".queue__row[aria-current]")).to_be_focused()
    desk.keyboard.press("k")
    expect(current).to_have_text(first)
    desk.keyboard.press("a")
    desk.keyboard.press("d")
    desk.keyboard.press("s")
    expect(desk.get_by_text("The tray is empty.")).to_be_visible()
    expect(desk.locator(".tabs")).to_contain_text("Approved 2")
    expect(desk.get_by_text(f"Marked as spam: {third}.")).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.get_by_text(f"Undone: {third} waits again.")).to_be_visible()
    expect(current).to_have_text(third)
    expect(desk.locator(".tabs")).to_contain_text("Pending 1")
    desk.reload()
    assert rows(desk) == [third]


def test_an_undo_that_follows_at_once_undoes_the_last_act(server: Server, visit: Visit) -> None:
    desk = visit().new_page()
    set_up(desk, server)
    _first, second, third = rows_with_keys(desk)
    for key in ("a", "s", "z"):
        desk.keyboard.press(key)
    expect(desk.get_by_text(f"Undone: {second} waits again.")).to_be_visible()
    desk.reload()
    assert rows(desk) == [second, third]


def test_an_act_that_does_not_reach_the_server_brings_the_row_back(server: Server, visit: Visit) -> None:
    context = visit()
    desk = context.new_page()
    set_up(desk, server)
    before = rows_with_keys(desk)
    cut_off(desk)
    desk.keyboard.press("a")
    expect(desk.get_by_text("The server did not answer. Please try that again.")).to_be_visible()
    assert rows(desk) == before
    context.set_offline(False)
    context.clear_cookies()
    desk.keyboard.press("a")
    expect(desk.get_by_text("You are signed out. Nothing was changed.")).to_be_visible()
    assert rows(desk) == before


def test_the_editor_writes_previews_and_publishes(server: Server, visit: Visit, has_script: bool) -> None:
    context = visit(java_script_enabled=has_script)
    desk = context.new_page()
    set_up(desk, server)
    desk.goto("/admin/articles/new")
    desk.get_by_label("Headline *").fill("The great marmalade")
    desk.get_by_label("Article *").fill("Peel, *slowly*.\n\n## The second batch\n\nMore.")
    if has_script:
        desk.get_by_role("button", name="Preview").click()
        preview: Page | FrameLocator = desk.frame_locator("#pane iframe")
    else:
        with context.expect_page() as opened:
            desk.get_by_role("button", name="Preview").click()
        preview = opened.value
    expect(preview.get_by_role("heading", name="The second batch")).to_be_visible()
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_role("link", name="View", exact=True).click()
    expect(desk.get_by_role("heading", name="The great marmalade")).to_be_visible()


DIFFICULT = (
    "---\ntitle: Die Geschwindigkeitsbegrenzung bleibt, sagt die Rindfleischetikettierungsüberwachung\nslug: long\n"
    f"language: de\ntags: [{'Unterabteilung' * 4}]\n---\nSie `{'bleibt' * 30}`.\n\n|a|{'b' * 90}|\n|-|-|\n|c|d|\n",
    "---\ntitle: پرانی منڈی میں\nslug: urdu\nlanguage: ur\nauthor: فرحہ\n---\nوہاں ایک شام تھی۔\n\n> اور ایک شعر\n",
)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 375), ("light", 1280)])
def test_every_page_is_accessible_and_stays_in_its_width(
    server: Server, visit: Visit, tmp_path: Path, scheme: str, width: int
) -> None:
    with inside(server.instance):
        for number, text in enumerate(DIFFICULT):
            (tmp_path / f"{number}.md").write_text(text, "utf-8")
            add_file(tmp_path / f"{number}.md", server.instance / "media", NOW)
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True).new_page()
    problems: list[str] = []

    def look(name: str) -> None:
        found = Axe().run(page, options=AXE)
        if found.violations_count:
            problems.append(f"{name}: {found.generate_report()}")
        for narrow in (width, 320):
            page.set_viewport_size({"width": narrow, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > narrow:
                problems.append(f"{name}: scrolls sideways at {narrow}")
        page.set_viewport_size({"width": width, "height": 900})

    page.goto(server.setup_link)
    look("set-up")
    set_up(page, server)
    look("queue")
    for path in (
        "/", "/articles/long", "/articles/urdu",
        WELCOME, f"{WELCOME}?reply=1", "/tags/sample", "/nowhere", "/admin/comments?status=approved",
        "/admin/comments?status=spam", "/admin/articles", "/admin/articles/new", "/admin/articles/1",
        "/admin/articles/1/deletion", "/admin/media", "/admin/tags", "/admin/tags/1", "/admin/settings",
        "/admin/comments/2/reply",
    ):  # fmt: skip
        page.goto(path)
        look(path)
    comment(page, "", email="nonsense")
    page.wait_for_load_state()
    look("errors in the comment form")
    comment(page, "A letter.")
    page.wait_for_load_state()
    look("receipt")
    page.goto("/admin/")
    page.keyboard.press("a")
    expect(page.get_by_text("Approved: ")).to_be_visible()
    look("after a decision")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    look("sign-in")
    assert problems == []
