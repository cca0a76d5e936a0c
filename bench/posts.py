"""Comments that are sent as fast as they are taken, each by another reader from another address; all must be stored.

The form's token is fetched once and sent with each: a stamp, or a CSRF token with its session cookie. There are as many
connections as one worker takes forms at once (`gate.PLACES`), so that nobody is refused. This app is told that a proxy
stands in front, and is given the addresses by its header; it takes none more than usual from one.
"""

import re
import sqlite3
import time
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import quote

from bench.contenders import Running
from bench.load import Load, load

FORM, CONNECTIONS = "/articles/a1", 8
TOKEN = re.compile(r'name="(stamp|csrf_token)"[^>]*value="([^"]+)"')


def post(server: Running, database: Path, seconds: int, series: int) -> Load:
    """One round. Raises RuntimeError where a comment was not stored, or stored twice."""
    page, headers = server.get(FORM)
    found = TOKEN.search(page.decode())
    if not found:
        raise RuntimeError(f"{server.name} shows no form at {FORM}")
    cookie = headers.get("Set-Cookie", "").partition(";")[0]
    script = ("post", f"{FORM}/comments", found[1], quote(unescape(found[2])), str(series), cookie)
    before = _count(database)
    taken = load(server, FORM, seconds, *script, connections=CONNECTIONS)
    time.sleep(0.5)  # those that wrk did not wait for
    stored = _count(database) - before
    if not taken.requests <= stored <= taken.requests + CONNECTIONS:
        raise RuntimeError(f"{server.name} answered {taken.requests} comments and stored {stored}")
    return taken


def _count(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM comment").fetchone()[0])
