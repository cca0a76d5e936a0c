"""What acknowledged means: a comment that is stored with synchronous=FULL, beside one with NORMAL.

`python -m bench.durability` prints the medians, the two in turn in one run, and their ratio.
Measured once, on two shared cores: 1.5 times.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from sqlalchemy import event

from blog import create_app
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments import actions as comments
from blog.comments.rules import Submission
from blog.config import Config
from blog.db import db
from blog.upgrade import upgrade

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
TIMES = 300
LEVELS = ("FULL", "NORMAL")


def main() -> None:
    """Store comments on two sites in turn."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:  # not in memory, as /tmp may be
        apps = {level: site(Path(folder, level), level) for level in LEVELS}
        taken: dict[str, list[float]] = {level: [] for level in LEVELS}
        for number in range(TIMES):
            for level, app in apps.items():
                with app.app_context():
                    taken[level].append(seconds(number))
    full, normal = (median(taken[level]) * 1000 for level in LEVELS)
    print(f"a comment: FULL {full:.2f} ms, NORMAL {normal:.2f} ms, {full / normal:.2f} times")


def site(folder: Path, level: str) -> Flask:
    """A site whose database syncs as said."""
    upgrade(f"sqlite:///{folder}/blog.sqlite", NOW)
    app = create_app(Config(instance=folder, secret_key="key"))
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA synchronous={level}"))
        db.engine.dispose()
        articles.add(ArticleText(title="Hello", body="Words.", published_at=NOW), NOW)
    return app


def seconds(number: int) -> float:
    """What storing one comment takes."""
    sent = Submission(
        article_id=1, name=f"N{number}", email=f"{number}@example.org", address=f"10.0.{number % 250}.1",
        body=f"My letter number {number} is about the bridge and the river.",
    )  # fmt: skip
    begun = perf_counter()
    comments.submit(sent, NOW)
    return perf_counter() - begun


if __name__ == "__main__":
    main()
