"""The editor, and what can be done with an article."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from .. import clock, errors, samples, tokens
from ..articles import actions, life, queries, rules, working_copies
from ..articles.rules import Seen
from ..comments.queries import readers_count
from ..db import AnyRow
from ..forms import as_id
from ..gate import admin
from ..links import absolute
from ..locale import site
from ..media.queries import picture
from ..paging import BadCursor
from .editor import differences, form_as_stored, form_for, form_of, is_good, preview, text_of
from .forms import ArticleForm, FarewellForm

bp = Blueprint("authoring", __name__, url_prefix="/admin")
bp.register_error_handler(BadCursor, lambda error: errors.page(404))
bp.register_error_handler(actions.NoSuchArticle, lambda error: errors.page(404))
bp.register_error_handler(life.NotLive, lambda error: errors.page(409))


@bp.route("/articles/new", methods=["GET", "POST"])
@admin
def new() -> Any:
    """The editor with nothing in it yet."""
    return _edit(None)


@bp.route("/articles/<id:id>", methods=["GET", "POST"])
@admin
def edit(id: int) -> Any:
    """The editor with an article in it; or with the words for one that was deleted meanwhile."""
    article = queries.by_id(id)
    if article is None and request.method == "POST":
        return _page(ArticleForm(), None, is_gone=True), 404
    return _edit(article or abort(404))


@bp.route("/articles/<id:id>/withdrawal", methods=["GET", "POST"])
@admin
def withdraw(id: int) -> Any:
    """Ask for the sentence that readers find in its place; then put it there."""
    article, form = queries.by_id(id) or abort(404), FarewellForm()
    if form.validate_on_submit():
        life.withdraw(id, form.farewell.data or "", clock.now())
        return redirect(url_for(".articles"), 303)
    page = render_template("authoring/withdraw.html", article=article, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/articles/<id:id>/deletion", methods=["GET", "POST"])
@admin
def delete(id: int) -> Any:
    """Ask first, and say which comments would go too; then delete."""
    article, count = queries.by_id(id) or abort(404), readers_count(id)
    if request.method != "POST" or (count and "confirm" not in request.form):
        page = render_template("authoring/delete.html", article=article, comment_count=count)
        return page, 422 if request.method == "POST" else 200
    actions.delete(id)
    return redirect(url_for(".articles"), 303)


@bp.post("/samples/removal")
@admin
def clear_samples() -> Response:
    """Remove the sample articles and comments."""
    samples.clear()
    return redirect(url_for("moderation.desk"), 303)


def _edit(article: AnyRow | None) -> Any:
    form = form_for(article, author=site().author or g.admin.name, language=site().language)
    if request.method != "POST":
        copy = working_copies.of(article.id) if article is not None else None
        return _page(form_of(copy) if copy is not None else form, article, copy=copy)
    intent = request.form.get("do", "save")
    if intent == "preview":
        return preview(form)
    if intent == "compare" and article is not None:
        return _both(form, article)
    if not is_good(form):
        return _page(form, article), 422
    try:
        return _store(form, article, intent)
    except actions.NoSuchAlsoRead:  # it was there a moment ago
        form.also_read.errors = [_("No article has this address")]
        return _page(form, article), 422
    except working_copies.ChangedMeanwhile:
        return _both(form, queries.by_id(article.id) or abort(404)) if article is not None else abort(404)


def _both(form: ArticleForm, article: AnyRow) -> Any:
    """What was saved or typed meanwhile, in another tab, beside what is in the form; saving once more takes that."""
    form.seen.data = str(working_copies.seen_now(article.id))
    copy = working_copies.of(article.id)
    meanwhile = differences(form_of(copy) if copy is not None else form_as_stored(article), form)
    if not meanwhile and copy is None:  # the same was sent twice
        return redirect(url_for(".edit", id=article.id, saved="save"), 303)
    return _page(form, article, meanwhile=meanwhile), 409


def _store(form: ArticleForm, article: AnyRow | None, intent: str) -> Response:
    text, now = text_of(form, article, intent), clock.now()
    id = actions.add(text, now) if article is None else article.id
    if article is not None:
        actions.revise(id, text, now, Seen.read(form.seen.data or ""))
    if form.correction.data:
        life.correct(id, form.correction.data, now)
    life.drop_corrections(id, [as_id(sent) or 0 for sent in request.form.getlist("drop")])
    if intent == "link":
        life.open_preview(id, now)
    elif intent == "unlink":
        life.close_preview(id)
    return redirect(url_for(".edit", id=id, saved=intent), 303)


def _page(form: ArticleForm, article: AnyRow | None, **more: Any) -> str:
    picture_id = as_id(str(form.picture_id.data or ""))
    return render_template(
        "authoring/edit.html",
        form=form,
        article=article,
        state=rules.state(article.published_at, article.is_live, article.withdrawn_at)
        if article is not None
        else rules.State.DRAFT,
        picture=picture(picture_id) if picture_id else None,
        corrections=queries.corrections(article.id) if article is not None else [],
        preview_link=absolute(
            url_for("reading.preview_link", token=tokens.preview_token(article.id, article.previewed_at))
        )
        if article is not None and article.previewed_at
        else None,
        words_a_minute=rules.WORDS_A_MINUTE,
        most_letters=rules.BODY,
        saved=request.args.get("saved") if request.method == "GET" else None,
        **more,
    )
