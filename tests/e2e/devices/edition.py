"""A site with a piece of each kind that a reader's device has to make sense of, and its server."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from blog.articles import life
from blog.comments import decisions
from blog.db import db
from blog.gate import RouteClass, route_of
from blog.media import actions as media
from blog.media.models import Media
from blog.site import actions as site
from tests.databases import inside, make
from tests.e2e.conftest import Server, start
from tests.every_page import MORE, fill_whole
from tests.factories import NOW, make_article, make_comment, make_printed
from tests.filled import Filled

PARTS = ("The ladder", "The Saturday", "What it cost")
LONG = "\n\n".join(
    f"## {part}\n\n" + "\n\n".join(f"{part}, {number}: " + "the clock struck nine. " * 40 for number in range(1, 5))
    for part in PARTS
)
MARKET = f"""At nine on Monday the market clock struck nine, and half of the town missed the 9.02. So says \
[the railway](https://rail.example.org/times?from=tamberley&to=leyford), and so say [its neighbours](#the-saturday).[^1]

> They set it fast, and nobody minded.

::: pull
We needed a ladder and a Saturday.
:::

![A ladder](/media/PICTURE.png "The ladder on Saturday | Oliver Nkemelu")

{LONG}

| year | fast by |
|:-----|--------:|
| 1961 | 4 minutes |
| 2026 | none |

```python
def strike(hour: int) -> str:
    return "bong " * hour
```

Write to <mailto:clock@example.org>, or read [the piece before](/articles/hello).

[^1]: The figures are those of the station.
"""
PIECES: dict[str, dict[str, Any]] = {
    "market": {
        "title": "The clock that was right by being wrong",
        "slug": "market",
        "standfirst": "For sixty years the market clock ran four minutes fast.",
        "author": "Henrietta Voss",
        "body": MARKET,
        "tags": ("Market", "History"),
        "source_name": "The Tamberley Letter",
        "source_url": "https://letter.example.org/clock",
        "disclaimer": "The author owns the ladder.",
        "also_read": "hello",
        "picture_alt": "A round clock over a market hall",
        "picture_caption": "The clock on Monday",
        "picture_credit": "Oliver Nkemelu",
    },
    "urdu-long": {
        "title": "پرانی گھڑی",
        "slug": "urdu-long",
        "language": "ur",
        "author": "فرحہ",
        "standfirst": "ساٹھ سال تک گھڑی چار منٹ تیز رہی۔",
        "body": "پیر کو بازار کی گھڑی نے نو بجائے۔ " * 12 + "\n\n## سیڑھی\n\n" + "لوگ سیڑھی لے کر آئے۔ " * 12,
        "tags": ("یادیں",),
    },
    "brief": {
        "title": "Nine",
        "slug": "brief",
        "body": "The clock struck nine, and half of the town missed the train, as it did each day.\n\n"
        "Nobody minded much, or said so at the time.",
    },
    "long": {"title": "Sixty years", "slug": "long", "author": "Henrietta Voss", "body": "\n\n".join([LONG] * 4)},
}


def make_edition(app: Flask, language: str = "en") -> Filled:
    """One of everything, and on top of it the pieces; the newest is that which has all that a piece can have."""
    filled = fill_whole(app)
    pieces = {name: make_article(**piece) for name, piece in PIECES.items() if name != "market"}
    picture = BytesIO()
    Image.new("RGB", (640, 400), "gray").save(picture, "PNG")
    media_id = media.store(picture.getvalue(), "clock.png", app.config["MEDIA_FOLDER"], NOW)
    name = db.session.scalars(select(Media.name).where(Media.id == media_id)).one()
    body = MARKET.replace("PICTURE", name)
    market = make_article(**PIECES["market"] | {"body": body, "picture_id": media_id})
    life.correct(market, "The clock ran four minutes fast, not five.", NOW)
    first = make_printed(market, "I held the ladder. https://asha.example", website="https://asha.example")
    decisions.approve(make_comment(market, "So you did.", name="Joseph K.", parent_id=first), 1, NOW)
    make_printed(pieces["urdu-long"], "میں نے سیڑھی پکڑی۔", name="عائشہ")
    make_printed(pieces["brief"], "I minded, and held the ladder.")
    site.change(language=language, title="The Tamberley Post", description="Letters from a small town")
    return filled


def serve_edition(folder: Path, language: str = "en") -> tuple[Server, list[str]]:
    """A server of such a site, in a new folder, and one address of each kind of page."""
    instance = folder / "instance"
    make(instance)
    with inside(instance) as app:
        filled = make_edition(app, language)
    return start(instance, BLOG_SECRET_KEY="k", BLOG_WORKERS="1"), [*_kinds(app, filled), *MORE]


def _kinds(app: Flask, filled: Filled) -> Iterator[str]:
    """The first address of each route that a signed-in admin finds something at; that of an article is the richest."""
    for rule in app.url_map.iter_rules():
        is_asked = "GET" in (rule.methods or ()) and "<path:" not in rule.rule and "static" not in rule.rule
        if rule.endpoint == "reading.article":
            yield from ("/articles/market", "/articles/urdu-long")
        elif is_asked and route_of(app, rule.endpoint).route_class is not RouteClass.DOOR:
            yield next(filled.addresses(rule))
