"""Between the editor's form and an article: filling one from the other, taking the picture in, drawing a preview."""

import re
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict

from .. import clock
from ..articles import mentions, queries, revisions, rules, working_copies
from ..articles.rules import BODY, ArticleText
from ..db import AnyRow
from ..desk import uploads
from ..desk.diff import changes
from ..desk.preview import preview_page
from ..locale import to_local
from ..media.rules import PictureRefused
from ..plaintext import slug
from .forms import ArticleForm

NOT_COMPARED = ("csrf_token", "seen", "picture", "picture_id", "picture_address", "remove_picture", "correction")
LEFT_WHEN_EMPTY = ("slug", "published_at")
MINUTE = timedelta(minutes=1)


def form_for(article: AnyRow | None, author: str, language: str) -> ArticleForm:
    """The form of an article, or of a new one with what is usual here; filled with what was sent, if something was."""
    if article is None:
        return ArticleForm(author=author, language=language, comments_open=True)
    return _of(article.id, ArticleForm(data=_stored(article)))


def form_as_stored(article: AnyRow) -> ArticleForm:
    """The same without what was sent."""
    return ArticleForm(formdata=None, data=_stored(article))


def _stored(article: AnyRow) -> dict[str, Any]:
    is_made_of_title = re.fullmatch(rf"{re.escape(slug(article.title))}(-\d+)?", article.slug) is not None
    follows_headline = is_made_of_title and not revisions.was_read(article.id)
    return dict(article._mapping) | {
        "tags": ", ".join(tag.name for tag in queries.tags_of(article.id)),
        "also_read": queries.slug_of(article.also_read_id),
        "published_at": to_local(article.published_at),
        "slug": "" if follows_headline else article.slug,
        "seen": str(working_copies.seen_now(article.id)),
    }


def form_of(copy: AnyRow) -> ArticleForm:
    """The form with what was typed and not saved."""
    form = ArticleForm(formdata=MultiDict(copy.fields))
    form.seen.data = str(working_copies.seen_now(copy.article_id))
    return _of(copy.article_id, form)


def _of(article_id: int, form: ArticleForm) -> ArticleForm:
    form.article_id = article_id
    return form


def is_good(form: ArticleForm) -> bool:
    """Whether all of it can be stored. A picture is stored at once, so that another field's error does not lose it."""
    refusal = _take_picture(form)
    is_valid: bool = form.validate()
    if refusal:
        form.picture.errors = [*form.picture.errors, refusal]
    return is_valid and not refusal


def text_of(form: ArticleForm, article: AnyRow | None, intent: str) -> ArticleText:
    """What to store: publishing gives a date, saving a draft gives none, saving what is public keeps its date, and what
    is scheduled is a draft again when its date is taken out.
    """
    text = form.text()
    was = article.published_at if article is not None else None
    if was and text.published_at and (was - text.published_at) < MINUTE and was >= text.published_at:
        text = replace(text, published_at=was)  # the field shows no seconds
    if intent == "publish":
        return replace(text, published_at=text.published_at or clock.now())
    is_scheduled = was is not None and article is not None and not article.is_live and article.withdrawn_at is None
    return replace(text, published_at=(text.published_at or (None if is_scheduled else was)) if was else None)


def differences(theirs: ArticleForm, mine: ArticleForm) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each field that is not the same in both, by its label, and what differs."""
    found = []
    for field in mine:
        old, new = (_plain(form[field.name].data) for form in (theirs, mine))
        is_left = not new and field.name in LEFT_WHEN_EMPTY
        if field.name not in NOT_COMPARED and old != new and not is_left:
            found.append((str(field.label.text), changes(old, new)))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "☑" if value else "☐"
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value or "")


def preview(form: ArticleForm) -> str:
    """The article's page as it would be, from what stands in the form, also where that cannot be saved yet."""
    is_good(form)
    text = replace(form.text(), body=(form.body.data or "")[:BODY])  # more would keep the site busy for minutes
    piece = mentions.render(text.body, text.language)
    shown = SimpleNamespace(
        **asdict(replace(text, published_at=text.published_at or clock.now())),
        body_html=piece.html,
        headings=[[heading.place, heading.words] for heading in piece.headings],
        reading_minutes=rules.reading_minutes(piece.text),
        revised_at=None,
    )
    tags = [SimpleNamespace(slug=slug(name), name=name) for name in text.tags]
    return preview_page(shown, tags, queries.also_read(0, queries.id_of(text.also_read)))


def _take_picture(form: ArticleForm) -> str:
    """Put the uploaded picture in place of the former one; why it is refused, or nothing."""
    upload = form.picture.data
    if form.remove_picture.data:
        form.picture_id.data = ""
    if not upload or isinstance(upload, str):
        return ""
    try:
        form.picture_id.data = str(uploads.picture(upload))
    except PictureRefused as refused:
        return uploads.why(refused.code, only_pictures=True)
    return ""
