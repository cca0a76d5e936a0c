"""Published pages behind the proxies as they are shipped: the same answers, none from before an act that was done."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from gzip import decompress
from http.client import HTTPResponse
from pathlib import Path
from threading import Event, Thread

import brotli
import pytest

from tests.databases import run
from tests.e2e.conftest import Server, start
from tests.e2e.proxies import PROXIES, SETTINGS, Front, bare
from tests.e2e.test_exact import stale

PAGES = ("/", "/articles/welcome", "/archive", "/tags", "/privacy")
OWN = {"etag", "last-modified", "date", "server", "connection", "via", "alt-svc", "x-request-id"}  # each server's
READ = {"br": brotli.decompress, "gzip": decompress, None: bytes}

Asked = tuple[HTTPResponse, bytes]


@pytest.fixture
def publishing(tmp_path: Path) -> Iterator[Server]:
    """A new site that publishes its pages."""
    instance = tmp_path / "instance"
    server = start(instance, **SETTINGS, BLOG_SECRET_KEY="k", BLOG_PAGES_DIR=str(instance / "pages"))
    yield server
    server.stop()


@pytest.fixture(params=PROXIES)
def front(request: pytest.FixtureRequest, publishing: Server, tmp_path: Path) -> Iterator[Front]:
    with PROXIES[request.param](publishing, tmp_path / "files") as front:
        yield front


def ask(front: Front, path: str, method: str = "GET", **headers: str) -> Asked:
    with closing(front.connect()) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


def ask_again(front: Front, path: str, times: int) -> set[int]:
    """How it was answered so often, on one connection."""
    with closing(front.connect()) as connection:
        found = set()
        for _ in range(times):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            found.add(answer.status)
        return found


def is_published(answer: HTTPResponse) -> bool:
    """Pages of the blog itself have a weak mark that is as long as this."""
    return re.fullmatch('W/"[0-9a-f]{20}"', answer.headers["ETag"] or "") is None


def published(front: Front, path: str, **headers: str) -> Asked:
    """The answer once the page stands in a file; the first time it is drawn."""
    ask(front, path)
    answer, body = ask(front, path, **headers)
    assert is_published(answer), path
    return answer, body


def given(answer: HTTPResponse) -> list[tuple[str, str]]:
    names = {name.lower(): value for name, value in answer.headers.items()}
    assert len(names) == len(answer.headers), "one header twice"
    return sorted((name, value) for name, value in names.items() if name not in OWN)


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_published_page_is_what_the_blog_answers(front: Front, publishing: Server, encoding: str) -> None:
    asked = {"Accept-Encoding": encoding, "Host": front.name}
    home = published(front, "/")[1].decode()
    for path in (*PAGES, *re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|woff2|js))"', home)):
        (ours, drawn), (answer, body) = ask(bare(publishing), path, **asked), published(front, path, **asked)
        unpack = READ[answer.headers["Content-Encoding"]]
        assert (answer.status, unpack(body)) == (200, unpack(drawn))
        assert given(answer) == given(ours), path


def test_whoever_has_a_page_is_told_so(front: Front) -> None:
    answer, _ = published(front, "/articles/welcome", **{"Accept-Encoding": "br"})
    again, body = ask(front, "/articles/welcome", **{"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]})
    assert (again.status, body) == (304, b"")
    since, _ = ask(front, "/articles/welcome", **{"If-Modified-Since": answer.headers["Last-Modified"]})
    assert since.status == 304


def test_what_is_finished_is_read_while_the_blog_is_away(front: Front, publishing: Server) -> None:
    published(front, "/articles/welcome")
    publishing.stop()
    answer, body = ask(front, "/articles/welcome")
    assert (answer.status, b"</html>" in body) == (200, True)
    assert ask(front, "/archive")[0].status == 502


def test_all_else_is_the_blogs_to_answer(front: Front, publishing: Server) -> None:
    for path in ("/", "/articles/welcome"):
        published(front, path)
    for path in ("/?after=x", "/articles/welcome?utm=1", "/feed.xml", "/search?q=words"):
        assert not is_published(ask(front, path)[0]), path
    for path in ("/.html", "/articles/welcome.html", "//articles/welcome", "/articles//welcome", "/articles/welcome/",
                 "/%2farticles/welcome"):  # fmt: skip
        ours, _ = ask(bare(publishing), path, Host=front.name)
        assert ask(front, path)[0].status == ours.status != 200, path
    for path in ("/lock", "/current", "/..%2flock", "/static/..%2f..%2flock", "/articles/welcome.html.br", "/-"):
        assert ask(front, path)[0].status in (400, 404), path
    part = re.findall(r'href="(/static/[^"]+\.css)"', published(front, "/")[1].decode())[0]
    published(front, part)
    for path in ("/articles/welcome", part):
        for method in ("POST", "PUT", "OPTIONS", "BREW"):
            ours, body = ask(bare(publishing), path, method, Host=front.name)
            answer, got = ask(front, path, method)
            assert (answer.status, got) == (ours.status, body), (method, path)
    answer, body = ask(front, "/articles/welcome", Range="bytes=0-9")
    assert (answer.status, len(body) > 1000) == (200, True)
    assert ask(front, "/articles/welcome", "HEAD")[0].status == 200


def test_another_start_shows_no_page_of_the_one_before(front: Front, publishing: Server) -> None:
    published(front, "/articles/welcome")
    publishing.stop()
    port = publishing.url.rpartition(":")[2]
    pages = str(publishing.instance / "pages")
    again = start(publishing.instance, **SETTINGS, BLOG_SECRET_KEY="k", BLOG_PAGES_DIR=pages, BLOG_PORT=port)
    try:
        assert not is_published(ask(front, "/articles/welcome")[0])
    finally:
        again.stop()


def test_a_page_that_goes_between_the_look_at_it_and_its_opening_is_the_blogs_to_answer(
    front: Front, publishing: Server
) -> None:
    published(front, "/articles/welcome")
    pages, stop = publishing.instance / "pages", Event()
    shutil.copytree(pages / "current", pages / "whole")
    (pages / "empty").mkdir()

    def turn() -> None:
        while not stop.is_set():
            for name in ("whole", "empty"):
                (pages / "turning").symlink_to(name)
                (pages / "turning").replace(pages / "current")

    turning = Thread(target=turn)
    turning.start()
    try:
        answers = ask_again(front, "/articles/welcome", 1_000)
    finally:
        stop.set()
        turning.join()
    assert answers == {200}


@contextmanager
def readers(front: Front, path: str) -> Iterator[list[int]]:
    """Two of them, who read one page without a break; what they were answered."""
    stop, answers = Event(), []

    def read() -> None:
        while not stop.is_set():
            answer, body = ask(front, path)
            answers.append(answer.status if b"</html>" in body else 0)

    threads = [Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    yield answers
    stop.set()
    for thread in threads:
        thread.join()


def test_no_page_is_from_before_an_act_that_was_done_and_none_is_missing_meanwhile(
    front: Front, publishing: Server
) -> None:
    with readers(front, "/articles/one") as answers:
        read, wrong = stale(publishing, seed=1, times=30, ask=asker(front), has_outsider=False)
    assert wrong == 0
    assert read > 200
    assert set(answers[answers.index(200) :]) == {200}  # the article is made in there


def test_what_somebody_writes_at_the_database_itself_is_seen_soon(front: Front, publishing: Server) -> None:
    published(front, "/articles/welcome")
    run(publishing.instance, "UPDATE article SET title = 'Hello again'")
    until = time.monotonic() + 10
    while b"Hello again" not in ask(front, "/articles/welcome")[1]:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.torture
def test_none_of_ten_thousand_published_pages_is_from_before(
    front: Front, publishing: Server, found: Callable[[str, object], None]
) -> None:
    read, wrong = stale(publishing, seed=2, times=1_000, ask=asker(front), has_outsider=False)
    found(f"published pages read after acts, port {front.port}", read)
    found("of them stale", wrong)
    assert wrong == 0
    assert read >= 10_000


def asker(front: Front) -> Callable[[str], tuple[int, bytes]]:
    def asked(path: str) -> tuple[int, bytes]:
        answer, body = ask(front, path)
        return answer.status, body

    return asked
