"""A site of any size, the same each time: `python -m bench.data FOLDER 100000 1000000` fills an instance folder.

Articles of 250 words over ten years with tags, related pieces and their place in the index of words; comments in
threads, most of them printed, the others spam, in the bin or waiting, with decisions and reasons. One article in the
middle has 900 words and exactly 20 comments. What is learned of words and near-identical comments is left out: no
page reads it. A million comments take two minutes and 2.4 GB.
"""

import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from time import perf_counter

from blog import create_app
from blog.articles import counts
from blog.articles.models import Article, ArticleTag, Related, Tag
from blog.comments.models import Comment, CommentReason, Decision
from blog.comments.rules import MOST_WAITING
from blog.config import Config
from blog.db import Base
from blog.people import actions as people
from blog.search.words import VERSION, keys
from blog.upgrade import upgrade

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
EMAIL, PASSWORD = "meera@example.com", "a long enough password"
YEARS = 10
TAGS = 60
COMMON, RARE = "everywhere", "needle"  # a word of every article, and one of five
SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvw" for vowel in "aeiou"]
LONG, LETTERS = 900, 20  # of the one in the middle: words, comments
BATCH = 5_000


class Words:
    """Paragraphs whose words come as often as words do (Zipf); as many as make no two articles alike."""

    def __init__(self, dice: Random) -> None:
        words = list(dict.fromkeys("".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(30_000)))
        weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
        self.paragraphs = [" ".join(dice.choices(words, cum_weights=weights, k=80)) + "." for _ in range(3_000)]
        self.letters = [" ".join(dice.choices(words, cum_weights=weights, k=25)) + "." for _ in range(3_000)]
        self.titles = [" ".join(dice.choices(words, cum_weights=weights, k=4)).capitalize() for _ in range(3_000)]
        self.keys = {text: keys(text) for text in (*self.paragraphs, *self.letters, *self.titles)}


def fill(folder: Path, articles: int, comments: int) -> None:
    """Make the site, with its admin (EMAIL, PASSWORD); an instance that is there already is refused."""
    config = Config(instance=folder, secret_key="bench")
    path = folder / "blog.sqlite"
    if path.exists():
        raise FileExistsError(path)
    upgrade(config.database, NOW)
    with create_app(config).app_context():
        people.create_admin(name="Meera", email=EMAIL, password=PASSWORD, now=NOW)
    dice = Random(1)
    words = Words(dice)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("synchronous=OFF", "cache_size=-200000", "foreign_keys=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        made_anew = _without(connection, ("trigger", "index"))
        _put(connection, Tag, ({"id": n, "slug": f"tag-{n}", "name": f"Tag {n}"} for n in range(1, TAGS + 1)))
        _put(connection, Tag, [{"id": TAGS + 1, "slug": "rare", "name": "Rare"}])
        _articles(connection, words, articles, dice)
        _comments(connection, words, articles, comments, dice)
        for statement in (*made_anew, *counts.recount("sqlite")):
            connection.execute(statement)
        connection.execute("UPDATE word_index SET version = ?", (VERSION,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def middle(articles: int) -> int:
    """The id of the article with 900 words and 20 comments."""
    return articles // 2


def _articles(connection: sqlite3.Connection, words: Words, count: int, dice: Random) -> None:
    texts: list[tuple[int, str, str]] = []

    def rows() -> Iterator[dict[str, object]]:
        for id in range(1, count + 1):
            parts = dice.sample(words.paragraphs, 11 if id == middle(count) else 3)
            title = dice.choice(words.titles)
            here = f"{COMMON} {RARE}" if id % max(1, count // 5) == 0 else COMMON
            texts.append((id, words.keys[title], " ".join([here, *(words.keys[part] for part in parts)])))
            yield _article(id, count, title, [f"{here} {parts[0]}", *parts[1:]])

    _put(connection, Article, rows())
    _put(connection, ArticleTag, (row for id in range(1, count + 1) for row in _tags(id)))
    _put(connection, Related, (row for id in range(1, count + 1) for row in _related(id, count)))
    connection.executemany("INSERT INTO article_words (rowid, title, standfirst, body) VALUES (?, ?, '', ?)", texts)


def _tags(id: int) -> Iterator[dict[str, object]]:
    """One in turn, for most a second one, and for three of all articles one that nothing else has."""
    for position, tag in enumerate(
        dict.fromkeys((id % TAGS, (id // 7 + 1 + id) % TAGS, *[TAGS] * (id in (3, 400, 700))))
    ):
        yield {"article_id": id, "position": position, "tag_id": tag + 1}


def _related(id: int, count: int) -> Iterator[dict[str, object]]:
    """Five with the same first tag."""
    for place in range(5):
        yield {"article_id": id, "place": place, "other_id": (id - 1 + TAGS * (place + 1)) % count + 1}


def _article(id: int, count: int, title: str, parts: Sequence[str]) -> dict[str, object]:
    at = NOW - timedelta(days=365 * YEARS) * ((count - id + 1) / count)
    return {
        "id": id, "kind": "article", "slug": f"a{id}", "title": title, "standfirst": "", "summary": parts[0][:160],
        "author": "", "language": "en", "body": "\n\n".join(parts),
        "body_html": "\n".join(f"<p>{part}</p>" for part in parts), "headings": "[]", "markup_version": 1,
        "reading_minutes": 2, "source_name": "", "source_url": "",
        "disclaimer": "", "comments_open": True, "picture_alt": "", "picture_caption": "", "picture_credit": "",
        "is_sample": False, "created_at": _moment(at), "updated_at": _moment(at), "published_at": _moment(at),
        "is_live": True, "farewell": "", "menu_place": 1,
    }  # fmt: skip


def _comments(connection: sqlite3.Connection, words: Words, articles: int, count: int, dice: Random) -> None:
    threads: defaultdict[int, list[int]] = defaultdict(list)  # of each article: its printed top letters
    printed: list[tuple[int, str]] = []
    decided: list[tuple[int, str]] = []
    waiting: list[int] = []

    def rows() -> Iterator[dict[str, object]]:
        for id in range(1, count + 1):
            is_middle = id <= LETTERS
            article_id = middle(articles) if is_middle else dice.randint(1, articles - 1)
            article_id += article_id >= middle(articles) and not is_middle
            status = "approved" if is_middle else _status(id)
            text = dice.choice(words.letters)
            tops = threads[article_id]
            parent = dice.choice(tops) if tops and dice.random() < 0.3 else None
            rank = None
            if status == "approved":
                rank = tops.index(parent) + 1 if parent else len(tops) + 1
                tops.append(id) if parent is None else None
                printed.append((id, f"reader {words.keys[text]}"))
            waiting.append(id) if status == "pending" else decided.append((id, status))
            at = _moment(NOW - timedelta(days=365 * YEARS) * ((count - id + 1) / count))
            yield {
                "id": id, "article_id": article_id, "parent_id": parent if rank else None,
                "root_id": (parent or id) if rank else None, "rank": rank, "name": f"Reader {id % 5000}",
                "email": f"{id % 5000}@example.org", "email_key": f"{id % 5000}@example.org", "website": "",
                "body": text, "body_html": f"<p>{text}</p>", "inert_html": f"<p>{text}</p>", "markup_version": 1,
                "status": status,
                "by_editor": False, "is_sample": False, "address_short": "", "address_key": "", "digest": f"d{id}",
                "submitted_at": at, "moved_at": at, "is_suspect": status == "pending" and id % 75 == 0,
                "score": 0.1 if status == "approved" else 0.9, "edit_shown": False,
                "taught": None if status == "pending" else "approved" if status == "approved" else "spam",
            }  # fmt: skip

    _put(connection, Comment, rows())
    connection.executemany("INSERT INTO comment_words (rowid, body) VALUES (?, ?)", printed)
    reasons = (
        {"comment_id": id, "code": code, "data": json.dumps(data), "weight": weight}
        for id in waiting
        for code, data, weight in (("first_comment", {}, 1), ("links", {"count": 2}, 2))
    )
    _put(connection, CommentReason, reasons)
    states = {"from_status": "pending", "person_id": 1, "decided_at": _moment(NOW)}
    _put(connection, Decision, ({"comment_id": id, "to_status": status, **states} for id, status in decided))


def _status(id: int) -> str:
    """Four of a hundred wait, but no more than a site takes in; seven are spam, and two in the bin."""
    place = id % 100
    if place % 25 == 0:
        return "pending" if id <= 25 * MOST_WAITING else "approved"
    return "spam" if place < 8 else "bin" if place < 10 else "approved"


def _put(connection: sqlite3.Connection, model: type[Base], rows: Iterable[dict[str, object]]) -> None:
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        columns = list(batch[0])
        names, places = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        statement = f"INSERT INTO {model.__tablename__} ({names}) VALUES ({places})"  # noqa: S608 - names of our own
        connection.executemany(statement, [tuple(row.values()) for row in batch])


def _without(connection: sqlite3.Connection, kinds: Sequence[str]) -> list[str]:
    """Drop what would be kept true row by row, and give the statements that make it anew at the end, triggers last."""
    found = [
        (kind, name, statement)
        for kind in kinds
        for name, statement in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = ?", (kind,))
        if statement
    ]
    for kind, name, _ in found:
        connection.execute(f"DROP {kind} {name}")
    return [statement for _, _, statement in reversed(found)]


def _moment(at: datetime) -> str:
    """As SQLAlchemy writes it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


if __name__ == "__main__":
    begun = perf_counter()
    where = Path(sys.argv[1])
    fill(where, *map(int, sys.argv[2:4]))
    size = (where / "blog.sqlite").stat().st_size / 1e9
    print(f"{where}: {size:.2f} GB in {perf_counter() - begun:.0f} s; sign in as {EMAIL} with “{PASSWORD}”")
