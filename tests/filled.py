"""A site that has one of everything, and every address that it can be asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import product

from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.routing import Rule

from blog import clock, colour, tokens
from blog.articles import actions as articles
from blog.articles import life
from blog.articles.rules import ArticleText, Kind
from blog.backups import making
from blog.cards import kept
from blog.comments import decisions, offers, own, reports
from blog.db import db
from blog.media import actions as media
from blog.media.models import Media
from blog.portability import jobs, working
from blog.subscriptions import actions as subscriptions
from blog.subscriptions.models import Subscription
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed
from tests.portability.blogs import disqus_export

PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
# Of all that a report of an import can have something.
IMPORTED = (
    disqus_export.thread(1, "/articles/hello"),
    disqus_export.thread(2, "/nowhere"),
    disqus_export.thread(3, "/old/hello.html"),
    disqus_export.post(1, "<script>x</script>", createdAt="0000-00-00T00:00:00Z", isSpam="true"),
    disqus_export.post(2, on=2, parent=9),
    disqus_export.post(3, on=3, parent=3),
    disqus_export.post(3),
)
SECRET = "Zanzibar"  # in all that waits, and in nothing else


@dataclass(frozen=True)
class Filled:
    """What stands in the place of each placeholder of an address, by the first part of it or by its name."""

    values: dict[str, list[str]]

    def addresses(self, rule: Rule) -> Iterator[str]:
        """Every address of a route that leads to something here, and one that leads nowhere."""
        first = rule.rule.split("/")[1]
        names = PLACEHOLDER.findall(rule.rule)
        choices = [self.values.get(f"{first} {name}") or self.values[name] for name in names]
        for chosen in product(*choices):
            values = iter(chosen)
            yield PLACEHOLDER.sub(lambda _: next(values), rule.rule)  # noqa: B023 - used up at once


def fill(app: Flask) -> Filled:
    """Put it in; the admin is made, and signs in elsewhere."""
    make_admin()
    folder = app.config["MEDIA_FOLDER"]
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    media_id = media.store(picture.getvalue(), "bridge.png", folder, NOW)
    name = db.session.scalars(select(Media.name)).one()
    text = ArticleText(title="Hello", body="One paragraph.", published_at=NOW, tags=("Trees",), picture_id=media_id)
    article = articles.add(text, NOW)
    articles.revise(article, replace(text, body="Another paragraph."), NOW)
    make_article("About", kind=Kind.PAGE)
    draft = make_article("Draft", published_at=None)
    life.open_preview(draft, NOW)
    life.withdraw(make_article("Withdrawn"), "It was wrong.", NOW)
    printed = make_printed(article)
    reports.report(printed, "rude", "203.0.113.9", NOW)
    subscriptions.ask_for(printed, "203.0.113.7", NOW)
    own.revise(printed, f"{SECRET} A letter, changed.", NOW)
    waiting = [make_secret(article, "first"), make_secret(article, "second")]
    spam, binned = make_secret(article, "spam"), make_secret(article, "binned")
    decisions.mark_spam(spam, 1, NOW)
    decisions.put_in_bin(binned, 1, NOW)
    app.extensions["lost"].note("/2019/05/hello/")
    app.extensions["lost"].write_down(NOW.date())
    (app.config["SERVER"].instance / "disqus.xml").write_text(disqus_export.document(*IMPORTED), "utf-8")
    imports = app.config["SERVER"].import_folder
    imports.mkdir()
    jobs.begin(imports, app.config["SERVER"].instance / "disqus.xml", "disqus.xml")
    working.work(imports, folder, NOW)
    subscription = db.session.scalars(select(Subscription.id)).one()
    config = app.config["SERVER"]
    return Filled({
        "id": [str(id) for id in (printed, *waiting, spam, binned, 99)],
        "revision_id": ["1", "2", "99"],
        "number": ["1", "99"],
        "name": [f"{name}-60.jpg", f"{name}.png", "none.jpg", "../secret_key"],
        "admin name": [making.make(config).name, "none"],
        "articles slug": ["hello", "withdrawn", "draft", "none"],
        "year": ["2026", "1999"],
        "month": ["3", "13"],
        "pages slug": ["about", "none"],
        "cards id": [str(id) for id in (article, draft, 99)],
        "cards digest": [digest_of(article), "none"],
        "tags slug": ["trees", "none"],
        "receipts token": [*map(tokens.receipt_token, (printed, *waiting, spam, binned, 99)), "none"],
        "decide token": [offer_of(printed), offer_of(waiting[0]), "none"],
        "confirm token": [*(tokens.confirm_token(subscription, at) for at in (clock.now(), NOW)), "none"],
        "unsubscribe token": [tokens.unsubscribe_token(subscription), "none"],
        "preview token": [tokens.preview_token(draft, NOW), "none"],
    })  # fmt: skip


def make_secret(article: int, who: str) -> int:
    """A comment of which nobody but its writer and the admin may see anything."""
    email, website = f"{who}@{SECRET}.example", f"https://{who}.{SECRET}.example"
    return make_comment(article, f"{SECRET} {who}.", name=f"{SECRET} {who}", email=email, website=website)


def digest_of(article: int) -> str:
    """What the address of the card of a piece ends with."""
    card = kept.card(article, "Hello", "en", "Letterpress", "en", colour.ACCENT)
    assert card
    return card.digest


def offer_of(comment_id: int) -> str:
    """The token of the link in a mail about a comment."""
    return tokens.offer_token(tokens.Offer(comment_id, offers.versions([comment_id])[comment_id], clock.now()))
