"""The form under an article in a real browser: nothing that was typed is lost, and what can be done in place is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from blog import tokens
from blog.articles import actions as articles
from blog.articles import life, queries
from blog.articles.rules import ArticleText
from blog.comments import decisions
from tests.databases import inside
from tests.e2e.conftest import Server, cut_off, intercept, start
from tests.factories import NOW, make_admin, make_article, make_printed

pytestmark = pytest.mark.browser
Visit = Callable[..., BrowserContext]
SETTINGS = {"BLOG_WORKERS": "1", "BLOG_SECRET_KEY": "k"}
WORDS = "My *own* words."


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("letters") / "instance"


@pytest.fixture(scope="module")
def server(instance: Path) -> Iterator[Server]:
    """One site for all of these tests, each of which has an article of its own."""
    server = start(instance, **SETTINGS)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(instance: Path, server: Server) -> Iterator[Flask]:
    """The same site from inside."""
    with inside(instance) as app:
        make_admin()
        yield app


@pytest.fixture
def article(site: Flask) -> int:
    return make_article()


@pytest.fixture
def path(article: int) -> str:
    return f"/articles/{queries.slug_of(article)}"


@pytest.fixture
def reader(visit: Visit) -> Page:
    return visit().new_page()


def fill(page: Page, body: str = WORDS) -> None:
    page.get_by_label("Comment *").fill(body)
    page.get_by_label("Name *").fill("Asha Menon")
    page.get_by_label("Email *").fill("asha@example.org")


def post(page: Page) -> None:
    page.get_by_role("button", name="Post comment").click()


def expect_receipt(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your comment is waiting to be read")).to_be_visible()


def close(article: int) -> None:
    articles.revise(article, ArticleText(title="Hello", body="x", comments_open=False, published_at=NOW), NOW)


# --- The preview ---


def test_a_preview_is_what_will_be_printed(visit: Visit, path: str, has_script: bool) -> None:
    page = visit(java_script_enabled=has_script).new_page()
    page.goto(path)
    expect(page.get_by_label("Remember my name")).to_be_visible(visible=has_script)
    fill(page, f"{WORDS}\n\n> quoted")
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("#preview")
    expect(preview).to_be_focused()
    expect(preview.get_by_role("heading", name="Asha Menon writes")).to_be_visible()
    assert page.title().startswith("Preview: ")
    expect(page.get_by_label("Email *")).to_have_value("asha@example.org")
    drawn = preview.locator(".comment__body").inner_html()
    post(page)
    expect_receipt(page)
    assert page.locator(".comment__body").inner_html() == drawn


def write(page: Page, words: str) -> None:
    """Type, and pause for as long as the preview waits for."""
    page.get_by_label("Comment *").fill(words)
    page.clock.run_for(600)


def test_the_preview_follows_what_is_typed_and_the_line_stays_where_it_is(reader: Page, path: str) -> None:
    reader.clock.install()
    reader.goto(path)
    field, preview = reader.get_by_label("Comment *"), reader.locator("#preview")
    field.focus()
    line = field.bounding_box()
    with reader.expect_response("**/preview"):
        write(reader, "One *word*.")
    expect(preview.locator("em")).to_have_text("word")
    expect(reader.get_by_role("status")).to_have_text("The preview stands above.")
    assert abs(field.bounding_box()["y"] - line["y"]) < 1  # type: ignore[index]
    with reader.expect_response("**/preview"):
        write(reader, "x" * 501)
    expect(preview).to_contain_text("One word is longer than 500 characters")
    write(reader, " ")
    expect(preview).to_be_hidden()
    cut_off(reader)
    with reader.expect_event("requestfailed"):
        write(reader, "Another.")
    expect(preview).to_be_hidden()
    expect(reader.get_by_role("status")).to_have_text("")


def test_a_preview_that_is_overtaken_is_dropped(reader: Page, path: str) -> None:
    held: list[Route] = []
    reader.route("**/preview", lambda route: route.continue_() if held else held.append(route))
    reader.clock.install()
    reader.goto(path)
    preview = reader.locator("#preview .comment__body")
    with reader.expect_request("**/preview"):
        write(reader, "The first.")
    with reader.expect_response("**/preview"):
        write(reader, "The second.")
    expect(preview).to_have_text("The second.")
    with reader.expect_response("**/preview"):
        held[0].continue_()
    reader.wait_for_timeout(50)
    expect(preview).to_have_text("The second.")


# --- What the browser keeps ---


def test_a_name_is_remembered_only_where_that_is_asked_for(reader: Page, site: Flask, path: str) -> None:
    remember, name = reader.get_by_label("Remember my name"), reader.get_by_label("Name *")
    reader.goto(path)
    expect(remember).not_to_be_checked()
    fill(reader)
    reader.reload()
    expect(name).to_have_value("")
    fill(reader)
    remember.check()
    reader.goto(f"/articles/{queries.slug_of(make_article())}")
    expect(remember).to_be_checked()
    expect(name).to_have_value("Asha Menon")
    expect(reader.get_by_label("Email *")).to_have_value("asha@example.org")
    remember.uncheck()
    reader.goto(path)
    expect(remember).not_to_be_checked()
    expect(name).to_have_value("")
    assert reader.context.cookies() == []


# --- Replying ---


def test_a_reply_opens_in_place_and_is_cancelled_there(reader: Page, article: int, path: str) -> None:
    first = make_printed(article, "The first letter.")
    make_printed(article, "The second letter.", name="Joseph", email="joseph@example.org")
    reader.goto(path)
    link, field = reader.get_by_role("link", name="Reply to Asha Menon"), reader.get_by_label("Comment *")
    link.click()
    expect(field).to_be_focused()
    expect(reader.locator(".replied-to")).to_contain_text("In reply to ⁨Asha Menon⁩: “⁨The first letter.⁩” Cancel")
    expect(reader.locator(f"#comment-{first} + #respond")).to_be_visible()
    reader.get_by_role("link", name="Cancel").click()
    expect(link).to_be_focused()
    expect(reader.locator(".replied-to")).to_be_hidden()
    expect(reader.locator(".comments > #respond")).to_be_visible()
    assert reader.url.endswith(path)

    link.click()
    fill(reader, "An answer.")
    reader.reload()
    expect(reader.locator(f"#comment-{first} + #respond")).to_be_visible()
    expect(field).to_have_value("An answer.")
    fill(reader, "An answer.")
    post(reader)
    expect_receipt(reader)
    expect(reader.locator(".kicker ~ .quiet").first).to_contain_text("The first letter.")
    reader.goto(path)
    expect(reader.locator(f"#comment-{first} + .comment--waiting")).to_contain_text("An answer.")


def test_a_draft_that_answers_a_comment_of_another_page_leads_there_and_one_to_what_is_gone_stays(
    reader: Page, article: int, path: str
) -> None:
    ids = [make_printed(article, f"Letter {number}.", email=f"{number}@example.org") for number in range(27)]
    reader.goto(f"{path}/comments/{ids[26]}")
    reader.locator(f"#comment-{ids[26]}").get_by_role("link", name="Reply to").click()
    fill(reader, "An answer.")
    reader.goto(path)
    reader.wait_for_url(f"**{path}?reply={ids[26]}")
    expect(reader.locator(".replied-to")).to_contain_text("Letter 26.")
    expect(reader.get_by_label("Comment *")).to_have_value("An answer.")
    decisions.put_in_bin(ids[26], 1, NOW)
    reader.goto(path)
    reader.wait_for_url(f"**{path}?reply={ids[26]}")
    expect(reader.get_by_label("Comment *")).to_have_value("An answer.")
    expect(reader.locator(".replied-to")).to_be_hidden()


# --- From a draft to a printed comment ---


def test_a_draft_is_kept_until_it_was_sent_and_then_shown_to_its_writer_until_it_is_printed(
    reader: Page, visit: Visit, path: str
) -> None:
    field = reader.get_by_label("Comment *")
    reader.goto(path)
    fill(reader)
    reader.goto(path)
    expect(field).to_have_value(WORDS)
    fill(reader)
    post(reader)
    expect_receipt(reader)
    receipt = reader.url
    reader.go_back()
    expect(field).to_have_value("")
    reader.goto(path)
    expect(field).to_have_value("")
    waiting = reader.locator(".comment--waiting")
    expect(waiting).to_contain_text("My own words.")
    expect(waiting).to_contain_text("Waiting to be read")
    other = visit().new_page()
    other.goto(path)
    expect(other.locator(".comments")).not_to_contain_text("My own words.")
    waiting.get_by_role("link", name="Waiting to be read").click()
    assert reader.url == receipt

    decisions.approve(stored_id(receipt), 1, NOW)
    with reader.expect_response(receipt) as answer:
        reader.goto(path)
    answer.value.finished()
    expect(reader.locator(".comment")).to_have_count(1)
    reader.wait_for_timeout(50)
    requests: list[str] = []
    reader.on("request", lambda request: requests.append(request.url))
    reader.goto(path)
    assert receipt not in requests


def stored_id(receipt: str) -> int:
    found = tokens.receipt_id(receipt.rsplit("/", 1)[1])
    assert found
    return found


# --- Never lose a word ---


def test_a_server_that_fails_or_is_away_for_a_while_costs_no_word(
    reader: Page, instance: Path, server: Server, path: str
) -> None:
    reader.goto(path)
    fill(reader)
    intercept(reader, "**/comments", lambda route: route.fulfill(status=502, body="Bad gateway"))
    post(reader)
    expect(reader.get_by_role("status")).to_contain_text("Your words are safe here")
    reader.unroute("**/comments")
    server.stop()
    post(reader)
    expect(reader.get_by_role("status")).to_contain_text("Your words are safe here")
    expect(reader.get_by_label("Comment *")).to_have_value(WORDS)
    server.process = start(instance, **SETTINGS, BLOG_PORT=server.url.rsplit(":", 1)[1]).process
    post(reader)
    expect_receipt(reader)


def test_an_answer_that_is_no_page_of_an_article_is_left_to_the_browser(reader: Page, path: str, article: int) -> None:
    reader.goto(path)
    fill(reader)
    life.unpublish(article, NOW)
    post(reader)
    expect(reader.get_by_role("heading", name="This page is not in our pages.")).to_be_visible()
    expect(reader.get_by_text(WORDS)).to_be_visible()


def test_comments_that_close_meanwhile_give_the_text_back(reader: Page, article: int, path: str) -> None:
    reader.goto(path)
    fill(reader)
    close(article)
    post(reader)
    expect(reader.get_by_text("Comments closed while you were writing")).to_be_focused()
    expect(reader.get_by_role("textbox", name="Comment")).to_have_value(WORDS)
    assert reader.title().startswith("Error: ")


def test_a_stamp_that_was_cut_costs_one_more_press_and_one_that_was_kept_none(
    reader: Page, article: int, path: str
) -> None:
    old = tokens.stamp(article)
    reader.goto(path)
    fill(reader)
    reader.evaluate("stamp.value = stamp.value.slice(0, 9)")
    post(reader)
    expect(reader.locator(".problem")).to_be_focused()
    expect(reader.get_by_label("Comment *")).to_have_value(WORDS)
    reader.evaluate("old => stamp.value = old", old)
    post(reader)
    expect_receipt(reader)


def test_the_same_twice_is_one_comment_and_is_said_to_have_come(reader: Page, site: Flask, path: str) -> None:
    receipts = []
    for _time in range(2):
        reader.goto(path)
        fill(reader)
        post(reader)
        expect_receipt(reader)
        receipts.append(reader.url)
    assert receipts[0] == receipts[1]
    decisions.mark_spam(stored_id(reader.url), 1, NOW)
    reader.goto(path)
    fill(reader)
    post(reader)
    expect(reader.get_by_text("We have already received this comment.")).to_be_focused()
    reader.goto(path)
    expect(reader.get_by_label("Comment *")).to_have_value("")


# --- What stands around them ---


def test_a_short_piece_leaves_no_hole_beside_what_to_go_on_with(reader: Page, site: Flask) -> None:
    make_article("Long", tags=("Bridge",))
    short = make_article("Short", body="One.", tags=("Bridge",))
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(f"/articles/{queries.slug_of(short)}")
    expect(reader.get_by_text("Also read")).to_be_visible()
    bottoms = [
        reader.locator(part).last.evaluate("(found) => found.getBoundingClientRect().bottom")
        for part in (".article", ".also", ".prose p")
    ]
    assert bottoms[0] - max(bottoms[1:]) < 100  # pixels
