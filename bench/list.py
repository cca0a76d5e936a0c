"""How the desk's list of articles bears numbers: with 50 pieces and 1,000 comments, and with 1,000 and 100,000.

`python -m bench.list` prints ratios of medians, both sites asked in turn in one run: of the whole list with its chart,
of the same narrowed to a word, and of the readers' first page, which looks for the piece that is pinned.
"""

import random
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import insert, update

from bench.queue import NOW, _row, site
from blog import clock
from blog.articles.models import Article, ArticleTag, Tag
from blog.comments.models import Comment
from blog.db import db, writing

YEARS = 3  # over which the pieces and the comments of a site are spread
WORDS = "the bridge and the river stand in the town that we all know by heart " * 90


def filled(folder: Path, pieces: int, comments: int) -> FlaskClient:
    """A site with so many pieces of a thousand words and so many comments, and its admin, signed in."""
    folder.mkdir()
    client, dice = site(folder, 1, 0, 0), random.Random(1)
    with client.application.app_context(), writing() as session:
        columns = Article.__table__.columns
        first = session.execute(db.select(*columns).where(Article.id == 1)).one()
        rows = [_piece(first._asdict(), number, pieces) for number in range(2, pieces + 1)]
        session.execute(insert(Article), rows)
        session.execute(insert(Tag), [{"slug": f"t{number}", "name": f"T{number}"} for number in range(20)])
        tags = [
            {"article_id": id, "position": at, "tag_id": (id + at) % 20 + 1}
            for id in range(1, pieces + 1)
            for at in (0, 1)
        ]
        session.execute(insert(ArticleTag), tags)
        states = ["approved", "approved", "pending", "spam"]
        letters = [_row(1, number + 1, states[number % 4], None) for number in range(comments)]
        for letter in letters:
            letter |= {
                "article_id": dice.randint(1, pieces),
                "submitted_at": NOW - timedelta(days=365 * YEARS * dice.random()),
                "moved_at": NOW,
            }
        session.execute(insert(Comment), letters)
        session.execute(update(Article).where(Article.id == pieces // 2).values(pinned_at=NOW))
    return client


def _piece(first: dict[str, object], number: int, pieces: int) -> dict[str, object]:
    at = NOW - timedelta(days=365 * YEARS * number / pieces)
    own = {"id": number, "slug": f"p{number}", "title": f"Piece {number}", "published_at": at, "updated_at": at}
    return first | own | {"body": WORDS, "body_html": f"<p>{WORDS}</p>"}


def _seconds(client: FlaskClient, path: str) -> float:
    start = perf_counter()
    assert client.get(path).status_code == 200  # noqa: S101
    return perf_counter() - start


if __name__ == "__main__":
    clock.now = lambda: NOW
    with tempfile.TemporaryDirectory() as folder:
        sites = [
            filled(Path(folder, name), *size) for name, size in (("small", (50, 1_000)), ("large", (1_000, 100_000)))
        ]
        for path in ("/admin/articles", "/admin/articles?state=live", "/admin/articles?q=Bridge", "/admin/tags", "/"):
            pairs = [tuple(_seconds(client, path) for client in sites) for _ in range(30)]
            small, large = (median(times) * 1000 for times in zip(*pairs, strict=True))
            print(f"{path:28} {small:6.1f} ms, {large:6.1f} ms: {large / small:.2f} x")
