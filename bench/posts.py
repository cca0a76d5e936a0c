"""Comments that are sent as fast as they are taken, each by another reader from another address; all must be stored.

The form's token is fetched once and sent with each: a stamp, or a CSRF token with its session cookie. A visit is all
that a reader asks for who writes a comment: the page with its form, the comment, and the page that this leads to.
There are as many connections as one worker takes forms at once (`gate.PLACES`), so that nobody is refused. This app is
told that a proxy stands in front, and is given the addresses by its header; it takes none more than usual from one.
"""

import re
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote

from bench.contenders import Running
from bench.load import Load, load

FORM, CONNECTIONS = "/articles/a1", 8
WRITTEN_UNDER = 200  # articles of the visits, so that none of them grows long: the naive blog has no pages of comments
REQUESTS = 3  # of a visit
TOKEN = re.compile(r'name="(stamp|csrf_token)"[^>]*value="([^"]+)"')


def post(server: Running, database: Path, seconds: int, series: int) -> Load:
    """One round. Raises RuntimeError where a comment was not stored, or stored twice."""
    field, token, cookie = _token(server, FORM)
    before = _count(database)
    script = ("post", f"{FORM}/comments", field, token, str(series), cookie)
    taken = load(server, FORM, seconds, *script, connections=CONNECTIONS)
    _stored(server, database, before, taken.requests, taken.requests + CONNECTIONS)
    return taken


def visits(server: Running, database: Path, seconds: int, series: int) -> Load:
    """One round, by comments: each takes three requests, of which a connection waits for one at a time."""
    found = [_token(server, f"/articles/a{number}") for number in range(1, WRITTEN_UNDER + 1)]
    field, _, cookie = found[0]
    # A token of the naive blog is one of a session, and not of an article.
    tokens = ",".join(token if not cookie else found[0][1] for _, token, _ in found)
    before = _count(database)
    script = ("visit", FORM, field, tokens, str(series), cookie)
    taken = load(server, FORM, seconds, *script, connections=CONNECTIONS, threads=CONNECTIONS)
    sent = taken.requests // REQUESTS  # or some more or less, as each connection ends somewhere in a visit
    stored = _stored(server, database, before, sent - CONNECTIONS, sent + CONNECTIONS)
    return replace(taken, requests=stored, cpu=taken.cpu * taken.requests / stored)


def _token(server: Running, path: str) -> tuple[str, str, str]:
    """The name of the field, what it holds, and the cookie that belongs to it, if there is one."""
    page, headers = server.get(path)
    found = TOKEN.search(page.decode())
    if not found:
        raise RuntimeError(f"{server.name} shows no form at {path}")
    return found[1], quote(unescape(found[2])), headers.get("Set-Cookie", "").partition(";")[0]


def _stored(server: Running, database: Path, before: int, least: int, most: int) -> int:
    time.sleep(0.5)  # those that wrk did not wait for
    stored = _count(database) - before
    if not least <= stored <= most:
        raise RuntimeError(f"{server.name} answered {least} comments or more and stored {stored}")
    return stored


def _count(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM comment").fetchone()[0])
