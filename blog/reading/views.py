"""Home, article, tag and page; and the comment that is sent from an article."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from .. import clock, errors, tokens
from ..articles import queries as articles
from ..articles.pieces import Piece
from ..articles.rules import Kind
from ..comments import actions, printed
from ..db import AnyRow
from ..desk.preview import preview_page
from ..forms import as_id
from ..gate import ForeignOrigin, public
from ..gate import token as token_route
from ..locale import site as settings
from ..paging import BadCursor
from ..site import former
from ..site import queries as site
from .drafts import draft
from .forms import EMPTY, CommentForm
from .letters import drawer
from .pages import article_page, contents, reply_to, takes_comments, turn

bp = Blueprint("reading", __name__)
bp.register_error_handler(BadCursor, lambda error: errors.page(404))


@bp.get("/")
@public("before", "after", *former.ASKED)
def home() -> Any:
    """The newest articles; the very newest, or the one that is pinned, large. `/?p=12` was a piece elsewhere."""
    if request.args and (new := former.lead(former.key_of("/", request.args.to_dict()), site.redirect)):
        return redirect(new, 301)
    page = articles.newest(request.args.get("before"), request.args.get("after"))
    entries = contents(page)
    lead = entries.pop(0) if entries and not request.args else None
    return render_template("reading/home.html", lead=lead, entries=entries, **turn("reading.home", page))


@bp.get("/tags/<slug>")
@public("before", "after")
def tag(slug: str) -> Any:
    """The articles of a tag; a former address leads to the new one, and to the same place in the list."""
    found = articles.tag_by_slug(slug)
    if found is None:
        new = site.redirect(request.path) or abort(404)
        return redirect(f"{new}?{urlencode(request.args)}" if request.args else new, 301)
    page = articles.tagged(found, request.args.get("before"), request.args.get("after"))
    return render_template(
        "reading/tag.html", tag=found, entries=contents(page), **turn("reading.tag", page, slug=slug)
    )


@bp.get("/pages/<slug>")
@public()
def page(slug: str) -> Any:
    """A static page."""
    found = articles.live_by_slug(slug, Kind.PAGE)
    if found is None:
        return _not_here(slug, Kind.PAGE)
    return render_template("reading/page.html", article=Piece(found), corrections=articles.corrections(found.id))


@bp.get("/articles/<slug>")
@public("comments", "reply")
def article(slug: str) -> Any:
    """One article, a page of its comments, and the form; `reply` names the comment that the form answers."""
    found = articles.live_by_slug(slug)
    if found is None:
        return _not_here(slug, Kind.ARTICLE)
    begins = request.args.get("comments")
    if not takes_comments(found):
        return article_page(found, None, None, begins=begins)
    parent = reply_to(found.id, as_id(request.args.get("reply")))
    return article_page(found, EMPTY, parent, begins=begins)


@bp.get("/articles/<slug>/comments")
@public()
def comments(slug: str) -> Response:
    """Where the form is sent to is no page of its own."""
    return redirect(url_for(".article", slug=slug), 303)


@bp.get("/articles/<slug>/comments/<id:id>")
@public()
def permalink(slug: str, id: int) -> Response:
    """The place of a printed comment, wherever it stands by now."""
    found = articles.live_by_slug(slug)
    page = printed.page_of(found.id, id, newest_first=settings().newest_first) if found else None
    if page is None:
        abort(404)
    return redirect(url_for(".article", slug=slug, comments=page or None, _anchor=f"comment-{id}"), 303)


@bp.post("/articles/<slug>/comments")
@public()
def comment(slug: str) -> Any:
    """Take a comment: 303 to its receipt, or the page again with all that was typed; or show it before it is sent."""
    found = articles.live_by_slug(slug) or abort(404)
    form = CommentForm(found.id)
    if not (takes_comments(found) and form.validate()):
        return _again(found, form, 422)
    if request.form.get("do") == "preview":
        return _shown(found, form)
    try:
        comment_id = actions.submit(form.submission(found.id, request.remote_addr or ""), clock.now())
    except actions.CommentsClosed:
        return _closed(found, form)
    except actions.ParentGone:
        return _again(found, form, 422, gone=True)
    except actions.QueueFull:
        return *_again(found, form, 503, full=True), {"Retry-After": "3600"}
    except actions.AlreadyReceived:
        return article_page(found, None, None, received=True), 409
    return redirect(url_for("receipts.show", token=tokens.receipt_token(comment_id)), 303)


@bp.post("/articles/<slug>/comments/preview")
@public()
def preview(slug: str) -> tuple[str, int]:
    """What is being written, as it would be printed: a part of the page, for its script. Nothing is stored."""
    found = articles.live_by_slug(slug)
    if found is None or not takes_comments(found):
        abort(404)
    form = CommentForm(found.id)
    letter, drawn = draft(form, clock.now()), drawer(found.slug, is_open=True)
    return render_template("_parts/preview.html", draft=letter, form=form, drawn=drawn), 200 if letter else 422


@bp.errorhandler(ForeignOrigin)
def foreign_origin(error: ForeignOrigin) -> Any:
    """A form that another site sent in the reader's name: shown to the reader, who may send it."""
    found = articles.live_by_slug((request.view_args or {}).get("slug", ""))
    return _again(found, CommentForm(found.id), 403, foreign=True) if found else errors.page(404)


def _shown(article: AnyRow, form: CommentForm) -> tuple[str, int]:
    if form.parent_id and reply_to(article.id, form.parent_id) is None:
        return _again(article, form, 422, gone=True)
    return _again(article, form, 200, draft=draft(form, clock.now()))


def _again(article: AnyRow, form: CommentForm, status: int, **why: Any) -> tuple[str, int]:
    if not takes_comments(article):
        return _closed(article, form)
    return article_page(article, form, reply_to(article.id, form.parent_id), **why), status


def _closed(article: AnyRow, form: CommentForm) -> tuple[str, int]:
    return article_page(article, None, None, unsent=form.typed()), 403


def _not_here(slug: str, kind: Kind) -> Any:
    """A former address leads to the new one, what was withdrawn says so (410), and all else is no page of ours."""
    if new := site.redirect(request.path):
        return redirect(new, 301)
    row = articles.withdrawn(slug, kind) or abort(404)
    return render_template("reading/withdrawn.html", row=row), 410


@bp.get("/preview/<token>")
@token_route
def preview_link(token: str) -> str:
    """A piece as readers will see it, for whoever has the link that its editor gave away."""
    article_id, made_at = tokens.preview(token) or abort(404)
    found = articles.by_id(article_id)
    if found is None or found.previewed_at is None or found.previewed_at.replace(microsecond=0) != made_at:
        abort(410)
    return preview_page(
        found,
        articles.tags_of(article_id),
        articles.also_read(article_id, found.also_read_id),
        articles.corrections(article_id),
    )
