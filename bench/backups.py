"""How long a backup takes of a site with 1,000 articles, 100,000 comments and 300 pictures, and what it takes.

`python -m bench.backups` prints seconds, the most memory that its process had, and bytes; then how long the
one file of the desk and a restore take. Measured once, on two shared cores: a process that does nothing has 77 MB; a
backup 8 to 15 s and 87 MB, its archive 197 MB; the one file 908 MB in 4 s and 79 MB; a restore 12 s and 121 MB. A
reader beside a backup of a fifth of that waits 11 ms instead of 8 for an article, and 99 of 100 within 108 ms, not 26.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from threading import Thread
from time import perf_counter, sleep
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from blog import create_app
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.backups import making, restoring, rules
from blog.backups.whole import whole
from blog.comments.models import Comment
from blog.config import Config
from blog.db import writing
from blog.media.models import Media
from blog.upgrade import upgrade

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
WORDS = "I crossed the bridge every morning for thirty years, and never once looked at the stones. "
ARTICLES, COMMENTS, PICTURES = 1_000, 100_000, 300
SIZES = {"original": 2_000_000, 1600: 250_000, 800: 90_000, 400: 30_000}  # bytes, as a camera and WebP make them
dice = Random(30)


def fill(config: Config) -> None:
    """The site."""
    for number in range(ARTICLES):
        articles.add(ArticleText(title=f"Article {number}", body=WORDS * 60, published_at=NOW), NOW)
    with writing() as session:
        session.execute(insert(Comment), list(comments()))
        session.execute(insert(Media), list(pictures(config)))


def comments() -> Iterator[dict[str, Any]]:
    """A hundred for each article."""
    for id in range(1, COMMENTS + 1):
        yield {
            "id": id, "article_id": id % ARTICLES + 1, "parent_id": None, "root_id": id, "rank": id,
            "name": f"Reader {id}", "email": f"{id}@example.org", "email_key": f"{id}@example.org", "website": "",
            "body": WORDS * 4, "body_html": f"<p>{WORDS * 4}</p>", "inert_html": f"<p>{WORDS * 4}</p>",
            "markup_version": 1, "status": "approved", "by_editor": False, "is_sample": False, "address_short": "",
            "address_key": "", "digest": f"d{id}", "submitted_at": NOW + timedelta(seconds=id), "moved_at": NOW,
        }  # fmt: skip


def pictures(config: Config) -> Iterator[dict[str, Any]]:
    """Their files, of which no byte matters here, and their rows."""
    for place in ("media", "originals"):
        (config.instance / place).mkdir()
    for id in range(1, PICTURES + 1):
        name = f"{id:020x}"
        for width, size in SIZES.items():
            is_original = width == "original"
            file = f"originals/{name}.jpg" if is_original else f"media/{name}-{width}.webp"
            (config.instance / file).write_bytes(dice.randbytes(size))
        yield {"name": name, "width": 1600, "height": 900, "widths": [400, 800, 1600], "created_at": NOW}


def measure(name: str, act: Callable[[], object]) -> None:
    """Print how long it takes in a process of its own, and the most memory that has."""
    began = perf_counter()
    if not (child := os.fork()):
        act()
        os._exit(0)
    _child, code, usage = os.wait4(child, 0)
    print(f"{name:<18} {perf_counter() - began:6.1f} s {usage.ru_maxrss // 1000:5} MB of memory, {code=}", flush=True)


def read(app: Flask, begin: Callable[[], object]) -> None:
    """Print how long a reader waits for an article, alone and while a thread of the same process makes a backup."""
    client = app.test_client()
    client.get("/articles/article-1")
    alone = [wait(client) for _ in range(200)]
    maker = Thread(target=begin)
    maker.start()
    beside = []
    while maker.is_alive():
        beside.append(wait(client))
        sleep(0.005)
    for name, times in (("alone", alone), ("beside a backup", beside)):
        median, slow = (quantiles(times, n=100)[at] * 1000 for at in (49, 98))
        print(f"a reader {name}: {median:.1f} ms, 99 of 100 within {slow:.1f} ms, of {len(times)}", flush=True)


def in_context(app: Flask, config: Config) -> None:
    """A backup, as the archivist makes it."""
    with app.app_context():
        making.make(config)


def wait(client: FlaskClient) -> float:
    """The seconds until an article is there."""
    began = perf_counter()
    client.get("/articles/article-1")
    return perf_counter() - began


def take(path: Path, to: Path) -> None:
    """Write the one file, as a browser that takes it away."""
    with to.open("wb") as file:
        for chunk in whole(path)[1]:
            file.write(chunk)


def main() -> None:
    """Fill a site, back it up twice, take it away and bring it back."""
    with tempfile.TemporaryDirectory() as folder:
        config, file = Config(instance=Path(folder), secret_key="k"), Path(folder, "whole.tar")
        upgrade(config.database, NOW)
        app = create_app(config)
        with app.app_context():
            measure("nothing", lambda: None)
            measure("filling", lambda: fill(config))
            measure("the first backup", lambda: making.make(config))
            measure("the next one", lambda: making.make(config))
            measure("with a reader", lambda: read(app, lambda: in_context(app, config)))
            path = next(config.backup_folder.glob("*.tar"))
            measure("the one file", lambda: take(path, file))
            print(
                f"the archive {rules.in_words(path.stat().st_size)}, the one file", rules.in_words(file.stat().st_size)
            )
            measure("a restore", lambda: restoring.restore(path, config, NOW, force=True))


if __name__ == "__main__":
    main()
