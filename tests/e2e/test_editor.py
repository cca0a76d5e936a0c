"""The editor in a real browser: nothing that is typed is lost, and what readers will see stands beside it."""

import re
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.request import urlopen

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests import databases
from tests.e2e.conftest import Server, cut_off, first, intercept
from tests.e2e.test_story import set_up

pytestmark = pytest.mark.browser
Visit = Callable[..., BrowserContext]
KEPT = re.compile(r"Kept at \d\d:\d\d")
WORDS = "The *old* words."


def words(page: Page) -> Locator:
    return page.get_by_label("Article *")


def type_on(page: Page, text: str) -> None:
    words(page).press("Control+End")
    page.keyboard.type(text)


def is_kept(page: Page) -> None:
    expect(page.locator("#kept")).to_have_text(KEPT)
    expect(page.locator("#trouble")).to_be_hidden()


def save(desk: Page, button: str | re.Pattern[str] = "Save changes") -> None:
    """Press it, and wait for the page that comes."""
    with desk.expect_navigation():
        desk.get_by_role("button", name=button, exact=True).click()


def draft(desk: Page, **fields: str) -> str:
    """Save a draft, as the editor's page has it; its address."""
    desk.goto("/admin/articles/new")
    for label, text in ({"Headline *": "The bridge", "Article *": WORDS} | fields).items():
        desk.get_by_label(label, exact=True).fill(text)
    save(desk, "Save draft")
    expect(desk.get_by_text("Saved as a draft")).to_be_visible()
    desk.wait_for_load_state()  # and the module is there that keeps what is typed
    return desk.url.partition("?")[0]


@pytest.fixture(scope="session")
def ready(home: Server, new: str, browser: Browser) -> tuple[str, Any]:
    """A new site that is set up, and the cookie of its admin."""
    databases.put_back(new, home.instance)
    context = browser.new_context(base_url=home.url)
    set_up(context.new_page(), home)
    cookies = context.storage_state()
    context.close()
    return databases.save(home.instance), cookies


@pytest.fixture
def context(server: Server, visit: Visit, ready: tuple[str, Any]) -> BrowserContext:
    """A browser in which the admin is signed in, and a new site; set up once, and copied."""
    databases.put_back(ready[0], server.instance)
    return visit(storage_state=ready[1])


# --- Nothing typed is lost ---


def test_a_new_piece_is_kept_without_being_saved_and_is_there_in_another_browser(
    context: BrowserContext, server: Server
) -> None:
    desk = context.new_page()
    desk.goto("/admin/articles/new")
    desk.get_by_label("Headline *").fill("A marmalade")
    desk.get_by_label("Tags").fill("Kitchen")
    type_on(desk, "Peel, *slowly*.")
    is_kept(desk)
    assert re.search(r"/admin/articles/\d+$", desk.url)
    with desk.expect_response(lambda answer: "+stir." in (answer.request.post_data or "")):
        type_on(desk, " And stir.")
        desk.get_by_label("Headline *").focus()  # leaving a field keeps it at once
    is_kept(desk)
    there = desk.url
    desk.close()
    other = context.new_page()
    other.goto(there)
    expect(words(other)).to_have_value("Peel, *slowly*. And stir.")
    expect(other.get_by_label("Tags")).to_have_value("Kitchen")
    expect(other.get_by_text("It is not saved yet.")).to_be_visible()
    assert "marmalade" not in urlopen(server.url).read().decode()
    other.get_by_role("button", name="Publish", exact=True).click()
    expect(other.get_by_text("Saved. Readers see it.")).to_be_visible()
    expect(other.get_by_text("It is not saved yet.")).to_have_count(0)
    assert "/articles/a-marmalade" in urlopen(server.url).read().decode()


def test_words_typed_while_the_server_is_away_arrive_when_it_is_back(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk)
    cut_off(desk)
    type_on(desk, " More.")
    expect(desk.locator("#trouble")).to_contain_text("The server did not answer")
    context.set_offline(False)
    is_kept(desk)
    other = context.new_page()
    other.goto(desk.url)
    expect(words(other)).to_have_value(f"{WORDS} More.")


def test_words_that_never_arrived_are_offered_by_the_browser_that_has_them(context: BrowserContext) -> None:
    desk = context.new_page()
    address = draft(desk)
    for answer, wanted in (("Drop them", WORDS), ("Take them", f"{WORDS} More.")):
        cut_off(desk)
        type_on(desk, " More.")
        expect(desk.locator("#trouble")).to_be_visible()
        desk.locator(".editor").evaluate("form => { form.dataset.keep = '/nowhere' }")
        context.set_offline(False)
        desk.close()
        desk = context.new_page()
        desk.goto(address)
        expect(desk.get_by_text("words of this piece that did not reach the server")).to_be_visible()
        expect(words(desk)).to_have_value(WORDS)
        desk.get_by_role("button", name=answer).click()
        expect(desk.locator("#offer")).to_be_hidden()
        expect(words(desk)).to_have_value(wanted)
    is_kept(desk)
    desk.reload()
    expect(desk.locator("#offer")).to_be_hidden()
    expect(words(desk)).to_have_value(f"{WORDS} More.")


def test_whoever_is_signed_out_meanwhile_signs_in_elsewhere_and_goes_on(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk)
    context.clear_cookies()
    type_on(desk, " More.")
    expect(desk.locator("#trouble")).to_contain_text("You are signed out")
    door = context.new_page()
    door.goto("/admin/login")
    door.get_by_label("Email").fill("meera@example.com")
    door.get_by_label("Password").fill("a long enough password")
    door.get_by_role("button", name="Sign in").click()
    expect(door.get_by_role("heading", name="Queue")).to_be_visible()
    is_kept(desk)
    save(desk, "Save draft")
    expect(desk.get_by_text("Saved as a draft")).to_be_visible()


def test_two_tabs_are_shown_both_texts_and_neither_is_overwritten(context: BrowserContext) -> None:
    one, other = context.new_page(), context.new_page()
    address = draft(one)
    other.goto(address)
    type_on(one, " Of the first.")
    is_kept(one)
    type_on(other, " Of the second.")
    expect(other.locator("#trouble")).to_contain_text("was changed elsewhere")
    other.get_by_role("button", name="Show both texts").click()
    expect(other.locator("del")).to_contain_text("first")
    expect(other.locator("ins")).to_contain_text("second")
    expect(words(other)).to_have_value(f"{WORDS} Of the second.")
    other.get_by_role("button", name="Save draft").click()
    expect(other.get_by_text("Saved as a draft")).to_be_visible()
    type_on(one, " Again.")
    expect(one.locator("#trouble")).to_contain_text("was changed elsewhere")
    one.get_by_role("button", name="Save draft").click()
    expect(one.get_by_text("changed meanwhile, in another tab")).to_be_visible()
    expect(words(one)).to_have_value(f"{WORDS} Of the first. Again.")
    other.reload()
    expect(words(other)).to_have_value(f"{WORDS} Of the second.")


def test_saving_while_something_is_being_kept_is_no_conflict(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk)
    intercept(desk, "**/working-copy", lambda route: (time.sleep(0.5), route.continue_()))
    for number in range(3):
        type_on(desk, f" {number}")
        save(desk, "Save draft")  # the click leaves the field, which keeps it
        expect(desk.get_by_text("Saved as a draft")).to_be_visible()
        expect(words(desk)).to_have_value(f"{WORDS} " + " ".join(map(str, range(number + 1))))


def test_what_was_not_saved_is_given_up_and_can_be_brought_back(context: BrowserContext) -> None:
    desk = context.new_page()
    address = draft(desk)
    type_on(desk, " More.")
    is_kept(desk)
    desk.goto(address)
    desk.get_by_role("button", name="Go back to what was saved").click()
    expect(words(desk)).to_have_value(WORDS)
    desk.goto(f"{address}/revisions")
    desk.locator(".pieces a").nth(1).click()
    expect(desk.locator("ins")).to_contain_text("More")
    desk.get_by_role("button", name="Bring these words back").click()
    expect(words(desk)).to_have_value(f"{WORDS} More.")


# --- Small help ---


def test_keys_and_buttons_help_with_markdown_and_can_be_undone(context: BrowserContext) -> None:
    desk = context.new_page()
    desk.goto("/admin/articles/new")
    type_on(desk, "one")
    for act, wanted in (
        (lambda: desk.keyboard.press("Control+B"), "**one**"),
        (lambda: desk.keyboard.press("Control+B"), "one"),
        (lambda: desk.keyboard.press("Control+I"), "*one*"),
        (lambda: desk.keyboard.press("Control+z"), "one"),
        (lambda: desk.get_by_role("button", name="Bold").click(), "**one**"),
        (lambda: desk.keyboard.press("Control+z"), "one"),
        (lambda: desk.keyboard.press("Control+Shift+Period"), "> one"),
        (lambda: desk.keyboard.press("Control+Shift+Period"), "one"),
        (lambda: desk.keyboard.press("Control+K"), "[one]()"),
        (lambda: desk.keyboard.type("https://a.example"), "[one](https://a.example)"),
    ):
        if "(" not in wanted:
            words(desk).press("Control+A")
        if wanted == "[one]()":
            words(desk).press("Control+A")
        if wanted == "one" or wanted.startswith("*"):
            words(desk).evaluate("body => body.setSelectionRange(body.value.indexOf('o'), body.value.indexOf('e') + 1)")
        act()
        expect(words(desk)).to_have_value(wanted)


def paste(page: Page, text: str) -> None:
    words(page).evaluate(
        """(body, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            if (body.dispatchEvent(event)) document.execCommand("insertText", false, text);
        }""",
        text,
    )


def test_an_address_pasted_over_words_makes_a_link_of_them(context: BrowserContext) -> None:
    desk = context.new_page()
    desk.goto("/admin/articles/new")
    type_on(desk, "the mill")
    words(desk).press("Control+A")
    paste(desk, "https://mill.example/")
    expect(words(desk)).to_have_value("[the mill](https://mill.example/)")
    words(desk).press("Control+A")
    paste(desk, "plain words")
    expect(words(desk)).to_have_value("plain words")
    words(desk).press("End")
    paste(desk, "https://mill.example/")
    expect(words(desk)).to_have_value("plain wordshttps://mill.example/")


def test_the_words_and_minutes_are_counted(context: BrowserContext) -> None:
    desk = context.new_page()
    desk.goto("/admin/articles/new")
    words(desk).fill("word " * 441)
    expect(desk.locator("#count")).to_have_text("Words: 441 · 3 min read")
    words(desk).fill("漢" * 30 + " two words")
    expect(desk.locator("#count")).to_have_text("Words: 17 · 1 min read")


# --- What readers will see ---


def test_the_preview_follows_what_is_typed_in_the_styles_of_the_site(context: BrowserContext) -> None:
    desk = context.new_page()
    desk.set_viewport_size({"width": 1400, "height": 900})
    draft(desk, **{"Article *": "\n\n".join(f"Paragraph {number}." for number in range(100))})
    desk.get_by_role("button", name="Preview").click()
    sheet = desk.frame_locator("#pane iframe")
    expect(sheet.get_by_role("heading", name="The bridge")).to_be_visible()
    expect(sheet.locator(".prose > p")).to_have_count(100)
    expect(sheet.locator(".prose > p").nth(99)).to_have_text("Paragraph 99.")
    sheet.locator(".prose > p").nth(50).evaluate("node => { node.isMine = true }")
    type_on(desk, "\n\n## A part\n\nThe *end*.")
    expect(sheet.get_by_role("heading", name="A part")).to_be_visible()
    expect(sheet.locator(".prose em")).to_have_text("end")
    words(desk).press("Control+Home")
    desk.keyboard.type("First. ")
    expect(sheet.locator(".prose > p").first).to_have_text("First. Paragraph 0.")
    desk.get_by_label("Headline *").fill("")
    expect(sheet.locator("h1")).to_have_text("")
    assert sheet.locator(".prose > p").nth(50).evaluate("node => node.isMine")  # what is equal is left alone
    assert sheet.locator(".prose > *").count() == 102
    assert "Display" in sheet.locator("h1").evaluate("node => getComputedStyle(node).fontFamily")
    wide = desk.locator("#pane iframe").bounding_box()
    desk.get_by_role("button", name="As on a phone").click()
    narrow = desk.locator("#pane iframe").bounding_box()
    assert wide
    assert narrow
    assert narrow["width"] < 380 < wide["width"]
    desk.get_by_role("button", name="Close").click()
    expect(desk.locator("#pane")).to_be_hidden()


def test_the_first_preview_of_a_new_piece_comes_also_where_its_keeping_is_quicker(context: BrowserContext) -> None:
    desk = context.new_page()
    held: list[Route] = []
    desk.route(
        "**/admin/articles/new", lambda route: held.append(route) if route.request.post_data else route.continue_()
    )
    desk.goto("/admin/articles/new")
    words(desk).fill("Peel.")
    desk.get_by_role("button", name="Preview").click()
    is_kept(desk)  # and the piece has an address now
    first(desk, held).continue_()
    expect(desk.frame_locator("#pane iframe").get_by_text("Peel.")).to_be_visible()


def test_the_editor_is_light(context: BrowserContext, visit: Visit) -> None:
    desk = visit(storage_state=context.storage_state()).new_page()  # with nothing in its cache yet
    sizes: list[int] = []

    def weigh(response: object) -> None:
        found = response.request.sizes()  # type: ignore[attr-defined]
        sizes.append(found["responseBodySize"] + found["responseHeadersSize"])

    desk.on("requestfinished", lambda request: weigh(request.response()))
    desk.goto("/admin/articles/new", wait_until="networkidle")
    assert len(sizes) <= 6
    assert sum(sizes) <= 60_000


# --- The life of a piece, told in one go ---


def seen_by_readers(server: Server, words: str) -> list[bool]:
    """Whether the front page has them; asked so often that each worker answers."""
    return [words in urlopen(server.url).read().decode() for _time in range(8)]


def test_a_piece_from_the_first_word_to_another_address_and_back(context: BrowserContext, server: Server) -> None:
    desk = context.new_page()
    draft(desk)
    cut_off(desk)
    type_on(desk, " By the river.")
    expect(desk.locator("#trouble")).to_be_visible()
    context.set_offline(False)
    is_kept(desk)
    save(desk, "Publish")
    expect(desk.get_by_text("Saved. Readers see it.")).to_be_visible()
    desk.get_by_label("Address", exact=True).fill("over-the-river")
    words(desk).fill("Quite other words.")
    save(desk)
    expect(desk.get_by_text("Saved. Readers see it.")).to_be_visible()
    reader = context.browser.new_page() if context.browser else desk
    answer = reader.goto(f"{server.url}/articles/the-bridge")
    assert answer
    assert answer.url.endswith("/articles/over-the-river")
    expect(reader.get_by_text("Quite other words.")).to_be_visible()
    with context.expect_page() as opened:
        desk.get_by_role("link", name="Former words").click()
    former = opened.value
    former.locator(".pieces a").nth(1).click()
    former.get_by_role("button", name="Bring these words back").click()
    expect(former.get_by_text("Saved. Readers see it.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("The old words. By the river.")).to_be_visible()
    reader.close()


def test_a_scheduled_piece_appears_on_both_workers_within_a_second_also_when_it_is_moved(
    context: BrowserContext, server: Server
) -> None:
    desk = context.new_page()
    desk.goto("/admin/articles/new")
    desk.get_by_label("Headline *").fill("In a moment")
    words(desk).fill("Now.")
    due = datetime.now(UTC) + timedelta(minutes=5)
    for seconds in (300, 5):
        due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
        desk.get_by_label("Date").fill(f"{due:%Y-%m-%dT%H:%M:%S}")
        save(desk, re.compile("^(Publish|Save changes)$"))
        expect(desk.get_by_text("Readers will see it from")).to_be_visible()
    while datetime.now(UTC) < due:
        assert not any(seen_by_readers(server, "In a moment")) or datetime.now(UTC) >= due
        time.sleep(0.05)
    while not all(seen_by_readers(server, "In a moment")):
        assert datetime.now(UTC) < due + timedelta(seconds=5)


# --- Pictures ---

PASTE_FILE = """(body, [name, kind, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type: kind }));
    const how = { bubbles: true, cancelable: true };
    body.dispatchEvent(
        kind.startsWith("image")
            ? new ClipboardEvent("paste", { clipboardData: data, ...how })
            : new DragEvent("drop", { dataTransfer: data, ...how }),
    );
}"""
FIGURE = re.compile(r"^Before\.\n\n!\[\]\(/media/[0-9a-f]{20}-64\.jpg\)\n\nAfter\.$")


def photo() -> bytes:
    """A small photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (9.0, 58.0, 0.0)}
    file = BytesIO()
    Image.new("RGB", (64, 48), (200, 40, 40)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def give(page: Page, name: str, kind: str, content: bytes) -> None:
    words(page).evaluate(PASTE_FILE, [name, kind, b64encode(content).decode()])


def test_a_pasted_picture_is_uploaded_and_its_figure_stands_where_the_caret_was(
    context: BrowserContext, server: Server
) -> None:
    desk = context.new_page()
    draft(desk, **{"Article *": "Before.\n\nAfter."})
    words(desk).evaluate("body => body.setSelectionRange(7, 7)")
    give(desk, "market.jpg", "image/jpeg", photo())
    expect(words(desk)).to_have_value(FIGURE)
    desk.keyboard.type("A *red* clock")  # its words are asked for where the caret is now
    expect(words(desk)).to_have_value(re.compile(r"!\[A \*red\* clock\]\(/media/"))
    save(desk, "Publish")
    expect(desk.get_by_text("Saved. Readers see it.")).to_be_visible()
    page = urlopen(f"{server.url}/articles/the-bridge").read().decode()
    assert 'alt="A red clock"' in page
    addresses = set(re.findall(r"/media/[\w.-]+", page))
    assert {address.rpartition(".")[2] for address in addresses} == {"avif", "webp", "jpg"}
    for address in addresses:
        answer = urlopen(server.url + address)
        assert b"Exif" not in answer.read()
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_dropped_file_leads_to_a_download_and_a_refused_one_says_why(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk)
    words(desk).press("Control+End")
    give(desk, "accounts.pdf", "application/pdf", b"%PDF-1.4\nhello\n%%EOF")
    expect(words(desk)).to_have_value(re.compile(r"words\.\n\n\[accounts\.pdf\]\(/media/[0-9a-f]{20}\.pdf\)\s*$"))
    before = words(desk).input_value().strip()
    give(desk, "evil.jpg", "image/jpeg", b"<svg onload=alert(1)>")
    expect(desk.locator("#refused")).to_contain_text("evil.jpg: This is no picture")
    assert words(desk).input_value().strip() == before


def test_a_picture_pasted_while_the_server_is_away_arrives_before_it_is_saved(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk, **{"Article *": "Before.\n\nAfter."})
    words(desk).evaluate("body => body.setSelectionRange(7, 7)")
    cut_off(desk)
    give(desk, "market.jpg", "image/jpeg", photo())
    expect(words(desk)).to_have_value(re.compile("Uploading market.jpg"))
    expect(desk.locator("#trouble")).to_contain_text("The server did not answer")
    context.set_offline(False)
    save(desk, "Publish")
    expect(words(desk)).to_have_value(FIGURE)


# --- What looked harmless ---


@pytest.mark.parametrize("width", [375, 1280])
def test_a_button_stays_under_the_finger_while_leaving_the_text_keeps_it(context: BrowserContext, width: int) -> None:
    desk = context.new_page()
    desk.set_viewport_size({"width": width, "height": 700})
    draft(desk)
    type_on(desk, " More.")
    desk.get_by_role("button", name="Publish", exact=True).hover()
    desk.mouse.down()
    is_kept(desk)
    with desk.expect_navigation():
        desk.mouse.up()
    expect(desk.get_by_text("Saved. Readers see it.")).to_be_visible()


def test_words_of_this_browser_do_not_replace_newer_ones_unseen(context: BrowserContext, visit: Visit) -> None:
    desk = context.new_page()
    address = draft(desk)
    assert "saved" not in desk.url  # or the next time that it is loaded would take what is unsaved for saved
    cut_off(desk)
    type_on(desk, " From the train.")
    expect(desk.locator("#trouble")).to_be_visible()
    desk.locator(".editor").evaluate("form => { form.dataset.keep = '/nowhere' }")
    context.set_offline(False)
    desk.close()
    other = visit(storage_state=context.storage_state()).new_page()
    other.goto(address)
    words(other).fill("Newer words.")
    save(other, "Publish")
    desk = context.new_page()
    desk.goto(address)
    desk.get_by_role("button", name="Take them").click()
    expect(desk.locator("#trouble")).to_contain_text("was changed elsewhere")
    save(desk)
    expect(desk.locator(".problem del", has_text="Newer")).to_be_visible()
    expect(words(desk)).to_have_value(f"{WORDS} From the train.")


def test_a_date_without_a_time_is_not_taken_for_none(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk)
    desk.get_by_label("Date").press("1")
    desk.keyboard.type("2242099")
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.locator("input:invalid:focus")).to_have_attribute("name", "published_at")
    assert desk.get_by_label("Date").evaluate("field => field.validity.badInput")


def test_enter_in_a_field_of_one_line_saves_nothing_and_control_s_does(context: BrowserContext) -> None:
    desk = context.new_page()
    desk.goto("/admin/articles/new")
    words(desk).fill("Some words.")
    desk.get_by_label("Headline *").fill("A headline")
    desk.get_by_label("Headline *").press("Enter")
    is_kept(desk)
    expect(desk.get_by_role("heading", name="New article")).to_be_visible()
    with desk.expect_navigation():
        desk.get_by_label("Headline *").press("Control+S")
    expect(desk.get_by_text("Saved as a draft")).to_be_visible()


def test_an_upload_that_never_ended_leaves_no_mark_in_the_text(context: BrowserContext) -> None:
    desk = context.new_page()
    address = draft(desk, **{"Article *": "Before."})
    intercept(desk, "**/admin/media", lambda route: None)
    words(desk).press("Control+End")
    give(desk, "market.jpg", "image/jpeg", photo())
    type_on(desk, "After.")
    expect(words(desk)).to_have_value(re.compile("Uploading market.jpg"))
    is_kept(desk)
    other = context.new_page()
    other.goto(address)
    assert words(other).input_value().split() == ["Before.", "After."]


def test_a_link_in_the_preview_leads_nowhere(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk, **{"Article *": "Go [away](/articles/welcome)."})
    desk.get_by_role("button", name="Preview").click()
    sheet = desk.frame_locator("#pane iframe")
    sheet.get_by_role("link", name="away").click()
    type_on(desk, " Or not.")
    expect(sheet.locator(".prose")).to_contain_text("Or not.")


def test_another_tab_that_saves_leaves_the_words_that_this_browser_keeps_for_one_without_a_server(
    context: BrowserContext,
) -> None:
    one, other = context.new_page(), context.new_page()
    address = draft(one)
    other.goto(address)
    one.locator(".editor").evaluate("form => { form.dataset.keep = '/nowhere' }")
    type_on(one, " Of the first.")
    expect(one.locator("#trouble")).to_be_visible()
    one.close()
    type_on(other, " Of the second.")
    save(other, "Save draft")
    expect(other.get_by_text("words of this piece that did not reach the server")).to_be_visible()
    expect(words(other)).to_have_value(f"{WORDS} Of the second.")


def test_a_long_way_without_a_server_makes_no_conflict_with_oneself(context: BrowserContext) -> None:
    desk = context.new_page()
    draft(desk)
    desk.locator("[name=seen]").evaluate(
        "field => { field.value += Array.from({ length: 49 }, (_, at) => `.${at + 1}`).join('') }"
    )
    cut_off(desk)
    for _time in range(3):
        type_on(desk, " More.")
        desk.get_by_label("Headline *").focus()  # each leaving tries at once
        expect(desk.locator("#trouble")).to_be_visible()
    context.set_offline(False)
    is_kept(desk)
