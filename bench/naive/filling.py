"""The articles and the printed comments of a site in a blog of the other kind."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.naive import SCHEMA


def fill(path: Path, site: Path) -> None:
    """Make the naive blog's database from ours."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        connection.execute("ATTACH ? AS ours", (str(site),))
        connection.execute(
            "INSERT INTO article SELECT id, slug, title, summary, body_html, published_at FROM ours.article"
            " WHERE is_live AND kind = 'article'"
        )
        connection.execute(
            "INSERT INTO comment SELECT id, article_id, name, email, website, body, submitted_at FROM ours.comment"
            " WHERE status = 'approved'"
        )
        connection.commit()
