"""The very next request shows a change; and nothing of one visitor reaches another."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, get_ident
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from blog.articles import actions as articles
from blog.comments import decisions
from blog.gate import public
from blog.journal import request_id
from blog.pagecache.front import AT_ONCE, LARGEST, OTHERS, PageCache
from blog.site import actions as site
from tests.factories import NOW, Desk, make_admin, make_article, make_comment

Ask = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def front(app: Flask) -> PageCache:
    assert isinstance(app.wsgi_app, PageCache)
    return app.wsgi_app


@pytest.fixture
def drawn(front: PageCache, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the app itself was asked for."""
    asked: list[str] = []
    app = front.app

    def watched(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""))
        return app(environ, start_response)

    monkeypatch.setattr(front, "app", watched)
    return asked


def test_a_page_is_drawn_once(client: FlaskClient, drawn: list[str]) -> None:
    make_article()
    first, second = client.get("/articles/hello"), client.get("/articles/hello")
    assert first.data == second.data
    assert first.headers.pop("X-Request-ID") != second.headers.pop("X-Request-ID")
    assert dict(first.headers) == dict(second.headers)
    assert drawn == ["/articles/hello"]


def test_a_page_has_one_address_and_not_one_with_more_slashes(app: Flask, front: PageCache, drawn: list[str]) -> None:
    make_article()
    for path in ("//articles/hello", "///articles/hello", "//"):
        environ = EnvironBuilder("/").get_environ() | {"PATH_INFO": path}
        assert run_wsgi_app(app, environ)[1] == "404 NOT FOUND"
    assert front.pages.used == 0


def test_the_next_request_shows_what_was_approved_and_what_waits_empties_nothing(
    client: FlaskClient, drawn: list[str]
) -> None:
    make_admin()
    article = make_article()
    client.get("/articles/hello")
    comment = make_comment(article, body="The very words.")
    assert "The very words." not in client.get("/articles/hello").text
    assert len(drawn) == 1
    decisions.approve(comment, 1, NOW)
    assert "The very words." in client.get("/articles/hello").text


def test_what_another_process_writes_is_seen_too(app: Flask, client: FlaskClient) -> None:
    make_article()
    client.get("/")
    code = (
        "import sys; from sqlalchemy import create_engine, text\n"
        "with create_engine(sys.argv[1]).begin() as other: other.execute(text(sys.argv[2]))"
    )
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    subprocess.run([sys.executable, "-c", code, url, "UPDATE article SET title = 'Anew'"], check=True)
    assert "Anew" in client.get("/").text


def test_whoever_has_a_page_is_told_so(client: FlaskClient, drawn: list[str]) -> None:
    make_article()
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("Cache-Control", "Content-Security-Policy", "ETag", "Vary"):
        assert again.headers[name] == first.headers[name], name
    assert drawn == ["/"]


def test_a_page_is_the_same_bytes_whoever_draws_it(app: Flask, client: FlaskClient) -> None:
    make_article()
    etag = client.get("/articles/hello").headers["ETag"]
    other = PageCache(app, app.wsgi_app.version)  # type: ignore[attr-defined]
    other.app = app.wsgi_app.app  # type: ignore[attr-defined]
    _body, _status, headers = run_wsgi_app(other, EnvironBuilder("/articles/hello").get_environ(), buffered=True)
    assert headers["ETag"] == etag


def test_stray_arguments_make_no_other_page(client: FlaskClient, drawn: list[str]) -> None:
    make_article()
    for number in range(50):
        assert client.get(f"/articles/hello?utm={number}").status_code == 200
    client.get("/articles/hello")
    assert drawn == ["/articles/hello"]


def test_an_argument_that_a_page_declares_makes_one(client: FlaskClient, drawn: list[str]) -> None:
    make_article()
    assert client.get("/search?q=hello").text != client.get("/search?q=other").text
    assert client.get("/search?q=hello&x=1").text == client.get("/search?q=hello").text
    assert drawn == ["/search?q=hello", "/search?q=other"]


def test_a_flood_of_addresses_keeps_no_page_out_and_no_memory(
    client: FlaskClient, front: PageCache, drawn: list[str]
) -> None:
    make_article()
    client.get("/articles/hello")
    front.others.most = front.pages.most = 100_000
    for number in range(200):
        client.get(f"/nowhere/{number}")
        client.get(f"/search?q={number}")
    assert front.others.used <= 100_000 < OTHERS
    drawn.clear()
    client.get("/articles/hello")
    assert drawn == []


def test_a_page_that_many_ask_for_at_once_is_drawn_once(app: Flask, front: PageCache, drawn: list[str]) -> None:
    make_article()
    may_go, app_itself = Event(), front.app

    def slow(environ: Any, start_response: Any) -> Any:
        may_go.wait(5)
        return app_itself(environ, start_response)

    front.app = slow
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(lambda: app.test_client().get("/articles/hello").data) for _ in range(8)]
        may_go.set()
        assert len({answer.result() for answer in answers}) == 1
    assert drawn == ["/articles/hello"]
    assert front._drawing == {}


def test_a_few_pages_are_drawn_at_once_and_the_others_wait_for_them(app: Flask, front: PageCache) -> None:
    app_itself, lock, now, most, are_all_there = front.app, Lock(), 0, 0, Event()

    def counted(environ: Any, start_response: Any) -> Any:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        if most >= AT_ONCE:
            are_all_there.set()
        are_all_there.wait(10)
        time.sleep(0.05)  # in which one too many would come
        with lock:
            now -= 1
        return app_itself(environ, start_response)

    front.app = counted
    paths = ["/", "/archive", "/tags", "/feed.xml", "/comments.xml", "/sitemap.xml"]
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = list(pool.map(lambda path: app.test_client().get(path).status_code, paths))
    assert (answers, most) == ([200] * len(paths), AT_ONCE)


def test_what_draws_pages_draws_them_for_all_threads_and_knows_whose_request_it_is(
    app: Flask, front: PageCache
) -> None:
    app_itself, drawers, whose = front.app, set(), []

    def seen(environ: Any, start_response: Any) -> Any:
        drawers.add(get_ident())
        whose.append(request_id.get())
        return app_itself(environ, start_response)

    front.app = seen
    paths = ["/", "/archive", "/tags", "/feed.xml", "/comments.xml", "/sitemap.xml"]
    told = []
    for path in paths:  # each in a thread that ends
        with ThreadPoolExecutor(1) as pool:
            told.append(pool.submit(lambda path=path: app.test_client().get(path)).result().headers["X-Request-ID"])
    assert len(drawers) <= AT_ONCE
    assert whose == told


def test_the_admins_pages_are_never_kept(desk: Desk, client: FlaskClient, front: PageCache) -> None:
    assert "Queue" in desk.get("/admin/").text
    for path in ("/admin/", "/admin/x.css", "/admin/nowhere", "/admin/..%2fstatic/x.css", "/admin/login"):
        desk.get(path)
        client.get(path)
    assert not [wanted for wanted in (*front.pages._answers, *front.others._answers) if "admin" in wanted.path]
    assert client.get("/admin/").status_code == 303


def test_whoever_sends_the_admins_cookie_is_answered_by_the_app(client: FlaskClient, drawn: list[str]) -> None:
    client.set_cookie("letterpress", "x")
    for _ in range(2):
        client.get("/")
    assert drawn == ["/", "/"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example"},
        {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Accept-Language": "de", "User-Agent": "<script>", "Cookie": "theme=evil.example"},
        {"Accept": "application/json"},
        {"If-Modified-Since": "Sat, 14 Mar 2099 10:00:00 GMT"},
    ],
)
def test_no_header_of_one_visitor_is_in_the_page_of_another(client: FlaskClient, headers: dict[str, str]) -> None:
    make_article()
    plain = client.get("/articles/hello").text
    site.change(title="Anew")
    assert client.get("/articles/hello", headers=headers).status_code == 200
    after = client.get("/articles/hello").text
    assert "evil.example" not in after
    assert "Anew" in after
    site.change(title="Letterpress")
    assert client.get("/articles/hello").text == plain


def test_a_foreign_name_is_refused_as_ever_and_leaves_nothing(client: FlaskClient) -> None:
    make_article()
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["//articles/hello", "/articles//hello", "/articles/hello/", "/ARTICLES/hello", "/./articles/hello", "*", ""],
)
def test_other_spellings_of_an_address_are_answered_as_the_app_does(front: PageCache, path: str) -> None:
    make_article()
    answers = []
    for app in (front, front.app, front):
        environ = EnvironBuilder("/").get_environ() | {"PATH_INFO": path}
        body, status, headers = run_wsgi_app(app, environ, buffered=True)
        answers.append((b"".join(body), status, headers.get("Location")))
    assert answers[0] == answers[1] == answers[2]


def test_forms_parts_and_odd_methods_go_to_the_app(client: FlaskClient, drawn: list[str]) -> None:
    make_article()
    client.get("/articles/hello")
    drawn.clear()
    assert client.get("/articles/hello", headers={"Range": "bytes=0-4"}).status_code == 200
    assert client.post("/articles/hello/comments").status_code == 422
    assert client.open("/articles/hello", method="BREW").status_code == 405
    assert client.options("/articles/hello").status_code == 200
    assert len(drawn) == 4


def test_head_has_the_headers_of_the_page_and_no_bytes(client: FlaskClient, drawn: list[str]) -> None:
    make_article()
    page = client.get("/articles/hello")
    head = client.head("/articles/hello")
    assert (head.data, head.headers["ETag"]) == (b"", page.headers["ETag"])
    assert drawn == ["/articles/hello"]


def test_a_very_long_query_is_not_kept(client: FlaskClient, front: PageCache) -> None:
    assert client.get(f"/search?q={'x' * 3_000}").status_code == 200
    assert not front.others._answers


def test_an_error_is_not_kept(
    client: FlaskClient, app: Flask, front: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as patch:
        patch.setattr("blog.reading.views.article_page", None)
        assert client.get("/articles/hello").status_code == 500
    assert client.get("/articles/hello").status_code == 200


def test_a_database_that_cannot_be_read_is_the_apps_to_tell(
    client: FlaskClient, front: PageCache, drawn: list[str]
) -> None:
    make_article()
    client.get("/")

    def broken() -> int:
        raise OSError

    front.version = broken
    client.get("/")
    assert drawn == ["/", "/"]


def test_what_is_kept_is_given_without_waiting_and_what_is_to_be_made_or_packed_is_not(
    client: FlaskClient, front: PageCache
) -> None:
    make_article()
    asked = EnvironBuilder("/articles/hello", headers={"Accept-Encoding": "gzip"}).get_environ()
    assert front.kept(asked) is None
    page = client.get("/articles/hello", headers={"Accept-Encoding": "gzip"})
    kept = front.kept(asked)
    assert kept
    status, headers, body = kept
    assert (status, body) == (page.status, page.data)
    assert [each for each in headers if each[0] != "X-Request-ID"] == [
        each for each in page.headers if each[0] != "X-Request-ID"
    ]
    assert front.kept(asked | {"HTTP_ACCEPT_ENCODING": "br"}) is None
    assert front.kept(asked | {"REQUEST_METHOD": "POST"}) is None


def test_a_database_that_was_not_well_is_not_waited_for_until_somebody_else_found_it_well(
    client: FlaskClient, front: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article()
    client.get("/")
    asked, readings = EnvironBuilder("/").get_environ(), []

    def broken() -> int:
        readings.append(1)
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(front, "version", broken)
        assert [front.kept(asked) for _ in range(9)] == [None] * 9
        assert len(readings) == 1
    assert front.kept(asked) is None
    assert run_wsgi_app(front.made, asked)[1] == "200 OK"
    assert front.kept(asked)


def test_an_answer_that_is_somebodys_own_or_very_large_is_given_once(
    app: Flask, client: FlaskClient, front: PageCache, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = ({"Cache-Control": "private"}, {"Cache-Control": "no-store"}, {"Set-Cookie": "a=b"}, {})
    for extra in headers:
        drawn.clear()
        words = "x" * (10 if extra else LARGEST)
        monkeypatch.setitem(
            app.view_functions, "reading.home", public()(lambda e=extra, w=words: Response(w, headers=e))
        )
        assert [client.get("/").status_code for _ in range(2)] == [200, 200]
        assert drawn == ["/", "/"], extra


def test_files_are_not_taken_into_memory(client: FlaskClient, front: PageCache) -> None:
    make_article()
    for path in ("/healthz", "/cards/1-any.png"):
        assert client.get(path).status_code == 200
    assert not [wanted for wanted in front.pages._answers if wanted.path in ("/healthz", "/cards/1-any.png")]


def test_a_former_address_and_one_that_is_gone_are_kept_until_they_change(
    client: FlaskClient, drawn: list[str]
) -> None:
    id = make_article()
    assert client.get("/articles/later").status_code == 404
    assert client.get("/articles/later").status_code == 404
    assert drawn == ["/articles/later"]
    make_article("Later")
    assert client.get("/articles/later").status_code == 200
    articles.delete(id)
    assert client.get("/articles/hello").status_code == 404
