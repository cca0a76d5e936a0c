"""The server at its edges: what it is called, who is said to call, how much it takes, and what it writes of it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from tests import raw
from tests.databases import run
from tests.e2e.conftest import Server, start
from tests.factories import stamp_in

OWN = "Host: blog.example"
NO_TABLE = r"(OperationalError: no such table|ProgrammingError: relation \"comment\" does not exist)"
HOSTS = [
    ((OWN,), 200),
    (("Host: BLOG.Example:443",), 200),
    (("Host: 127.0.0.1:8000",), 200),
    (("Host: [::1]",), 200),
    (("Host: blog.example.",), 400),
    (("Host: evil.example",), 400),
    (("Host: evil.example@blog.example",), 400),
    (("Host: blog.example@evil.example",), 400),
    (("Host: [::2]:443",), 400),
    (("Host: блог.example",), 400),
    (("Host: ",), 400),
    ((), 400),
    ((OWN, "Host: evil.example"), 400),
    (("Host: evil.example", "X-Forwarded-Host: blog.example"), 400),
    (("Host: evil.example", "Forwarded: host=blog.example"), 400),
    ((OWN, "X-Forwarded-Host: evil.example"), 200),
    ((OWN, "Forwarded: host=evil.example;proto=http"), 200),
]
TOO_MUCH = {
    "a header of 100 kB": raw.request(OWN, "X-Long: " + "x" * 100_000),
    "a cookie of 100 kB": raw.request(OWN, "Cookie: a=" + "x" * 100_000),
    "a thousand headers": raw.request(OWN, *(f"X-{number}: x" for number in range(1_000))),
    "an address of 100 kB": raw.request(OWN, target="/" + "x" * 100_000),
    "arguments of 100 kB": raw.request(OWN, target="/?" + "x" * 100_000),
    "a head that never ends": b"GET / HTTP/1.1\r\nHost: blog.example\r\nX-Long: " + b"x" * 1_000_000,
    "a method of 100 kB": raw.request(OWN, method="X" * 100_000),
    "a length that no disk holds": raw.request(OWN, f"Content-Length: {10**18}", method="POST", target="/nowhere"),
    "thousands of fields": raw.request(
        OWN, "Content-Length: 250000", "Content-Type: application/x-www-form-urlencoded",
        method="POST", target="/nowhere", body=b"a&" * 125_000,
    ),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 1_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site with a name, behind one proxy."""
    folder = tmp_path_factory.mktemp("edges") / "instance"
    settings = {"BLOG_SITE_URL": "https://blog.example", "BLOG_TRUSTED_PROXIES": "1", "BLOG_WORKERS": "1"}
    server = start(folder, **settings)
    yield server
    server.stop()


@pytest.mark.parametrize(("lines", "status"), HOSTS)
def test_the_site_answers_to_its_name_and_makes_no_link_of_another(
    site: Server, lines: tuple[str, ...], status: int
) -> None:
    for target in ("/", "/admin", "/articles/welcome"):
        answer = raw.send(site.url, raw.request(*lines, target=target))
        expected = 308 if (status, target) == (200, "/admin") else status
        assert raw.status(answer) == expected, answer[:300]
        assert b"evil.example" not in answer
        assert b"strict-transport-security: max-age=31536000" in answer


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [("http://evil.example/", OWN, 200), ("http://blog.example/", "Host: evil.example", 400), ("*", OWN, 404)],
)
def test_a_whole_address_in_place_of_a_path_names_no_site(site: Server, target: str, host: str, status: int) -> None:
    answer = raw.send(site.url, raw.request(host, target=target, method="OPTIONS" if target == "*" else "GET"))
    assert raw.status(answer) == status
    assert b"evil.example" not in answer


def test_a_comment_is_counted_under_the_address_that_the_proxy_saw(site: Server) -> None:
    page = raw.send(site.url, raw.request(OWN, target="/articles/welcome")).decode()
    forged = ("", "198.51.100.1", '"198.51.100.1', "x" * 10_000, "2001:db8::1", ",,")
    for number, sent in enumerate(forged):
        fields = {"stamp": stamp_in(page), "body": f"Letter {number}.", "name": "Asha", "email": "asha@example.org"}
        body = urlencode(fields).encode()
        lines = (
            OWN, f"X-Forwarded-For: {sent}", "X-Forwarded-For: 203.0.113.9:4711", f"Content-Length: {len(body)}",
            "Content-Type: application/x-www-form-urlencoded", "X-Forwarded-Proto: gopher", "X-Forwarded-Prefix: /evil",
        )  # fmt: skip
        answer = raw.send(site.url, raw.request(*lines, method="POST", target="/articles/welcome/comments", body=body))
        assert raw.status(answer) == 303
        assert b"location: /receipts/" in answer
    found = run(site.instance, "SELECT DISTINCT address_short FROM comment WHERE body LIKE 'Letter %'")
    assert [row[0].startswith("203.0.113.") for row in found] == [True]


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_is_too_much_is_refused_or_cut_off_and_costs_no_memory(site: Server, what: str) -> None:
    def refused(times: int) -> None:
        for _time in range(times):
            answer = raw.send(site.url, TOO_MUCH[what])
            assert raw.status(answer) in (0, 400, 404, 405, 408, 413, 414, 431), answer[:200]

    refused(5)
    before = raw.memory(site.process.pid)
    refused(30)
    assert raw.memory(site.process.pid) - before < 10, what
    assert raw.status(raw.send(site.url, raw.request(OWN))) == 200


def test_the_log_of_a_broken_site_is_a_line_a_fault_and_knows_nobody(starter: Callable[..., Server]) -> None:
    server = starter(BLOG_WORKERS="1")
    quiet = server.printed
    run(server.instance, "ALTER TABLE comment RENAME TO gone")
    headers = (
        "Host: localhost",
        "User-Agent: Spy/1\t2",
        "Referer: http://spy.example/",
        "X-Forwarded-For: 203.0.113.9",
    )
    for target in (
        "/articles/welcome?reply=1%0d%0aforged%1b%5b31m",
        "/articles/welcome",
        "/nowhere%0aforged",
        "/%00%1b",
    ):
        raw.send(server.url, raw.request(*headers, "Cookie: a=secret", target=target))
    lines = server.printed.removeprefix(quiet).splitlines()
    proxied, *faults = (line for line in lines if "blog.arrivals" in line or "blog.errors" in line)  # not of its rounds
    assert proxied.startswith("WARNING blog.arrivals: A request came through a proxy")  # once
    assert len(faults) == 2
    for line in faults:
        assert re.match(f"ERROR blog.errors: GET of reading.article failed / {NO_TABLE}", line)
    for line in lines:
        assert line.isprintable()
        for private in ("forged", "Spy", "spy.example", "203.0.113", "127.0.0.1", "secret", "welcome"):
            assert private not in line
