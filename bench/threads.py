"""How an article bears numbers: its first page with 10,000 comments and with 25, in time and in bytes, in both orders.

`python -m bench.threads` prints ratios of medians, two articles asked in turn; the same for one thread of 9,000
replies, against one of 99, which fill a page, and against 25 comments; then how long a permalink takes. Measured once:
1.06 times the time and 1.01 times the bytes. The long thread 1.05 and 1.00 times a full page (newest first 1.12), which
is 2.5 and 3.0 times what 25 comments are. A permalink 1.5 ms, into the long thread 2.4 ms.
"""

import gzip
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import insert

from blog import create_app
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments.models import Comment
from blog.config import Config
from blog.db import writing
from blog.site import actions as site
from blog.upgrade import upgrade

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
WORDS = "I crossed the bridge every morning for thirty years, and never once looked at the stones. "
THREADS = {"few": (25, 0), "many": (10_000, 0), "page": (1, 99), "long": (1, 9_000)}  # threads, replies in each


def fill() -> None:
    """An article of 900 words for each, with its comments."""
    for slug, (threads, replies) in THREADS.items():
        text = ArticleText(title=slug, slug=slug, body=(WORDS * 4 + "\n\n") * 14, published_at=NOW)
        article_id = articles.add(text, NOW)
        with writing() as session:
            session.execute(insert(Comment), list(_rows(article_id, threads, replies)))


def _rows(article_id: int, threads: int, replies: int) -> Iterator[dict[str, object]]:
    first = article_id * 100_000
    for thread in range(threads):
        root = first + thread * (replies + 1)
        for id in range(root, root + replies + 1):
            yield {
                "id": id, "article_id": article_id, "parent_id": root if id > root else None, "root_id": root,
                "rank": thread + 1, "name": f"Reader {id}", "email": f"{id}@example.org",
                "email_key": f"{id}@example.org", "website": "", "body": WORDS, "body_html": f"<p>{WORDS * 2}</p>",
                "inert_html": "", "markup_version": 1, "status": "approved", "by_editor": False, "is_sample": False,
                "address_short": "", "address_key": "", "digest": f"d{id}", "moved_at": NOW,
                "submitted_at": NOW + timedelta(seconds=id - first),
            }  # fmt: skip


def compare(client: FlaskClient, small: str, large: str) -> None:
    """Print what the larger one costs, by the smaller one."""
    times: dict[str, list[float]] = {small: [], large: []}
    for _ in range(60):
        for slug, taken in times.items():
            start = perf_counter()
            client.get(f"/articles/{slug}")
            taken.append(perf_counter() - start)
    ms = {slug: median(taken) * 1000 for slug, taken in times.items()}
    pages = {slug: client.get(f"/articles/{slug}").data for slug in times}
    size = {slug: len(page) for slug, page in pages.items()}
    sent = {slug: len(gzip.compress(page)) for slug, page in pages.items()}
    for what, unit, values in (("time", "ms", ms), ("bytes", "", size), ("gzipped", "", sent)):
        ratio = values[large] / values[small]
        print(
            f"  {what:8} {values[small]:9,.1f} {unit:2} {small}  {values[large]:9,.1f} {unit:2} {large}  {ratio:.2f} x"
        )


def permalink(client: FlaskClient, slug: str, comment_id: int) -> None:
    """Print how long it takes to find the page of a comment."""
    path = f"/articles/{slug}/comments/{comment_id}"
    taken = []
    for _ in range(30):
        start = perf_counter()
        answer = client.get(path)
        taken.append(perf_counter() - start)
    print(f"  {median(taken) * 1000:.1f} ms to {answer.location}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        upgrade(f"sqlite:///{folder}/blog.sqlite", NOW)
        app = create_app(Config(instance=Path(folder), secret_key="key"), {"TESTING": True})
        with app.app_context():
            fill()
        client = app.test_client()
        for newest_first in (False, True):
            print("newest first" if newest_first else "oldest first")
            with app.app_context():
                site.change(newest_first=newest_first)
            compare(client, "few", "many")
            compare(client, "page", "long")
            compare(client, "few", "long")
            permalink(client, "many", 2 * 100_000 + 5_000)
            permalink(client, "long", 4 * 100_000 + 5_000)
