"""The proxies as they are shipped: what they pass on, and what they keep from the blog."""

import time
from collections.abc import Iterator
from contextlib import closing
from gzip import decompress
from http.client import HTTPResponse
from io import BytesIO
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.databases import run
from tests.e2e.conftest import Server, command, start
from tests.e2e.proxies import NAME, PROXIES, SETTINGS, Front
from tests.factories import EMAIL, PASSWORD, hidden, stamp_in

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
COMMENTS = "/articles/welcome/comments"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("behind") / "instance", **SETTINGS)
    command("create-admin", "--email", EMAIL, stdin=PASSWORD, BLOG_INSTANCE=str(server.instance))
    yield server
    server.stop()


@pytest.fixture(scope="module", params=PROXIES)
def front(request: pytest.FixtureRequest, behind: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with PROXIES[request.param](behind, tmp_path_factory.mktemp("proxy") / "files") as front:
        yield front


def ask(
    front: Front, path: str, body: bytes | None = None, source: str = "127.0.0.1", **headers: str
) -> tuple[HTTPResponse, bytes]:
    """One request and its whole answer; a body is sent as a form."""
    with closing(front.connect(source)) as connection:
        connection.request("GET" if body is None else "POST", path, body, (FORM if body else {}) | headers)
        answer = connection.getresponse()
        return answer, answer.read()


def comment(front: Front, body: str) -> dict[str, str]:
    """The fields of a comment on the welcome."""
    stamp = stamp_in(ask(front, "/articles/welcome")[1].decode())
    return {"stamp": stamp, "body": body, "name": "Asha", "email": "asha@example.org"}


def test_a_page_comes_compressed_and_speaks_of_itself_by_its_public_name(front: Front) -> None:
    answer, body = ask(front, "/articles/welcome", **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert f"https://{NAME}/articles/welcome" in decompress(body).decode()
    assert answer.headers["Strict-Transport-Security"]


def test_nobody_can_say_that_they_come_from_elsewhere(front: Front, behind: Server) -> None:
    """The address that is stored is the one that the proxy saw, whatever the request says of it."""
    fields = comment(front, f"From here, to {front.port}.")
    forged = {"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.7", "Forwarded": "for=198.51.100.7"}
    answer, _body = ask(front, COMMENTS, urlencode(fields).encode(), "127.0.9.7", **forged)
    assert answer.status == 303
    stored = "SELECT address_short FROM comment WHERE body = :body"
    assert run(behind.instance, stored, body=fields["body"]) == [("127.0.9.0/24",)]


@pytest.mark.parametrize("size", [350_000, 3_000_000])
def test_what_is_much_too_large_is_refused_in_words(front: Front, size: int) -> None:
    answer, body = ask(front, COMMENTS, b"body=" + b"x" * size)
    assert (answer.status, b"That is too much at once." in body) == (413, True)


def test_the_admin_may_send_as_much_as_the_blog_takes(front: Front) -> None:
    cookie, token = signed_in(front, "/admin/media")
    parts = (f'name="csrf_token"\r\n\r\n{token}', 'name="files"; filename="big.png"\r\n\r\n' + "x" * 24_000_000)
    upload = "".join(f"--b\r\nContent-Disposition: form-data; {part}\r\n" for part in parts) + "--b--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer, body = ask(front, "/admin/media", upload.encode(), Cookie=cookie, **kind)
    assert (answer.status, b"big.png" in body) == (422, True)  # read whole: it is no picture


def signed_in(front: Front, page: str) -> tuple[str, str]:
    """The cookie of the admin, and the token of a page's form."""
    answer, body = ask(front, "/admin/login")
    fields = {"csrf_token": hidden(body.decode(), "csrf_token"), "email": EMAIL, "password": PASSWORD}
    answer, _body = ask(front, "/admin/login", urlencode(fields).encode(), Cookie=cookie_of(answer))
    assert answer.status == 303
    answer, body = ask(front, page, Cookie=cookie_of(answer))
    return cookie_of(answer), hidden(body.decode(), "csrf_token")


def cookie_of(answer: HTTPResponse) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def test_a_whole_blog_may_be_larger_than_anything_else(front: Front) -> None:
    cookie, token = signed_in(front, "/admin/import")
    (kind, sent), headers = _whole_blog(token), {"Cookie": cookie}
    answer, body = ask(front, "/admin/import", sent, **headers | {"Content-Type": kind})
    assert answer.status == 303, body
    until = time.monotonic() + 30
    while b"mismatched tag" not in (page := ask(front, "/admin/import", **headers)[1]):
        assert time.monotonic() < until, page
        time.sleep(0.5)


def _whole_blog(token: str) -> tuple[str, bytes]:
    """A form with a file of 30 MB, at whose end something is wrong; and its type."""
    file = FileStorage(BytesIO(b"<rss>" + b" " * 30_000_000 + b"</ssr>"), "blog.xml")
    boundary, body = encode_multipart({"csrf_token": token, "file": file})
    return f"multipart/form-data; boundary={boundary}", body


def test_nobody_chooses_the_id_of_their_request(front: Front) -> None:
    answer, _body = ask(front, "/nowhere", **{"X-Request-ID": "chosen-by-a-visitor"})
    assert len(answer.headers["X-Request-ID"]) == 8
