"""What a page and a comment take on SQLite and on PostgreSQL: the same site in both, asked in turn, in one run.

`python -m bench.databases` prints milliseconds of CPU for each (means), of the app's process and of the database
server's for it, and the disk that both take. PostgreSQL syncs each commit here, as it does anywhere.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time

import psycopg
from flask import Flask
from werkzeug.test import Client

from bench import data
from bench.processes import seconds
from blog import clock, create_app
from blog.carrying.moving import move
from blog.comments import actions
from blog.comments.rules import Submission
from blog.config import Config
from blog.db import db
from tests.postgresql import cluster

ARTICLES, COMMENTS = 1_000, 10_000
ROUNDS, TIMES = 10, {"kept": 500, "drawn anew": 20, "comment": 10}
SERVERS: dict[str, int] = {}  # by the kind of the database: the process of its server
numbers = count(1)


def act(app: Flask, what: str) -> None:
    """One of what is measured."""
    if what == "comment":
        with app.app_context():
            _send(next(numbers))
        return
    path = f"/articles/a{data.middle(ARTICLES)}"
    wsgi = app.wsgi_app if what == "kept" else app.wsgi_app.app  # type: ignore[attr-defined]
    if Client(wsgi).get(path, headers={"Host": "127.0.0.1:8000"}).status_code != 200:
        raise RuntimeError(what)


def milliseconds(app: Flask, kind: str, what: str) -> tuple[float, float]:
    """CPU for one, of this process and of the database's server."""
    server = SERVERS.get(kind)
    began, theirs = process_time(), seconds(server) if server else 0
    for _ in range(TIMES[what]):
        act(app, what)
    took, there = process_time() - began, (seconds(server) if server else 0) - theirs
    return 1000 * took / TIMES[what], 1000 * there / TIMES[what]


def _send(number: int) -> None:
    actions.submit(
        Submission(
            article_id=number % ARTICLES + 1, name=f"Reader {number}", email=f"{number}@example.org",
            address=f"10.{number // 250}.{number % 250}.1", body=f"Letter {number} says that it is number {number}.",
        ),
        clock.now(),
    )  # fmt: skip


@contextmanager
def _sites(folder: Path) -> Iterator[dict[str, Flask]]:
    """The same site in both."""
    data.fill(folder, ARTICLES, COMMENTS)
    with cluster("") as server, ExitStack() as open_ones:
        url = server.empty()
        move(f"sqlite:///{folder / 'blog.sqlite'}", url, clock.now(), lambda _done, _total: None)
        SERVERS["postgresql"] = int((server.folder / "data/postmaster.pid").read_text("ascii").split()[0])
        plain = url.replace("+psycopg", "")
        apps = {}
        for name, address in (("sqlite", ""), ("postgresql", plain)):
            apps[name] = create_app(Config(instance=folder, database_url=address, secret_key="bench"))
            open_ones.callback(_close, apps[name])
        yield apps
        with psycopg.connect(plain) as connection:
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        print(f"disk: {(folder / 'blog.sqlite').stat().st_size / 1e6:.0f} MB, {size[0] / 1e6 if size else 0:.0f} MB")


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    """Measure all of it."""
    with TemporaryDirectory(prefix="letterpress-databases-") as name, _sites(Path(name)) as apps:
        for what in TIMES:
            taken: dict[str, list[tuple[float, float]]] = {kind: [] for kind in apps}
            for turn in range(ROUNDS + 1):
                for kind, app in apps.items():
                    found = milliseconds(app, kind, what)
                    if turn:  # the first warms both
                        taken[kind].append(found)
            for kind, rows in taken.items():
                own, theirs = (mean(column) for column in zip(*rows, strict=True))
                print(f"{what:12} {kind:12} {own:8.3f} ms, of its server {theirs:8.3f} ms")


if __name__ == "__main__":
    main()
