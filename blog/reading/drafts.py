"""A comment that is still being written, drawn as it would be printed. Nothing of it is stored."""

from datetime import datetime

from .. import markup
from ..comments import queries as comments
from ..comments.rules import VISIBLE_DEPTH
from ..comments.threads import Letter
from .forms import CommentForm

NOBODY_YET = "…"


def draft(form: CommentForm, now: datetime) -> Letter | None:
    """The letter that a form holds by now; None, and the reason with the field, while its words cannot be printed.

    Only the fields that a reader sees are looked at, so that it can be drawn before all of them are filled in.
    """
    if not form.body.validate(form):
        return None
    depth, above = _place(form.article_id, form.parent_id)
    return Letter(
        id=0,
        name=form.name.data or NOBODY_YET,
        website=(form.website.data or "") if form.website.validate(form) else "",
        body_html=markup.comment(form.body.data or "").html,
        by_editor=False,
        is_sample=False,
        edit_shown=False,
        submitted_at=now,
        depth=min(depth, VISIBLE_DEPTH),
        in_reply_to=above if depth > VISIBLE_DEPTH else None,
    )


def _place(article_id: int, parent_id: int | None) -> tuple[int, str]:
    """How deep it would stand, and whom it answers; nobody where that letter is not printed (any more)."""
    depth, above = 1, ""
    while depth <= VISIBLE_DEPTH and (row := comments.approved_one(article_id, parent_id)):
        depth, above, parent_id = depth + 1, above or row.name, row.parent_id
    return depth, above
