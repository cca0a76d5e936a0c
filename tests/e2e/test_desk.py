"""Fifty waiting comments cleared by keyboard, by clicks without script, and by thumb, in a real browser."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from blog import samples
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments import actions as comments
from blog.comments import decisions, own, reports
from blog.comments.rules import Submission
from blog.config import ROOT
from tests.databases import inside, put_back, run, save
from tests.e2e.conftest import Server, cut_off, first, intercept
from tests.e2e.test_story import set_up
from tests.factories import NOW

pytestmark = pytest.mark.browser
GOOD, SPAM, BIN = 37, 11, 2
LETTERS = tomllib.loads((ROOT / "blog/samples/demo.toml").read_text("utf-8"))["letters"]
THINGS = (
    "bridge",
    "lantern",
    "orchard",
    "ferry",
    "chapel",
    "kettle",
    "marble",
    "thunder",
    "violin",
    "harvest",
    "window",
)


def fifty(instance: Path) -> None:
    """37 good ones, 11 of spam, and 2 for the bin, on a site without samples."""
    with inside(instance):
        samples.clear()
        article_id = articles.add(ArticleText(title="Hello", body="Words.", published_at=NOW), NOW)
        for number in range(GOOD + SPAM + BIN):
            thing = THINGS[number // 4 % len(THINGS)]
            if number % 4 == 1 and number < 4 * SPAM:
                name, body = (
                    f"Spam {number}",
                    f"BUY CHEAP {thing.upper()} PILLS TODAY https://{thing}.example https://x.example",
                )
            elif number in (20, 40):
                name, body = f"Bin {number}", LETTERS[number]
            else:
                name, body = f"Good {number}", LETTERS[number]
            sent = Submission(
                article_id=article_id, name=name, email=f"{number}@example.org", body=body, address=f"10.0.{number}.1"
            )
            comments.submit(sent, NOW)


def states(instance: Path) -> dict[str, int]:
    return Counter(f"{status} {name.split()[0]}" for status, name in run(instance, "SELECT status, name FROM comment"))


ALL_WAIT = {"pending Good": GOOD, "pending Spam": SPAM, "pending Bin": BIN}
CLEARED = {"approved Good": GOOD, "spam Spam": SPAM, "bin Bin": BIN}


@pytest.fixture(scope="session")
def stock(home: Server, new: str, browser: Browser) -> tuple[str, Any]:
    """A database with fifty waiting comments, and the cookie of its admin."""
    put_back(new, home.instance)
    context = browser.new_context(base_url=home.url)
    set_up(context.new_page(), home)
    fifty(home.instance)
    cookies = context.storage_state()
    context.close()
    return save(home.instance), cookies


@pytest.fixture
def server(home: Server, stock: tuple[str, Any]) -> Server:
    put_back(stock[0], home.instance)
    return home


@pytest.fixture
def instance(server: Server) -> Path:
    return server.instance


@pytest.fixture
def enter(visit: Callable[..., BrowserContext], stock: tuple[str, Any]) -> Callable[..., Page]:
    """Opens the queue in a browser of that kind, signed in."""

    def one(**options: object) -> Page:
        page = visit(storage_state=stock[1], **options).new_page()
        page.goto("/admin/")
        return page

    return one


@pytest.fixture
def desk(enter: Callable[..., Page]) -> Page:
    return enter()


def name_of_current(page: Page) -> str:
    return page.locator(".queue__row[aria-current] .queue__name").inner_text()


def test_fifty_comments_take_forty_keys_and_three_undos_bring_three_back(desk: Page, instance: Path) -> None:
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        desk.keyboard.press(key)
        pressed += 1

    press("S")
    expect(desk.get_by_text(f"Marked as spam: {SPAM} comments.")).to_be_visible()
    while desk.locator(".queue__row[aria-current]").count():
        press("d" if name_of_current(desk).startswith("Bin") else "a")
    expect(desk.get_by_text("The tray is empty.")).to_be_visible()
    assert pressed <= 40
    assert states(instance) == CLEARED
    for back in (1, 2, 3):
        desk.keyboard.press("z")
        expect(desk.locator(".queue__row")).to_have_count(back)
    assert sum(count for name, count in states(instance).items() if name.startswith("pending")) == 3
    for _ in range(GOOD + BIN - 3):
        desk.keyboard.press("z")
    desk.keyboard.press("z")  # the group of spam, as one
    expect(desk.locator(".queue__count").last).to_have_text(str(SPAM), timeout=60_000)
    expect(desk.locator("#tabs a").first).to_contain_text("50", timeout=60_000)  # one after another


@pytest.mark.torture
def test_without_script_it_takes_one_click_for_each_good_comment_and_forty_in_all(
    enter: Callable[..., Page], instance: Path
) -> None:
    page = enter(java_script_enabled=False)
    clicks = 0

    def click(locator: str, name: str) -> None:
        nonlocal clicks
        with page.expect_navigation():
            page.locator(locator).get_by_role("button", name=re.compile(f"^{name}")).first.click()
        clicks += 1

    click(".queue__heading", "Spam all")
    while page.locator(".queue__row").count():
        is_bin = page.locator(".queue__name").first.inner_text().startswith("Bin")
        click(".queue__row >> nth=0", "Bin" if is_bin else "Approve")
    assert clicks <= 45
    assert states(instance) == CLEARED
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".queue__row")).to_have_count(1)


def test_on_a_phone_the_same_is_done_by_thumb(enter: Callable[..., Page], instance: Path) -> None:
    page = enter(viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True)
    page.locator(".queue__heading").get_by_role("button", name="Spam all").tap()
    expect(page.get_by_text(f"Marked as spam: {SPAM} comments.")).to_be_visible()
    while page.locator(".queue__row").count():
        row = page.locator(f"#{page.locator('.queue__row').first.get_attribute('id')}")
        is_bin = row.locator(".queue__name").inner_text().startswith("Bin")
        button = row.get_by_role("button", name=re.compile("^Bin" if is_bin else "^Approve")).first
        box = button.bounding_box()
        assert box
        assert box["height"] >= 48
        button.tap()
        expect(row).to_have_count(0)
    expect(page.get_by_text("The tray is empty.")).to_be_visible()
    assert states(instance) == CLEARED


def test_ticked_rows_are_decided_together_and_a_shift_click_ticks_a_range(desk: Page, instance: Path) -> None:
    expect(desk.locator("#bulk")).to_be_hidden()
    desk.locator("[name=ids]").nth(0).check()
    desk.locator(".queue__who [name=ids]").nth(3).click(modifiers=["Shift"])
    expect(desk.locator(".queue__who [name=ids]:checked")).to_have_count(4)
    expect(desk.locator("#bulk")).to_be_visible()
    desk.keyboard.press("d")
    expect(desk.get_by_text("Put in the bin: 4 comments.")).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.get_by_text("Undone: 4 comments are back.")).to_be_visible()


def test_the_keys_can_be_read_and_switched_off(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("a")
    desk.keyboard.press("S")
    desk.get_by_label("Use these keys").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    desk.keyboard.press("S")
    desk.reload()
    desk.keyboard.press("a")
    expect(desk.locator("#tabs a").first).to_contain_text("50")
    desk.get_by_role("button", name="Keys").click()
    desk.get_by_label("Use these keys").check()
    desk.get_by_role("button", name="Close").click()
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 0.")).to_be_visible()


def test_only_the_current_row_is_a_stop_of_the_tab_key(desk: Page) -> None:
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("j")
    stops = desk.locator(".queue__row [tabindex='0']")
    assert stops.count() == desk.locator(".queue__row[aria-current] :is(a, button, input, summary)").count()


def test_another_browser_that_decided_first_is_told_and_a_server_that_is_away_loses_nothing(
    desk: Page, server: Server, instance: Path
) -> None:
    other = desk.context.new_page()
    other.goto("/admin/")
    other.locator(".queue__row").first.get_by_role("button", name="Spam").click()
    expect(other.get_by_text("Marked as spam: Good 0.")).to_be_visible()
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("s")
    expect(desk.get_by_text("This comment was marked as spam meanwhile.")).to_be_visible()
    cut_off(desk)
    desk.keyboard.press("a")
    expect(desk.get_by_text("The server did not answer. Please try that again.")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.locator(".queue__name").first).to_have_text("Good 2")
    # The key that comes next is meant for the row that is read by then, not for the one that came back.
    assert name_of_current(desk) == "Good 3"


def test_who_was_signed_out_meanwhile_is_told_and_the_row_is_still_there(desk: Page, instance: Path) -> None:
    other = desk.context.new_page()
    other.goto("/admin/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("You are signed out. Nothing was changed.")).to_be_visible()
    expect(desk.locator(".queue__name").first).to_have_text("Good 0")
    assert states(instance) == ALL_WAIT


def test_what_was_done_can_be_undone_after_a_reload_and_each_act_hands_the_focus_on(desk: Page) -> None:
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 0.")).to_be_visible()
    assert desk.evaluate("document.activeElement.className") == "queue__row"
    desk.keyboard.press("s")
    expect(desk.get_by_text("Marked as spam: Good 2.")).to_be_visible()
    desk.reload()
    desk.keyboard.press("z")
    expect(desk.get_by_text("Undone: Good 2 waits again.")).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.get_by_text("Undone: Good 0 waits again.")).to_be_visible()
    expect(desk.locator("#tabs a").first).to_contain_text("50")


def test_who_signed_in_anew_in_another_tab_goes_on_in_this_one(desk: Page) -> None:
    other = desk.context.new_page()
    other.goto("/admin/")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("Email").fill("meera@example.com")
    other.get_by_label("Password").fill("a long enough password")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Queue")).to_be_visible()
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 0.")).to_be_visible()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 2.")).to_be_visible()


def test_all_that_is_shown_leaves_out_what_went_by_a_key_and_the_numbers_follow(desk: Page, instance: Path) -> None:
    everything = desk.get_by_role("button", name="Approve all")
    expect(everything).to_have_text(f"Approve all {GOOD + BIN} shown")
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("s")
    expect(everything).to_have_text(f"Approve all {GOOD + BIN - 1} shown")
    expect(desk.locator(".queue__count").first).to_have_text(str(GOOD + BIN - 1))
    expect(desk.get_by_text("Marked as spam: Good 0.")).to_be_visible()
    everything.click()
    expect(desk.get_by_text(f"Approved: {GOOD + BIN - 1} comments.")).to_be_visible()
    assert states(instance)["spam Good"] == 1
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("d")
    desk.keyboard.press("S")
    expect(desk.get_by_text(f"Marked as spam: {SPAM - 1} comments.", exact=True)).to_be_visible()


def test_a_key_that_is_held_or_locked_in_capitals_decides_one_comment(desk: Page, instance: Path) -> None:
    desk.locator(".queue__row").first.focus()
    for _ in range(3):
        desk.keyboard.down("a")  # the second and third are repeats
    desk.keyboard.up("a")
    expect(desk.get_by_text("Approved: Good 0.")).to_be_visible()
    locked = "new KeyboardEvent('keydown', { key: 'S', modifierCapsLock: true, bubbles: true })"
    desk.evaluate(f"document.activeElement.dispatchEvent({locked})")
    expect(desk.get_by_text("Marked as spam: Good 2.")).to_be_visible()
    assert states(instance) == ALL_WAIT | {"pending Good": GOOD - 2, "approved Good": 1, "spam Good": 1}


def test_ticked_rows_are_gone_at_once_and_no_second_key_takes_them_again(desk: Page, instance: Path) -> None:
    held: list[Route] = []
    intercept(desk, "**/admin/comments/*", lambda route: route.continue_() if held else held.append(route))
    for number in range(2):
        desk.locator(".queue__who [name=ids]").nth(number).check()
    desk.keyboard.press("d")
    expect(desk.locator(".queue__name").first).to_have_text("Good 3")
    desk.keyboard.press("s")
    first(desk, held).continue_()
    expect(desk.get_by_text("Marked as spam: Good 3.")).to_be_visible()
    assert states(instance) == ALL_WAIT | {"pending Good": GOOD - 3, "bin Good": 2, "spam Good": 1}


def test_a_row_whose_act_failed_is_there_again_though_the_list_was_drawn_anew_and_ticks_stay(desk: Page) -> None:
    desk.locator(".queue__who [name=ids]").nth(5).check()
    ticked = desk.locator(".queue__who [name=ids]:checked")
    value = ticked.get_attribute("value")
    intercept(desk, "**/admin/comments/*/bin", lambda route: route.abort())
    desk.locator(".queue__row").nth(2).get_by_role("button", name="Spam").click()
    expect(desk.get_by_text("Marked as spam: Good 3.")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    desk.locator(".queue__row").first.get_by_role("button", name="Bin").click()
    expect(desk.get_by_text("The server did not answer.")).to_be_visible()
    expect(desk.locator(".queue__name").first).to_have_text("Good 0")
    expect(desk.locator(".queue__count").first).to_have_text(str(GOOD + BIN))
    expect(ticked).to_have_count(1)
    assert ticked.get_attribute("value") == value


def test_what_was_removed_meanwhile_does_not_stand_in_the_way_of_the_undos_before_it(
    desk: Page, instance: Path
) -> None:
    desk.locator(".queue__row").first.focus()
    for words in ("Approved: Good 0.", "Approved: Good 2."):
        desk.keyboard.press("a")
        expect(desk.get_by_text(words)).to_be_visible()
    run(instance, "DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)")
    desk.keyboard.press("z")
    expect(desk.get_by_text("That comment is gone")).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.get_by_text("Undone: Good 0 waits again.")).to_be_visible()


def test_an_error_of_the_server_is_said_as_one_and_the_row_comes_back(desk: Page) -> None:
    intercept(desk, "**/admin/comments/*/bin", lambda route: route.fulfill(status=500, body="Oh no"))
    desk.locator(".queue__row").first.get_by_role("button", name="Bin").click()
    expect(desk.get_by_text("The server could not do that.")).to_be_visible()
    expect(desk.locator(".queue__name").first).to_have_text("Good 0")


def test_the_undo_of_the_notice_takes_back_what_the_notice_says_also_after_a_reload(desk: Page) -> None:
    desk.locator(".queue__row").first.get_by_role("link", name="Reply").click()
    desk.get_by_label("Your answer").fill("Thank you.")
    desk.get_by_role("button", name="Approve and reply").click()
    expect(desk.get_by_text("Answered: Good 0.")).to_be_visible()
    desk.wait_for_load_state()  # and the module is there that listens to keys
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("d")
    expect(desk.get_by_text("Put in the bin: Good 2.")).to_be_visible()
    desk.reload()  # at an address that tells of the answer
    desk.keyboard.press("z")
    expect(desk.get_by_text("Undone: Good 2 waits again.")).to_be_visible()
    desk.reload()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Undone: 2 comments are back.")).to_be_visible()


def test_what_failed_comes_back_without_its_tick_and_is_told_whatever_follows(desk: Page, instance: Path) -> None:
    held: list[Route] = []
    intercept(desk, "**/admin/comments/spam", lambda route: held.append(route))
    for number in range(3):
        desk.locator(".queue__who [name=ids]").nth(number).check()
    desk.keyboard.press("s")
    expect(desk.locator(".queue__name").first).to_have_text("Good 4")
    desk.keyboard.press("a")
    first(desk, held).fulfill(status=500, body="Oh no")
    expect(desk.get_by_text("Approved: Good 4.")).to_be_visible()
    expect(desk.get_by_text("The server could not do that.")).to_be_visible()
    expect(desk.locator(".queue__name").first).to_have_text("Good 0")
    assert name_of_current(desk) == "Good 6"
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 6.")).to_be_visible()
    assert states(instance) == ALL_WAIT | {"pending Good": GOOD - 2, "approved Good": 2}


def test_z_means_the_last_key_also_when_that_act_failed(desk: Page, instance: Path) -> None:
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 0.")).to_be_visible()
    intercept(desk, "**/bin", lambda route: route.fulfill(status=500, body="Oh no"))
    desk.keyboard.press("d")
    desk.keyboard.press("z")
    expect(desk.get_by_text("The server could not do that.")).to_be_visible()
    assert states(instance)["approved Good"] == 1
    desk.keyboard.press("z")
    expect(desk.get_by_text("Undone: Good 0 waits again.")).to_be_visible()
    assert name_of_current(desk) == "Good 0"


def test_z_goes_back_to_the_first_act_though_one_comment_was_decided_twice(desk: Page, instance: Path) -> None:
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 0.")).to_be_visible()
    desk.goto("/admin/comments?status=approved")
    desk.keyboard.press("s")
    expect(desk.get_by_text("Marked as spam: Good 0.")).to_be_visible()
    for words in ("Undone: Good 0 is printed again.", "Undone: Good 0 waits again."):
        desk.keyboard.press("z")
        expect(desk.get_by_text(words)).to_be_visible()
    assert states(instance) == ALL_WAIT


def test_what_was_decided_arrives_before_the_page_is_left(desk: Page, instance: Path) -> None:
    desk.locator(".queue__row").first.focus()
    for key in "aaar":
        desk.keyboard.press(key)
    expect(desk.get_by_role("heading", name="Reply to Good 4")).to_be_visible()
    assert states(instance)["approved Good"] == 3


def test_a_page_that_is_not_the_queue_is_no_answer(desk: Page, instance: Path) -> None:
    intercept(desk, "**/bin", lambda route: route.fulfill(status=200, body="<h1>Please sign in to this network</h1>"))
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("d")
    expect(desk.get_by_text("The server could not do that.")).to_be_visible()
    expect(desk.locator(".queue__name").first).to_have_text("Good 0")
    desk.keyboard.press("a")
    expect(desk.get_by_text("Approved: Good 2.")).to_be_visible()


def test_the_enter_key_on_a_tick_decides_nothing(enter: Callable[..., Page], instance: Path, has_script: bool) -> None:
    page = enter(java_script_enabled=has_script)
    page.locator(".queue__who [name=ids]").nth(1).check()
    page.locator(".queue__who [name=ids]").first.press("Enter")
    page.locator(".queue__who [name=ids]").first.press("Enter")
    expect(page.locator(".queue__who [name=ids]:checked")).to_have_count(1)
    assert states(instance) == ALL_WAIT


def test_long_lines_of_code_stay_in_their_row(desk: Page, instance: Path) -> None:
    with inside(instance):
        body = "```\n" + "let me in; " * 40 + "\n```"
        article_id = articles.add(ArticleText(title="Code", body="Words.", published_at=NOW), NOW)
        sent = Submission(article_id=article_id, name="Coder", email="c@example.org", body=body, address="10.9.9.9")
        comments.submit(sent, NOW)
    for width in (375, 1280):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto("/admin/")
        expect(desk.get_by_text("let me in").first).to_be_visible()
        assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_a_failure_in_a_fast_row_is_still_told_at_its_end_and_holds_the_page(desk: Page, instance: Path) -> None:
    failed = desk.locator(".queue__row").first.get_attribute("id")
    intercept(desk, f"**/{str(failed)[4:]}/approval", lambda route: route.fulfill(status=500, body="Oh no"))
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("a")
    expect(desk.get_by_text("Comment by Good 0: The server could not do that.")).to_be_visible()
    for key in "aar":
        desk.keyboard.press(key)
    expect(desk.get_by_text("Approved: Good 3.")).to_be_visible()
    expect(desk.get_by_text("Comment by Good 0: The server could not do that.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Queue")).to_be_visible()


def test_the_focus_is_on_a_row_after_the_list_of_keys_was_read(desk: Page) -> None:
    held: list[Route] = []
    intercept(desk, "**/admin/comments/spam", lambda route: held.append(route))
    desk.locator(".queue__row").first.focus()
    desk.keyboard.press("S")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    first(desk, held).continue_()
    expect(desk.get_by_text(f"Marked as spam: {SPAM} comments.")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(".queue__row[aria-current]")).to_be_focused()


def test_ticks_are_not_restored_onto_whatever_rows_stand_there_by_then(
    enter: Callable[..., Page], has_script: bool
) -> None:
    page = enter(java_script_enabled=has_script)
    page.locator(".queue__who [name=ids]").nth(1).check()
    page.goto("/admin/settings")
    page.go_back()
    expect(page.locator(".queue__row").first).to_be_visible()
    expect(page.locator(".queue__who [name=ids]:checked")).to_have_count(0)


def test_what_was_reported_and_changed_stands_twice_and_each_row_is_found_by_its_own_address(
    desk: Page, instance: Path
) -> None:
    id = int(str(desk.locator(".queue__row").first.get_attribute("id")).removeprefix("row-"))
    with inside(instance):
        decisions.approve(id, 1, NOW)
        reports.report(id, "rude", "203.0.113.9", NOW)
        own.revise(id, "Other words.", NOW)
    for name in ("edit", "row"):
        row = desk.locator(f"#{name}-{id}")
        desk.goto(f"/admin/comments#{name}-{id}")
        desk.reload()
        expect(row).to_have_attribute("aria-current", "true")
