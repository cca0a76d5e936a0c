"""Articles in full as Atom (RFC 4287) and as JSON Feed 1.1: of the whole site, and of one tag; paged by RFC 5005.

Drawn like the feeds of comments: feedgenerator knows neither the language of an entry nor other pages, and raises on
a control character, so that all of it would stand in subclasses.
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from .. import errors
from ..articles import queries, syndication
from ..articles.elsewhere import readable_elsewhere
from ..articles.syndication import Whole, Wholes
from ..db import AnyRow
from ..gate import public
from ..links import absolute
from ..locale import iso, site
from ..media import queries as media
from ..media.rules import MIMETYPES
from ..paging import BadCursor
from ..plaintext import NO_CHAR
from ..site.queries import redirect as former
from ..site.tagging import tag_uri
from .answers import ATOM, JSON, answer
from .robots import unlist

bp = Blueprint("articles", __name__)
bp.after_request(unlist)
bp.register_error_handler(BadCursor, lambda error: errors.page(404))


@bp.get("/feed.xml")
@public("before", "after")
def atom() -> Response:
    """The newest articles."""
    return answer(partial(_atom, None), ATOM, syndication.touched_at())


@bp.get("/feed.json")
@public("before", "after")
def json_feed() -> Response:
    """The same, for who would rather read JSON."""
    return answer(partial(_json, None), JSON, syndication.touched_at())


@bp.get("/tags/<slug>/feed.xml")
@public("before", "after")
def tag_atom(slug: str) -> AnyResponse:
    """Those of one tag."""
    tag = queries.tag_by_slug(slug)
    return answer(partial(_atom, tag), ATOM, syndication.touched_at()) if tag else _moved(slug)


@bp.get("/tags/<slug>/feed.json")
@public("before", "after")
def tag_json(slug: str) -> AnyResponse:
    """The same."""
    tag = queries.tag_by_slug(slug)
    return answer(partial(_json, tag), JSON, syndication.touched_at()) if tag else _moved(slug)


def _moved(slug: str) -> AnyResponse:
    """A former address of a tag leads to the feed of what it is called now."""
    page = request.path.rpartition("/")
    new = former(page[0]) or abort(404)
    return redirect(f"{new}/{page[2]}", 301)


def _atom(tag: AnyRow | None) -> str:
    page = _page(tag)
    return render_template(
        "feeds/articles.xml",
        title=_title(tag),
        id=tag_uri("tags", tag.id) if tag else tag_uri("site"),
        here=_here(),
        page=_place(tag),
        links=dict(_turns(page)),
        author=_author(),
        pieces=page.pieces,
        updated=max((piece.changed_at for piece in page.pieces), default=None),
        id_of=_id,
        address=_address,
        content=_content,
        enclosures=_enclosures,
    )


def _json(tag: AnyRow | None) -> str:
    page = _page(tag)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(tag),
        "home_page_url": _place(tag),
        "feed_url": _here(),
        "description": (tag.description if tag else "") or site().description,
        "next_url": dict(_turns(page)).get("next"),
        "language": site().language,
        "authors": _authors(_author()),
        "items": [_item(piece) for piece in page.pieces],
    }
    return json.dumps(_filled(feed), ensure_ascii=False)


def _item(piece: Whole) -> dict[str, Any]:
    return _filled({
        "id": _id(piece),
        "url": _address(piece),
        "title": piece.title,
        "summary": piece.summary or piece.standfirst,
        "content_html": _content(piece),
        "image": absolute(piece.picture.src) if piece.picture else None,
        "date_published": iso(piece.published_at),
        "date_modified": iso(piece.changed_at),
        "language": piece.language,
        "authors": _authors(piece.author),
        "tags": [tag.name for tag in piece.tags],
        "attachments": [
            {"url": address, "mime_type": kind} | ({"size_in_bytes": size} if size else {})
            for address, kind, size in _enclosures(piece)
        ],
    })  # fmt: skip


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, and without what Atom cannot say; an item must have a text, and a feed its list."""
    kept = {name: value for name, value in values.items() if value or name in ("content_html", "items")}
    return {name: NO_CHAR.sub("", value) if isinstance(value, str) else value for name, value in kept.items()}


def _page(tag: AnyRow | None) -> Wholes:
    return syndication.newest(request.args.get("before"), request.args.get("after"), tag)


def _turns(page: Wholes) -> Iterator[tuple[str, str]]:
    """The addresses of the first page and of those around this one, by what RFC 5005 (3) calls them."""
    here = partial(url_for, request.endpoint or "", **(request.view_args or {}))
    yield "first", absolute(here())
    if page.before:
        yield "previous", absolute(here(before=page.before))
    if page.after:
        yield "next", absolute(here(after=page.after))


def _here() -> str:
    values: dict[str, Any] = {**(request.view_args or {}), **request.args}
    return absolute(url_for(request.endpoint or "", **values))


def _place(tag: AnyRow | None) -> str:
    return absolute(url_for("reading.tag", slug=tag.slug) if tag else url_for("reading.home"))


def _title(tag: AnyRow | None) -> str:
    return f"{tag.name} · {site().title}" if tag else site().title


def _author() -> str:
    """Who answers for the feed: Atom asks for a name where a piece has none (RFC 4287, 4.1.1)."""
    return site().author or site().title


def _authors(name: str) -> list[dict[str, str]]:
    return [{"name": name}] if name else []


def _id(piece: Whole) -> str:
    return tag_uri("articles", piece.id)


def _address(piece: Whole) -> str:
    return absolute(url_for("reading.article", slug=piece.slug))


def _content(piece: Whole) -> str:
    html = render_template("feeds/content.html", article=piece)
    return readable_elsewhere(html.strip(), _address(piece))


def _enclosures(piece: Whole) -> Iterator[tuple[str, str, int]]:
    """Address, mimetype and bytes (0: not known) of the lead picture, and of the files that the piece leads to."""
    if piece.picture:
        yield absolute(piece.picture.src), MIMETYPES[piece.picture.src.rpartition(".")[2]], 0
    for file in piece.files:
        yield absolute(media.file_of(file)), file.mimetype, file.bytes
