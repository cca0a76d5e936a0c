"""Whom a request comes from, whatever it says of itself."""

from pathlib import Path

import pytest
from flask import request

from blog import create_app, gate
from blog.proxies import visitor
from tests.databases import config

PROXY, REAL, INNER = "192.0.2.1", "203.0.113.9", "192.0.2.2"


def test_without_a_proxy_nothing_that_is_forwarded_counts() -> None:
    assert visitor(REAL, "198.51.100.1, 198.51.100.2", 0) == REAL


@pytest.mark.parametrize(
    "sent",
    [
        "198.51.100.1", "198.51.100.1, 198.51.100.2", '"', '"198.51.100.1', "\\\"", "unknown", "", ",,,", "\t", "é",
        "<script>", "9" * 10_000, "1.1.1.1," * 2_000, "[::1", "[2001:db8::1]:80", "for=198.51.100.1;proto=https",
    ],
)  # fmt: skip
def test_what_a_visitor_sends_along_is_never_taken_for_the_address(sent: str) -> None:
    for joint in (", ", ","):  # some servers join two lines without a space
        assert visitor(PROXY, joint.join((sent, REAL)), 1) == REAL
        assert visitor(INNER, joint.join((sent, REAL, PROXY)), 2) == REAL


@pytest.mark.parametrize("written", ["", REAL, "unknown", "secret", "_hidden", "a, b"])
def test_where_the_proxies_wrote_too_little_it_is_the_nearest_one(written: str) -> None:
    assert visitor(INNER, written, 2) == INNER


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (f"{REAL}:4711", REAL), ("2001:DB8:0::1", "2001:db8::1"), ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"), (f"::ffff:{REAL}", REAL), ("fe80::1%eth0", "fe80::1"), (f" {REAL}\t", REAL),
    ],
)  # fmt: skip
def test_an_address_is_known_in_every_way_that_proxies_write_it(written: str, address: str) -> None:
    assert visitor(PROXY, written, 1) == address


def test_readers_of_a_server_that_hears_both_kinds_are_not_all_one_network() -> None:
    assert visitor(f"::ffff:{REAL}", "", 0) == REAL


def test_a_socket_has_no_address() -> None:
    assert visitor("", "", 0) == ""


@pytest.mark.parametrize(("hops", "seen"), [(0, "127.0.0.1"), (1, REAL), (2, "198.51.100.1"), (3, "127.0.0.1")])
def test_the_app_is_told_the_address_and_believes_nothing_else_that_is_forwarded(
    instance: Path, hops: int, seen: str
) -> None:
    app = create_app(config(instance, trusted_proxies=hops), {"TESTING": True})

    @app.get("/who")
    @gate.public(kept=False)
    def who() -> list[str | None]:
        return [request.remote_addr, request.url]

    forwarded = {
        "X-Forwarded-For": f"198.51.100.1, {REAL}", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil", "X-Forwarded-Port": "1", "Forwarded": "for=192.0.2.7;host=evil.example",
        "X-Real-IP": "192.0.2.8", "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil",
    }  # fmt: skip
    assert app.test_client().get("/who", headers=forwarded).json == [seen, "http://localhost/who"]
