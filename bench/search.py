"""How the search bears numbers: 10,000 articles of 500 words, for a rare word and for one that stands in every article.

`python -m bench.search` prints the medians of what the index takes for a page of ten, and of the whole page, drawn
anew; then what nothing found with an offer takes, the pieces that are related to one, an article that is saved with its
words and these, and all of them put in anew.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from sqlalchemy import insert

from bench.cold import draw_anew
from blog import create_app
from blog.articles import actions as articles
from blog.articles.models import Article
from blog.articles.rules import ArticleText
from blog.config import Config
from blog.db import db, writing
from blog.search import index, related
from blog.search.finding import Wanted, find
from blog.search.query import parse
from blog.upgrade import upgrade

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
ARTICLES, LENGTH, VOCABULARY = 10_000, 500, 30_000
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvw" for vowel in "aeiou"]


def fill() -> None:
    """Articles whose words come as often as words do (Zipf), each with one that all have."""
    random = Random(1)
    words = list(dict.fromkeys("".join(random.choices(SYLLABLES, k=random.randint(2, 4))) for _ in range(VOCABULARY)))
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    with writing() as session:
        for id in range(1, ARTICLES + 1):
            text = random.choices(words, cum_weights=weights, k=LENGTH)
            text[random.randrange(LENGTH)] = "everywhere"
            if id % 2000 == 0:
                text[random.randrange(LENGTH)] = "needle"
            session.execute(insert(Article), _row(id, " ".join(text[:6]), text))


def _row(id: int, title: str, text: list[str]) -> dict[str, object]:
    paragraphs = "".join(f"<p>{' '.join(text[at : at + 80])}.</p>\n" for at in range(0, len(text), 80))
    return {
        "id": id, "kind": "article", "slug": f"a{id}", "title": title, "standfirst": " ".join(text[:12]), "summary": "",
        "author": "", "language": "en", "body": " ".join(text), "body_html": paragraphs, "headings": [],
        "markup_version": 1, "reading_minutes": 3, "source_name": "", "source_url": "", "disclaimer": "",
        "comments_open": True, "picture_alt": "", "picture_caption": "", "picture_credit": "", "is_sample": False,
        "created_at": NOW, "updated_at": NOW, "published_at": NOW - timedelta(hours=id), "is_live": True,
    }  # fmt: skip


def took(what: str, times: int, do: Callable[[], object]) -> None:
    """Print the median of some runs, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = perf_counter()
        do()
        spent.append(perf_counter() - begun)
    print(f"{what:55} {median(spent) * 1000:8.1f} ms")


def main() -> None:
    """Fill a site, and ask it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(instance=Path(folder), secret_key="bench")
        upgrade(config.database, NOW)
        app = create_app(config)
        draw_anew(app)
        client = app.test_client()
        with app.app_context():
            fill()
            took("all put into the index anew", 1, index.rebuild)
            for words in ("needle", "everywhere", "everywhere needle"):
                wanted = Wanted(parse(words))
                took(f"index: {words} ({find(wanted, 1).count})", 30, lambda: find(wanted, 1))  # noqa: B023
        took("page: an article", 30, lambda: client.get("/articles/a5000").data)
        for words in ("needle", "everywhere", "everywhere needle", "everywhere&page=90", "everywhere&year=2026"):
            took(f"page: {words}", 30, lambda: client.get(f"/search?q={words}").data)  # noqa: B023
        took("page: nothing found, with an offer", 30, lambda: client.get("/search?q=evrywhere").data)
        with app.app_context():
            text = ArticleText(title="New", body="some words " * 250, published_at=NOW)
            few = iter(range(1, 10_000, 97))
            took("what is related to an article", 30, lambda: related.find(db.session(), next(few)))
            took("an article that is saved", 20, lambda: articles.add(text, NOW))


if __name__ == "__main__":
    main()
