"""The editor and the list of articles, without a browser."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from blog.articles import actions as articles
from blog.articles import listing, queries
from blog.articles.rules import ArticleText
from blog.comments import decisions
from blog.db import db
from blog.media import actions as media
from blog.media.queries import picture
from blog.site import actions as site
from tests.factories import NOW, Desk, hidden, make_admin, make_article, make_comment

FIELDS = {
    "title": "The old bridge", "standfirst": "It stands.", "body": "First *words*.", "kind": "article", "slug": "",
    "tags": "Town, Stone", "summary": "In short.", "author": "Meera Thomas", "language": "en", "published_at": "",
    "source_name": "The Courier", "source_url": "https://courier.example", "disclaimer": "Unpaid.", "also_read": "",
    "comments_open": "y",
}  # fmt: skip
NEW = "/admin/articles/new"


def save(desk: Desk, do: str = "publish", path: str = NEW, **fields: object) -> TestResponse:
    token = hidden(desk.get(path).text, "csrf_token")
    files = {name: FileStorage(*value) for name, value in fields.items() if isinstance(value, tuple)}
    boundary, body = encode_multipart({"csrf_token": token} | FIELDS | {"do": do} | fields | files)
    return desk.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def png(width: int = 1000, height: int = 500) -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (width, height), "red").save(data, "PNG")
    data.seek(0)
    return data


def test_publishing_puts_all_fields_on_the_page(desk: Desk, client: FlaskClient) -> None:
    answer = save(desk)
    assert answer.status_code == 303
    assert "Readers see it." in desk.get(answer.location).text
    page = client.get("/articles/the-old-bridge").text
    for words in (
        "<em>words</em>",
        "It stands.",
        "Town",
        "Stone",
        "Meera Thomas",
        "The Courier",
        "https://courier.example",
        "Unpaid.",
    ):
        assert words in page, words


def test_a_draft_is_for_the_editor_only(desk: Desk, client: FlaskClient) -> None:
    answer = save(desk, "save")
    assert "Only you can see it." in desk.get(answer.location).text
    assert client.get("/articles/the-old-bridge").status_code == 404
    save(desk, "publish", "/admin/articles/1")
    assert client.get("/articles/the-old-bridge").status_code == 200


def test_the_editor_shows_what_is_stored(desk: Desk) -> None:
    save(desk)
    page = desk.get("/admin/articles/1").text
    for words in ("The old bridge", "First *words*.", "Town, Stone", "the-old-bridge", "In short."):
        assert words in page, words


def test_saving_a_live_article_keeps_its_date(desk: Desk, app: Flask) -> None:
    save(desk, published_at="2026-01-02T03:04")
    save(desk, "save", "/admin/articles/1", published_at="", title="Another")
    with app.app_context():
        row = queries.by_id(1)
    assert row is not None
    assert (row.title, row.published_at.isoformat()) == ("Another", "2026-01-02T03:04:00+00:00")


def test_a_date_is_meant_in_the_time_zone_of_the_site(desk: Desk, app: Flask) -> None:
    with app.app_context():
        site.change(time_zone="Asia/Kolkata")
    save(desk, published_at="2026-01-02T05:30")
    with app.app_context():
        assert queries.by_id(1).published_at.isoformat() == "2026-01-02T00:00:00+00:00"  # type: ignore[union-attr]
    assert 'value="2026-01-02T05:30"' in desk.get("/admin/articles/1").text


def test_a_date_to_come_schedules(desk: Desk, client: FlaskClient) -> None:
    answer = save(desk, published_at="2126-01-02T05:30")
    assert "Readers will see it from" in desk.get(answer.location).text
    assert client.get("/articles/the-old-bridge").status_code == 404
    assert "Scheduled" in desk.get("/admin/articles").text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Write a headline"),
        ({"body": " "}, "Write the article"),
        ({"language": "no language"}, "Enter a language"),
        ({"source_url": "javascript:x"}, "Enter a web address"),
        ({"also_read": "nowhere"}, "No article has this address"),
        ({"published_at": "tomorrow"}, "Not a valid datetime"),
        ({"published_at": "0001-01-01T00:00"}, "Enter a year between 1000 and 9000"),
        ({"published_at": "9999-12-31T23:59"}, "Enter a year between 1000 and 9000"),
        ({"picture_id": "999", "picture_alt": "A bridge"}, "The picture is not there any more"),
        ({"picture_id": "x", "picture_alt": "A bridge"}, "The picture is not there any more"),
        ({"kind": "poem"}, "Not a valid choice"),
        ({"title": "x" * 201}, "Shorten this to 200 characters"),
    ],
)
def test_a_mistake_keeps_everything_and_stores_nothing(
    desk: Desk, app: Flask, fields: dict[str, str], message: str
) -> None:
    answer = save(desk, **fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Error: " in answer.text
    for words in ("First *words*.", "It stands.") if "body" not in fields else ("It stands.",):
        assert words in answer.text
    with app.app_context():
        assert listing.page().rows == []


def test_a_picture_is_shown_with_its_words(desk: Desk, client: FlaskClient) -> None:
    save(desk, picture=(png(), "bridge.png"), picture_alt="A bridge", picture_caption="At dusk.", picture_credit="Asha")
    page = client.get("/articles/the-old-bridge").text
    for words in ('alt="A bridge"', "At dusk.", "Asha", 'width="1000"', 'height="500"', "800w"):
        assert words in page, words
    source = page.split('<img src="')[1].split('"')[0]
    with client.get(source) as answer:
        assert answer.mimetype == "image/jpeg"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_picture_without_its_words_is_asked_for_them_and_not_lost(desk: Desk) -> None:
    answer = save(desk, picture=(png(), "bridge.png"), picture_alt="")
    assert answer.status_code == 422
    assert "Say in a few words what the picture shows" in answer.text
    assert 'class="editor__picture"' in answer.text


def test_a_picture_can_be_removed(desk: Desk, client: FlaskClient) -> None:
    save(desk, picture=(png(), "bridge.png"), picture_alt="A bridge")
    save(desk, "save", "/admin/articles/1", picture_id="1", remove_picture="y", picture_alt="")
    assert "<img" not in client.get("/articles/the-old-bridge").text


def test_what_is_no_picture_is_said_and_the_text_is_kept(desk: Desk) -> None:
    answer = save(desk, picture=(BytesIO(b"<svg onload=x>"), "x.svg"), picture_alt="x")
    assert answer.status_code == 422
    assert "This is not a picture" in answer.text
    assert "First *words*." in answer.text


def test_a_preview_shows_the_article_and_stores_nothing(desk: Desk, app: Flask) -> None:
    answer = save(desk, "preview")
    assert answer.status_code == 200
    assert "This is a preview." in answer.text
    assert "<em>words</em>" in answer.text
    assert "<form" not in answer.text
    with app.app_context():
        assert listing.page().rows == []
    assert save(desk, "preview", kind="page").status_code == 200


def test_the_list_says_what_state_each_is_in(desk: Desk, app: Flask) -> None:
    with app.app_context():
        make_article("Live one")
        make_article("Draft one", published_at=None)
        make_article("Later one", published_at=NOW.replace(year=2126))
    page = desk.get("/admin/articles").text
    for words in ("Live one", "Draft one", "Later one", ">Live<", ">Draft<", ">Scheduled<"):
        assert words in page, words


def test_unpublishing_hides_and_publishing_shows(desk: Desk, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        make_article()
    desk.post("/admin/articles/1/publication/end", page="/admin/articles")
    assert client.get("/articles/hello").status_code == 404
    desk.post("/admin/articles/1/publication", page="/admin/articles")
    assert client.get("/articles/hello").status_code == 200


def test_deleting_asks_first_and_once_more_when_readers_wrote(desk: Desk, client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        make_comment(make_article())
    path = "/admin/articles/1/deletion"
    assert "1 comment that a reader wrote" in desk.get(path).text
    assert desk.post(path, page=path).status_code == 422
    assert client.get("/articles/hello").status_code == 200
    assert desk.post(path, {"confirm": "1"}, page=path).status_code == 303
    assert client.get("/articles/hello").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/admin/articles/9", "/admin/articles/9/deletion", "/admin/articles?after=x", "/admin/articles/" + "9" * 30],
)
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_a_long_article_and_a_large_picture_are_taken_and_a_huge_one_is_not(desk: Desk) -> None:
    body = "क" * 300_000  # 900,000 bytes
    noise = BytesIO()
    Image.effect_noise((1500, 1500), 100).save(noise, "PNG")
    assert noise.tell() > 1_000_000
    noise.seek(0)
    assert save(desk, body=body, picture=(noise, "n.png"), picture_alt="Noise").status_code == 303
    assert save(desk, body=body * 5).status_code == 413
    assert save(desk, picture=(BytesIO(b"x" * 26_000_000), "n.png")).status_code == 413


def test_what_is_gone_meanwhile_is_said_and_the_text_is_shown(desk: Desk) -> None:
    answer = desk.post("/admin/articles/9", FIELDS)
    assert answer.status_code == 404
    assert "First *words*." in answer.text


def test_a_page_has_no_kicker_and_no_form(desk: Desk, client: FlaskClient) -> None:
    save(desk, kind="page", title="About")
    page = client.get("/pages/about").text
    assert "<em>words</em>" in page
    assert "<form" not in page


def test_the_editors_name_stands_in_a_new_article(app: Flask) -> None:
    with app.app_context():
        make_admin("Joseph K.")
    assert 'value="Joseph K."' in Desk(app).get(NEW).text


@pytest.mark.parametrize(
    "path",
    [
        "/admin/", "/admin/comments?status=spam", "/admin/articles", "/admin/articles/1/deletion",
        "/admin/articles/new", "/admin/settings", "/admin/comments/1/reply",
    ],
)  # fmt: skip
def test_every_form_of_the_desk_carries_the_token_and_comes_back_to_its_place(
    desk: Desk, app: Flask, path: str
) -> None:
    with app.app_context():
        article_id = make_article(is_sample=True)
        for number in range(2):
            comment_id = make_comment(article_id, f"Words {number}.", email=f"{number}@example.org")
        decisions.mark_spam(comment_id, 1, NOW)
    forms = re.findall(r'<form[^>]*method="post".*?</form>', desk.get(path).text, re.DOTALL)
    assert forms
    for form in forms:
        assert 'name="csrf_token"' in form
    if "status=" in path:
        assert '<input type="hidden" name="status" value="spam">' in forms[-1]


def test_a_preview_shows_no_comments(desk: Desk) -> None:
    save(desk)
    page = save(desk, "preview", "/admin/articles/1").text
    assert "This is a preview." in page
    assert 'id="comments"' not in page


def test_bytes_that_are_no_text_are_refused_at_the_desk_too(desk: Desk) -> None:
    token = hidden(desk.get("/admin/settings").text, "csrf_token")
    answer = desk.client.post(
        "/admin/settings", data=f"csrf_token={token}&title=%ff", content_type="application/x-www-form-urlencoded"
    )
    assert (answer.status_code, "not valid text" in answer.text) == (400, True)


# --- Addresses, and pictures of the library ---


@pytest.mark.parametrize("kind", ["article", "page"])
def test_an_address_that_another_piece_has_or_had_is_refused_and_all_is_kept(
    desk: Desk, app_context: Flask, kind: str
) -> None:
    other = make_article("The old bridge")
    articles.revise(other, ArticleText(title="Moved", slug="moved", body="x", published_at=NOW), NOW)
    for taken in ("moved", "The old bridge"):
        answer = save(desk, slug=taken, body="My own words.", kind=kind)
        assert answer.status_code == 422
        assert "Another piece has or had this address" in answer.text
        assert "My own words.</textarea>" in answer.text
        assert f'value="{taken}"' in answer.text
    path = f"/admin/articles/{other}"
    seen = {"seen": hidden(desk.get(path).text, "seen")}
    assert save(desk, "save", path, slug="the-old-bridge", **seen).status_code == 303  # its own former one


def test_an_address_of_signs_alone_is_refused(desk: Desk) -> None:
    answer = save(desk, slug="!?")
    assert answer.status_code == 422
    assert "Write letters or digits" in answer.text


def test_the_lead_picture_may_come_from_the_library(desk: Desk, client: FlaskClient, app_context: Flask) -> None:
    folder = app_context.config["MEDIA_FOLDER"]
    id = media.store(png().getvalue(), "a.png", folder, NOW)
    media.describe(id, "A red wall", (50, 50), folder)
    found = picture(id)
    assert found
    for address in (found.src, f"http://localhost{found.sources[0][1].split()[0]}"):
        assert save(desk, picture_address=address, title=f"At {address}").status_code == 303
    db.session.rollback()
    page = client.get(f"/articles/{queries.slug_of(1)}").text
    assert 'alt="A red wall"' in page
    assert found.src in page
    answer = save(desk, picture_address="/media/nothing.jpg")
    assert answer.status_code == 422
    assert "The library has no picture with this address" in answer.text
    assert 'value="/media/nothing.jpg"' in answer.text


def test_two_million_letters_are_refused_and_kept(desk: Desk) -> None:
    answer = save(desk, body="words " * 350_000)
    assert answer.status_code == 422
    assert "Shorten this to 500000 characters; it has 2099999" in answer.text
    assert answer.text.count("words words") > 100_000
    assert 'maxlength="500000"' not in answer.text  # a browser would cut off what is pasted


def test_a_piece_to_read_next_that_is_deleted_while_this_one_is_sent_is_said(
    desk: Desk, app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise articles.NoSuchAlsoRead("other")

    monkeypatch.setattr(articles, "add", gone)
    answer = save(desk, body="My own words.")
    assert answer.status_code == 422
    assert "No article has this address" in answer.text
    assert "My own words.</textarea>" in answer.text


def test_a_preview_draws_no_more_than_can_be_saved(desk: Desk) -> None:
    answer = save(desk, "preview", body="word " * 99_999 + "last. Not this.")
    assert answer.status_code == 200
    assert "last." in answer.text
    assert "Not this" not in answer.text


def test_words_for_a_piece_that_was_deleted_meanwhile_can_be_saved_as_a_new_one(desk: Desk, app_context: Flask) -> None:
    article = make_article("The old bridge")
    token = hidden(desk.get(f"/admin/articles/{article}").text, "csrf_token")
    articles.delete(article)
    answer = desk.client.post(
        f"/admin/articles/{article}", data=FIELDS | {"csrf_token": token, "body": "My own words.", "do": "save"}
    )
    assert answer.status_code == 404
    assert "This piece was deleted meanwhile." in answer.text
    assert "My own words.</textarea>" in answer.text
    assert 'action="/admin/articles/new"' in answer.text
    assert desk.get(f"/admin/articles/{article}").status_code == 404


def test_a_form_that_carries_only_a_part_of_its_fields_is_no_fault(desk: Desk, app_context: Flask) -> None:
    id = media.store(png().getvalue(), "bridge.png", app_context.config["MEDIA_FOLDER"], NOW)
    article = make_article(picture_id=id, picture_alt="A bridge.")
    assert desk.post(f"/admin/articles/{article}", {"title": "Hello"}).status_code == 303
    assert queries.by_id(article).picture_id == id
