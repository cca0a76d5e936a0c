"""What happens is written down in the transaction that does it, so that neither comes without the other.

No view or action mentions it: whose hand it was, and from where, is known from the request.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import click
from blinker import Signal
from flask import g, has_request_context, request
from sqlalchemy.orm import Session

from .. import clock
from ..articles import actions
from ..articles.actions import article_changed, articles_deleting
from ..articles.models import Article
from ..articles.rules import State
from ..articles.taking_in import articles_taken_in
from ..audit import actions as audit
from ..audit.rules import DELETED, EDITORS, WRITERS, Act, Hand, Way
from ..backups.making import backup_ended
from ..comments.edits import comment_edited
from ..comments.lists import sender_listed
from ..comments.moves import comments_moved
from ..comments.own import all_erased, writer_acted
from ..comments.pending_edits import edit_decided
from ..comments.reports import report_dismissed
from ..comments.retention import addresses_forgotten, comments_emptied
from ..comments.rules import shortened
from ..desk.settings import DEFAULTS
from ..people.sessions import accessed
from ..portability.leaving.forms import exported
from ..site.actions import settings_changed


def init_app() -> None:
    """From now on, what happens is written down."""
    heard: tuple[tuple[Signal, Callable[..., None]], ...] = (
        (comments_moved, moved),
        (comment_edited, edited),
        (writer_acted, written_by),
        (all_erased, erased),
        (edit_decided, edit_read),
        (report_dismissed, dismissed),
        (sender_listed, listed),
        (settings_changed, changed),
        (accessed, entered),
        (article_changed, written),
        (articles_taken_in, arrived),
        (articles_deleting, deleted),
        (comments_emptied, emptied),
        (addresses_forgotten, forget_addresses),
        (backup_ended, backed_up),
        (exported, taken_away),
    )
    for signal, listener in heard:
        signal.connect(listener, weak=False)


def moved(_sender: Any, *, session: Session, decisions: list[dict[str, Any]], **_: Any) -> None:
    """Comments were decided; what the site decides of its own samples is nobody's act."""
    person_id, undoes = decisions[0]["person_id"], decisions[0]["undoes_id"]
    if person_id is None:
        return
    what = [
        {
            "comment_id": made["comment_id"],
            "before": made["from_status"],
            "after": made["to_status"],
            "batch_id": made["batch_id"],
        }
        for made in decisions
    ]
    audit.note_all(session, Act.UNDO if undoes else Act.DECIDE, _hand(person_id), decisions[0]["decided_at"], what)


def edited(_sender: Any, *, session: Session, id: int, writer: tuple[bool, bool]) -> None:
    """A comment got other words; both stand in its own row."""
    before, after = (WRITERS if is_writers else EDITORS for is_writers in writer)
    act = Act.RESTORE if writer == (False, True) else Act.EDIT
    _note(session, act, comment_id=id, before=before, after=after)


def written_by(_sender: Any, *, session: Session, id: int, act: str) -> None:
    """Its writer did something with a comment; of them nothing is kept."""
    audit.note(session, Act(act), Hand(Way.WRITER), clock.now(), comment_id=id)


def erased(_sender: Any, *, session: Session, ids: Sequence[int]) -> None:
    """The admin erased comments for somebody who asked for it."""
    audit.note_all(session, Act.ERASE, _hand(_admin()), clock.now(), _together("comment_id", ids))


def edit_read(_sender: Any, *, session: Session, id: int, is_printed: bool) -> None:
    """What its writer changed was read."""
    _note(session, Act.ACCEPT if is_printed else Act.REFUSE, comment_id=id)


def dismissed(_sender: Any, *, session: Session, id: int) -> None:
    """Readers reported a comment, and it stays printed."""
    _note(session, Act.DISMISS, comment_id=id)


def listed(_sender: Any, *, session: Session, act: str, what: str, comment_id: int | None) -> None:
    """A sender was blocked or trusted, or is no more; who that is stands in the comment's row."""
    _note(session, Act(act), comment_id=comment_id, after=what)


def changed(_sender: Any, *, session: Session, changes: dict[str, tuple[Any, Any]]) -> None:
    """Settings were changed. Of lists, which may hold people's addresses, only how they grew and shrank is kept."""
    for name, (before, after) in changes.items():
        before = DEFAULTS.get(name) if before is None else before
        if isinstance(after, list):
            former = set(before or ())
            grown = {"lines": len(after), "added": len({*after} - former), "removed": len(former - {*after})}
            _note(session, Act.SET, setting=name, before={"lines": len(before or ())}, after=grown)
        elif before != after:
            _note(session, Act.SET, setting=name, before=before, after=after)


def entered(_sender: Any, *, session: Session, act: str, person_id: int | None, **_: Any) -> None:
    """Somebody signed in or out, or tried to, or changed how that is done."""
    audit.note(session, Act(act), _hand(person_id), clock.now())


def written(_sender: Any, *, session: Session, id: int, states: tuple[State | None, State]) -> None:
    """An article was written, changed, shown or taken back; what the site writes as a sample is nobody's act."""
    before, after = states
    if session.get_one(Article, id).is_sample:
        return
    _note(session, Act.ARTICLE, article_id=id, before=before, after=after)


def arrived(_sender: Any, *, session: Session, ids: Sequence[int]) -> None:
    """Pieces of another blog came in."""
    states: dict[State, list[int]] = {}
    for id in ids:
        states.setdefault(actions.state_of(session.get_one(Article, id)), []).append(id)
    for state, these in states.items():
        what = [each | {"after": state} for each in _together("article_id", these)]
        audit.note_all(session, Act.ARTICLE, _hand(_admin()), clock.now(), what)


def deleted(_sender: Any, *, session: Session, ids: Sequence[int]) -> None:
    """Articles went, and what hangs on them; the samples go together."""
    gone = [each | {"after": DELETED} for each in _together("article_id", ids)]
    audit.note_all(session, Act.ARTICLE, _hand(_admin()), clock.now(), gone)


def emptied(_sender: Any, *, session: Session, count: int, now: datetime) -> None:
    """The spam and the bin were emptied."""
    audit.note(session, Act.EMPTY, _hand(None), now, after=count)


def backed_up(_sender: Any, *, session: Session, what: str) -> None:
    """A backup was made, or not, taken away or brought back."""
    _note(session, Act.BACKUP, after=what)


def taken_away(_sender: Any, *, session: Session, form: str) -> None:
    """The whole blog was exported at the desk."""
    _note(session, Act.EXPORT, after=form)


def forget_addresses(_sender: Any, *, session: Session, until: datetime) -> None:
    """What is dropped of comments is dropped here too."""
    audit.forget_addresses(session, until)


def _note(session: Session, act: Act, **what: Any) -> None:
    audit.note(session, act, _hand(_admin()), clock.now(), **what)


def _together(column: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What one act did to each of these, as one line of the log."""
    batch_id = secrets.token_urlsafe(12) if len(ids) > 1 else None
    return [{column: id, "batch_id": batch_id} for id in ids]


def _hand(person_id: int | None) -> Hand:
    """Whose hand it is, now."""
    if has_request_context():
        way = Way.MAIL if request.blueprint == "notices" else Way.DESK
        return Hand(way, person_id, shortened(request.remote_addr or ""))
    return Hand(Way.COMMAND if click.get_current_context(silent=True) else Way.SITE, person_id)


def _admin() -> int | None:
    return g.admin.id if has_request_context() and g.get("admin") else None
