"""What readers, the admin and programs are shown of words that came in: every place where a comment stands."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen
from xml.etree import ElementTree

from flask import Flask
from sqlalchemy import text

from blog.articles import queries
from blog.comments import decisions
from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import writing
from blog.notices.listen import QUEUE
from blog.notices.mails import compose
from blog.outbox.models import Mail
from blog.plaintext import plain
from blog.tokens import receipt_token
from tests.databases import inside
from tests.e2e.watch import REPORTED, Watch
from tests.factories import EMAIL, NOW, PASSWORD, make_admin, make_article, make_comment, make_printed

BATCH = 20  # comments that one feed and one mail hold, and one page of an article
SETTINGS = {"BLOG_WORKERS": "1", "BLOG_SECRET_KEY": "k"}
ATOM = "{http://www.w3.org/2005/Atom}"


class Place(NamedTuple):
    """Where words were looked at, how many comments stood there, and what happened."""

    name: str
    comments: int
    seen: list[str]


@contextmanager
def site(instance: Path) -> Iterator[Flask]:
    """A running site from inside, with an admin."""
    with inside(instance) as app:
        make_admin()
        yield app


def sign_in(watch: Watch) -> Watch:
    """The same browser, at the desk."""
    watch.look("/admin/login")
    watch.page.fill("input[name=email]", EMAIL)
    watch.page.fill("input[name=password]", PASSWORD)
    watch.there = f"{watch.own}/admin/"
    watch.page.click("main button")
    watch.page.wait_for_url("**/admin/")
    watch.seen.clear()
    return watch


def places(app: Flask, desk: Watch, attacks: Sequence[str], receipts: int = BATCH) -> Iterator[Place]:
    """All of them, one after another, for as many attacks as one mail holds; so many receipts are looked at."""
    attacks = [plain(attack) for attack in attacks]  # as the form takes them
    article_id = make_article(body="\n\n".join(attacks))
    slug = queries.slug_of(article_id)
    ids = [make_comment(article_id, attack, email=f"{at}@example.org") for at, attack in enumerate(attacks)]
    seen = desk.look("/admin/comments?status=pending", "main")
    yield Place("queue", desk.page.locator(".queue__text").count(), seen)
    with app.test_request_context():
        mail = compose(Mail(kind=QUEUE, recipient=EMAIL, key="x", data={"first_id": ids[0]}), NOW)
    assert mail
    html = mail.get_body(("html",))
    assert html
    own_styles = f"{REPORTED}; style-src 'unsafe-inline'"
    yield Place("mail", len(ids), desk.look_at_html(str(html.get_content()), own_styles))
    for comment_id in ids[:: BATCH // receipts]:
        yield Place("receipt", 1, desk.look(f"/receipts/{receipt_token(comment_id)}", "main"))
    decisions.decide_all(Comment.id.in_(ids), Status.APPROVED, None, NOW)
    seen = desk.look("/admin/comments?status=approved", "main")  # in the queue, those that are alike stand folded
    yield Place("desk", desk.page.locator(".queue__text").count(), seen)
    seen = desk.look(f"/articles/{slug}", "main")
    yield Place("article", desk.page.locator(".comment__body").count(), seen)
    with urlopen(f"{desk.own}/articles/{slug}/comments.xml") as feed:
        contents = [content.text or "" for content in ElementTree.parse(feed).iter(f"{ATOM}content")]  # noqa: S314
    yield Place("feed", len(contents), desk.look_at_html("\n".join(contents)))


def put(comment_id: int, html: str) -> None:
    """HTML into a stored comment, as if nobody had cleaned it; only what is no text at all cannot be stored."""
    html = html.encode("utf-8", "replace").decode()
    with writing() as session:
        session.execute(
            text("UPDATE comment SET body_html = :html, inert_html = :html WHERE id = :id"),
            {"html": html, "id": comment_id},
        )


def page_of_one_comment() -> tuple[str, int]:
    """The path of a new article, and the comment that is printed there."""
    article_id = make_article()
    return f"/articles/{queries.slug_of(article_id)}", make_printed(article_id)
