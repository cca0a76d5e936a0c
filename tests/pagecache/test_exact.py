"""Whatever is done to the site, and by whom: no page that is given afterwards is one from before."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from blog.articles import actions, life, tags
from blog.articles.rules import ArticleText
from blog.comments import decisions, edits
from blog.comments.rules import MoveRefused
from blog.pagecache.front import PageCache
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_comment, past_us

ACTS = 60
PATHS = (
    "/", "/articles/one", "/articles/two", "/tags/town", "/tags", "/archive", "/archive/2026/3", "/feed.xml",
    "/feed.json", "/sitemap.xml", "/search?q=words", "/articles/one/comments.xml", "/comments.xml", "/privacy",
)  # fmt: skip


def acts(app: Flask, random: Random, *, has_outsider: bool = True) -> list[Callable[[], object]]:
    """What an admin, a visitor, the clock, and somebody at the database itself may do."""
    make_admin()
    one, two = make_article("One", tags=("Town",), body="Some words."), make_article("Two", body="More words.")
    letters = [make_comment(one, f"Letter {number}.") for number in range(12)]

    def decide() -> None:
        how = random.choice((decisions.approve, decisions.mark_spam, decisions.put_in_bin))
        how(random.choice(letters), 1, NOW)

    def revise(id: int, **values: Any) -> None:
        title = "One" if id == one else "Two"
        words = {"body": f"Words {random.random()}.", "published_at": NOW, "slug": title.lower()} | values
        actions.revise(id, ArticleText(title=title, **words), NOW)

    def schedule() -> None:
        revise(two, published_at=NOW + timedelta(minutes=2))
        life.release(NOW + timedelta(minutes=random.randrange(4)))

    def write_sql() -> None:
        """As the owner would, with the program `sqlite3` or `psql` and none of our code."""
        with past_us() as connection:
            connection.execute(text("UPDATE tag SET name = :name"), {"name": f"Town {random.random()}"})
            connection.execute(
                text("UPDATE comment SET name = :name WHERE id = 1"), {"name": f"Asha {random.random()}"}
            )

    return [
        decide,
        decide,
        decide,
        schedule,
        *([write_sql] if has_outsider else []),
        lambda: revise(one),
        lambda: revise(one, tags=(f"Town {random.random()}", "Town")),
        lambda: edits.edit(random.choice(letters), f"Edited {random.random()}.", NOW, is_shown=True),
        lambda: random.choice((life.publish, life.unpublish))(two, NOW),
        lambda: life.correct(one, f"It was {random.random()}.", NOW),
        lambda: random.choice((tags.add_to, tags.take_from))([one, two], "Town"),
        lambda: site.change(title=f"The Post {random.random()}"),
        lambda: letters.append(make_comment(one, f"Letter {random.random()}.")),
        lambda: life.pin(one, NOW),
        lambda: life.unpin(one),
    ]


def body(app: Any, path: str) -> tuple[str, bytes]:
    environ = EnvironBuilder(path).get_environ()
    # A context of its own, as on a server: in the test's it would read what that one's session has read already.
    chunks, status, _headers = Context().run(run_wsgi_app, app, environ, buffered=True)
    return status, b"".join(chunks)


def stale(app: Flask, versions: list[Callable[[], int]], seed: int) -> int:
    """How many pages, after acts in a random order, were other ones than the app draws now; a front a version."""
    random, found = Random(seed), 0  # noqa: S311 - to be had again
    todo = acts(app, random)
    itself = app.wsgi_app.app  # type: ignore[attr-defined]
    fronts = [PageCache(app, version) for version in versions]
    for front in fronts:
        front.app = itself
    for _ in range(ACTS):
        with suppress(MoveRefused, life.NotLive, life.NotPinnable):
            random.choice(todo)()
        for path in random.sample(PATHS, 5):
            now = body(itself, path)
            found += sum(body(front, path) != now for front in fronts)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_after_any_act_every_process_gives_the_page_as_it_is_now(app_context: Flask, seed: int) -> None:
    version = app_context.wsgi_app.version  # type: ignore[attr-defined]
    assert stale(app_context, [version, version], seed) == 0


def test_without_the_version_stale_pages_would_be_found(app_context: Flask) -> None:
    assert stale(app_context, [lambda: 1], seed=0) > 50
