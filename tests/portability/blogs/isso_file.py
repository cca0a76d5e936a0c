"""Makes files as Isso keeps them, with all their oddities; the same numbers give the same rows."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.portability.blogs.wordpress_export import BEGUN, VOCABULARY

SCHEMA = """
CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
    modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
    likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
"""
MODES = [1] * 7 + [2] * 2 + [4]


def comment(id: int, text: Any = "A letter.", tid: int = 1, parent: int | None = None, **said: Any) -> dict[str, Any]:
    """A row of its table."""
    return {
        "tid": tid, "id": id, "parent": parent, "created": BEGUN.timestamp() + 60 * id, "modified": None, "mode": 1,
        "remote_addr": "192.0.2.0", "text": text, "author": f"Reader {id}", "email": f"reader{id}@example.com",
        "website": None, "likes": 1, "dislikes": 0, "voters": b"\x00" * 256, "notification": 0,
    } | said  # fmt: skip


def write(path: Path, threads: list[tuple[int, Any]], comments: list[dict[str, Any]], key: str = "a1b2c3") -> Path:
    """A file with these threads (id, uri) and comments."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        database.execute("INSERT INTO preferences VALUES ('session-key', ?)", (key,))
        database.executemany("INSERT INTO threads VALUES (?, ?, 'A page')", threads)
        for row in comments:
            places = ", ".join(f":{name}" for name in row)
            database.execute(f"INSERT INTO comments ({', '.join(row)}) VALUES ({places})", row)  # noqa: S608
    return path


def large(path: Path, pages: int, comments: int, seed: int = 1) -> Path:
    """Comments under `/post-1`, `/post-2` …, in threads of any depth, of which some answer one that comes later."""
    dice, under = random.Random(seed), dict[int, list[int]]()  # noqa: S311 - for a test
    rows = []
    for id in range(1, comments + 1):
        tid = dice.randint(1, pages)
        parent = dice.choice(under[tid]) if under.get(tid) and dice.random() < 0.5 else None
        under.setdefault(tid, []).append(id)
        words = " ".join(dice.choices(VOCABULARY, k=dice.randint(3, 60)))
        rows.append(comment(id, f"{words.capitalize()}.\n\n*{id}*", tid, parent, mode=dice.choice(MODES)))
    for row in dice.sample(rows, comments // 50):
        row["parent"] = dice.choice(under[row["tid"]])
    return write(path, [(number, f"/post-{number}") for number in range(1, pages + 1)], rows)
