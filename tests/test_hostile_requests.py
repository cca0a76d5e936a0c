"""Requests that no browser makes: each is refused with a page, and changes nothing."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import create_app, gate, tokens
from tests.databases import config
from tests.factories import Desk, dump, make_article, make_comment, make_printed, stamp_in
from tests.test_gate import PLACEHOLDER

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def live(app: Flask) -> Flask:
    """The app as it answers in production, where a fault is a page and not an exception."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return app


def content(app: Flask) -> list[str]:
    """All rows but those of the sign-in."""
    with app.app_context():
        return [line for line in dump() if not line.startswith(("sign_in ", "throttle "))]


def letter(client: FlaskClient, body: str) -> dict[str, str]:
    """The fields of a good comment; the body comes last."""
    stamp = stamp_in(client.get("/articles/hello").text)
    return {"stamp": stamp, "name": "Asha", "email": "asha@example.org", "body": body}


def test_asking_for_the_head_of_a_page_changes_nothing(app: Flask, desk: Desk) -> None:
    with app.app_context():
        make_article()  # without comments, so that nothing need be confirmed
        article = make_article("Another")
        make_printed(article)
        make_comment(article, email="other@example.org")
    before = content(app)
    for rule in app.url_map.iter_rules():
        path = PLACEHOLDER.sub("1", rule.rule)
        assert desk.client.head(path).status_code < 500, path
    assert content(app) == before


@pytest.mark.parametrize("origin", ["http://[foo", "null", "", "http://", "дом"])
def test_an_origin_that_is_none_is_a_foreign_one(live: Flask, client: FlaskClient, origin: str) -> None:
    with live.app_context():
        make_article()
    answer = client.post("/articles/hello/comments", data={"body": "Mine."}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "Mine." in answer.text


HOSTS = [
    "evil.example", "evil.example:80", "blog.example.evil.example", "evil@blog.example", "blog.example.", "a..b", "[",
    "[::2]", "[::1", "blog.example:80:80",
    "x" * 300, "evil.example/path", "blog.example, evil.example", "блог.example", "10.0.0.1", "",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/nowhere", "/admin", "/admin/login", "/articles//hello"])
def test_whoever_calls_the_site_by_another_name_is_refused(instance: Path, host: str, method: str, path: str) -> None:
    app = create_app(config(instance, site_url="https://blog.example"), {"TESTING": True})
    answer = app.test_client().open(path, method=method, headers={"Host": host, "Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert "evil" not in answer.text + str(answer.headers)
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "host", ["blog.example", "BLOG.Example", "blog.example:443", "localhost:8000", "127.0.0.1", "[::1]:8000"]
)
def test_its_own_name_and_that_of_this_machine_are_known(instance: Path, host: str) -> None:
    app = create_app(config(instance, site_url="https://Blog.example/"), {"TESTING": True})
    assert app.test_client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host", "Forwarded", "X-Host"])
def test_no_other_header_gives_the_site_another_name(instance: Path, header: str) -> None:
    app = create_app(config(instance, site_url="https://blog.example", trusted_proxies=1), {"TESTING": True})
    answer = app.test_client().get("/", base_url="https://blog.example", headers={header: "host=evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)


def test_a_server_for_a_whole_network_that_was_given_no_name_takes_any(instance: Path) -> None:
    for host, status in (("0.0.0.0", 200), ("127.0.0.1", 400)):  # noqa: S104
        app = create_app(config(instance, host=host), {"TESTING": True})
        assert app.test_client().get("/", headers={"Host": "192.168.1.5:8000"}).status_code == status


@pytest.mark.parametrize("mimetype", [FORM, "multipart/form-data; boundary=x", "application/json", "text/plain", ""])
@pytest.mark.parametrize("path", ["/articles/hello/comments", "/articles/nowhere/comments", "/nowhere", "/"])
@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_too_much_is_refused_at_every_address(
    live: Flask, client: FlaskClient, path: str, mimetype: str, headers: dict[str, str]
) -> None:
    with live.app_context():
        make_article()
    answer = client.post(path, data=b"body=" + b"x" * 6_000_000, content_type=mimetype, headers=headers)
    assert answer.status_code == 413
    assert "That is too much at once." in answer.text


@pytest.mark.parametrize("length", [1_000_000, gate.PUBLIC_BODY])
def test_a_form_that_does_not_say_how_long_it_is_is_not_cut_off_and_taken(app: Flask, length: int) -> None:
    with app.app_context():
        make_article()
    client = app.test_client()
    sent = urlencode(letter(client, "B.") | {"more": ""}).encode()
    whole = sent + b"x" * (length - len(sent))
    answer = client.post(
        "/articles/hello/comments", content_type=FORM, input_stream=BytesIO(whole),
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_form_that_arrived_in_part_only_is_not_taken(app: Flask) -> None:
    with app.app_context():
        make_article()
    client = app.test_client()
    sent = urlencode(letter(client, "Cut o")).encode()
    answer = client.post(
        "/articles/hello/comments", content_type=FORM, input_stream=BytesIO(sent),
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": "500"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "Only a part of what was sent arrived" in answer.text
    assert "Cut o" in answer.text


def test_a_form_whose_sender_went_away_is_no_fault_of_ours(live: Flask, client: FlaskClient) -> None:
    answer = client.post(
        "/nowhere", content_type=FORM, input_stream=BytesIO(b"body=Cut"), environ_overrides={"CONTENT_LENGTH": "500"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/articles/hello/comments", "/nowhere"])
def test_a_form_of_too_many_parts_is_refused_with_a_page(live: Flask, client: FlaskClient, path: str) -> None:
    with live.app_context():
        make_article()
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(
            path, data=part * 1100 + b"--x--\r\n", content_type="multipart/form-data; boundary=x", headers=headers
        )
        assert answer.status_code == 413
        assert "<h1>" in answer.text


def test_bytes_that_are_no_text_are_refused_in_every_encoding_of_a_form(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        make_article()
    body = b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    answer = client.post("/articles/hello/comments", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert "not valid text" in answer.text


def test_a_page_of_refusal_gives_back_a_form_of_usual_size_only(client: FlaskClient) -> None:
    answer = client.post("/nowhere", data={f"field{number}": "words" for number in range(500)})
    assert answer.text.count("<textarea") == 30


def test_the_address_of_the_desk_without_its_slash_leads_on_within_the_site(client: FlaskClient) -> None:
    for path, reached in (
        ("/admin", "/admin/"),
        ("/articles//hello", "/articles/hello"),
    ):
        answer = client.get(path)
        assert answer.status_code == 308
        assert answer.location == reached


def test_a_public_page_gives_no_cookie_even_to_whoever_sends_one(app: Flask, desk: Desk) -> None:
    cookie = desk.client.get_cookie("letterpress", path="/admin")
    assert cookie
    answer = app.test_client(use_cookies=False).get("/", headers={"Cookie": f"letterpress={cookie.value}"})
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_looking_at_the_address_that_comments_are_sent_to_leads_to_the_article(app: Flask) -> None:
    with app.app_context():
        make_article()
    answer = app.test_client().get("/articles/hello/comments")
    assert (answer.status_code, answer.location) == (303, "/articles/hello")


@pytest.mark.parametrize("sent", ["5", "[1]", '{"body": 5}', '{"body": {"a": 1}}', '{"stamp": "\\ud800"}', "{"])
def test_what_is_no_form_is_refused(app_context: Flask, client: FlaskClient, sent: str) -> None:
    article = make_article()
    receipt = tokens.receipt_token(make_comment(article))
    for path in ("/articles/hello/comments", "/articles/hello/comments/preview", f"/receipts/{receipt}/edit"):
        answer = client.post(path, data=sent, content_type="application/json")
        assert answer.status_code == 415
        assert "Only forms are taken here." in answer.text


@pytest.mark.parametrize("path", ["/articles/hello/comments", "/articles/hello/comments/preview"])
def test_a_file_in_the_place_of_words_is_no_word(app: Flask, client: FlaskClient, instance: Path, path: str) -> None:
    with app.app_context():
        make_article()
    fields: dict[str, object] = {**letter(client, "")}
    before = content(app)
    for name in ("name", "email", "website", "body", "parent"):
        sent = fields | {name: (BytesIO(b"A letter."), "letter.txt")}
        answer = client.post(path, data=sent, content_type="multipart/form-data")
        assert answer.status_code == 422
    assert content(app) == before


def test_neither_is_it_at_the_desk(desk: Desk) -> None:
    for path in ("/admin/articles/new", "/admin/settings", "/admin/account"):
        for name in ("title", "body", "slug", "name", "language"):
            answer = desk.post(path, {name: (BytesIO(b"A letter."), "letter.txt")}, content_type="multipart/form-data")
            assert answer.status_code in (303, 422)
            assert "A letter." not in answer.text
