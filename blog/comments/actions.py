"""Comments come in, are answered and go: each action finishes its job, announces it, and commits once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from blinker import Signal
from sqlalchemy import bindparam, delete, func, insert, literal, select, true, update
from sqlalchemy.orm import Session

from .. import markup
from ..articles.actions import articles_deleting
from ..articles.models import Article
from ..db import read, writing
from ..people.models import Person
from ..people.rules import same_person
from ..tokens import address_keys
from . import decisions, moves, rules, sorting
from .models import Comment, CommentKey, CommentReason, Decision, PendingEdit, Report
from .queries import approved_one, at_the_door
from .rules import Status, Submission
from .words import words

# Sent inside the transaction with `session`, `ids` and, of the first, `sent`: listeners add rows, or take theirs away.
comments_submitted = Signal()
comments_removing = Signal()  # here `ids` is a statement that selects them

_same = select(Comment.id, Comment.submitted_at, Comment.status).where(Comment.digest == bindparam("digest")).subquery()
_is_open = select(Article.is_live & Article.comments_open).where(Article.id == bindparam("id")).scalar_subquery()
_waiting = select(func.count()).where(Comment.status == Status.PENDING).scalar_subquery()  # an index alone tells it
# The same comment if it came before, and whether there is a place for another one.
ARRIVAL = select(_same, _is_open.label("is_open"), _waiting.label("waiting")).select_from(
    select(literal(1)).subquery().outerjoin(_same, true())
)
STORE = insert(Comment).returning(Comment.id)
STAND_ALONE = update(Comment).where(Comment.id == bindparam("comment_id")).values(campaign_id=Comment.id)


class CommentsClosed(Exception):
    """The article takes no comments (any more)."""


class ParentGone(Exception):
    """The comment that is replied to is not an approved one of this article."""


class QueueFull(Exception):
    """So many comments wait to be read that nobody could."""


class AlreadyReceived(Exception):
    """The same comment came before, too long ago or decided already, so that only its writer may know more."""


def submit(sent: Submission, now: datetime, *, is_sample: bool = False) -> int:
    """Store a reader's comment, waiting, with its reasons; its id. The same one sent twice at once is one comment.

    Raises CommentsClosed, ParentGone, QueueFull and AlreadyReceived.
    """
    letter = markup.comment(sent.body)
    keys = address_keys(sent.address, now)
    digest = keys.digest(sent.article_id, sent.parent_id, same_person(sent.email), sent.body)
    with writing() as session:
        arrival = read(ARRIVAL, {"digest": digest, "id": sent.article_id}).one()
        if arrival.id:
            if rules.is_same_submission(arrival.submitted_at, arrival.status, now):
                return int(arrival.id)
            raise AlreadyReceived
        policy = at_the_door()
        if not arrival.is_open or policy.comments_closed:
            raise CommentsClosed
        if sent.parent_id is not None and not approved_one(sent.article_id, sent.parent_id):
            raise ParentGone
        if arrival.waiting >= rules.MOST_WAITING:
            raise QueueFull
        place = sorting.look(session, sent, letter, policy, now, address_key=keys.daily)
        own = {"is_sample": is_sample, "digest": digest, "address_key": keys.daily}
        id = _insert(session, _row(sent, letter, now) | own | place.columns)
        sorting.remember(session, id, letter, place.reasons)
        comments_submitted.send(None, session=session, ids=[id], sent=sent)
        return id


def reply(
    comment_id: int, body: str, person_id: int, now: datetime, seen: Status | None = None, words: str = ""
) -> int:
    """Print a comment, if it is not yet, and the editor's answer under it; the id of the decision that did so.

    Only here does a text get the editor's mark. The same answer sent twice is one. Raises NoSuchComment, and
    MoveRefused where the comment is neither printed nor what the admin saw (`seen`) any more, and WordsChanged.
    """
    with writing() as session:
        parent, person = moves.find(session, comment_id), session.get_one(Person, person_id)
        if parent.status != Status.APPROVED:
            decisions.check(parent, Status.APPROVED, seen, words)
        answer = _answer(session, parent, person, body, now)
        ids = [comment.id for comment in (parent, answer) if comment.status != Status.APPROVED]
        if not ids:
            return moves.latest(session, answer)
        return moves.move_all(session, ids, moves.together(Status.APPROVED, person_id, now))[-1]


def remove(session: Session, chosen: Any) -> None:
    """Remove the comments that a condition chooses, as part of a write that somebody else commits.

    Answers that stay become threads of their own.
    """
    ids = select(Comment.id).where(chosen)
    comments_removing.send(None, session=session, ids=ids)
    stays = Comment.id.not_in(ids)
    session.execute(update(Comment).where(stays, Comment.parent_id.in_(ids)).values(parent_id=None))
    session.execute(update(Comment).where(stays, Comment.root_id.in_(ids)).values(root_id=Comment.id))
    for table in (CommentReason, CommentKey, PendingEdit, Report, Decision):
        session.execute(delete(table).where(table.comment_id.in_(ids)))
    session.execute(delete(Comment).where(chosen))


def _row(sent: Submission, letter: markup.Letter, now: datetime) -> dict[str, Any]:
    """The columns of a new comment; nothing is cleaned after this."""
    return words(sent.body, letter) | {
        "article_id": sent.article_id,
        "parent_id": sent.parent_id,
        "name": sent.name,
        "email": sent.email,
        "email_key": same_person(sent.email),
        "website": sent.website,
        "status": Status.PENDING,
        "by_editor": False,
        "is_sample": False,
        "address_short": rules.shortened(sent.address),
        "address_key": "",
        "submitted_at": now,
        "moved_at": now,
    }


def _insert(session: Session, columns: dict[str, Any]) -> int:
    """Store a comment past the ORM, which would take as long again as all else; its id."""
    connection = session.connection()
    id: int = connection.execute(STORE, columns).scalar_one()
    if columns["campaign_id"] is None:
        connection.execute(STAND_ALONE, {"comment_id": id})
    return id


def _answer(session: Session, parent: Comment, person: Person, body: str, now: datetime) -> Comment:
    """The editor's answer with these words: the one that there is, or a new one."""
    digest = address_keys("", now).digest("answer", parent.id, person.id, body)
    if earlier := session.scalars(select(Comment).where(Comment.digest == digest)).one_or_none():
        return earlier
    sent = Submission(
        article_id=parent.article_id, parent_id=parent.id, name=person.name, email=person.email, body=body
    )
    answer = Comment(**_row(sent, markup.comment(body), now))
    answer.by_editor, answer.is_sample, answer.digest = True, parent.is_sample, digest
    session.add(answer)
    session.flush()
    return answer


def _delete_with_articles(_sender: Any, *, session: Session, ids: Iterable[int]) -> None:
    remove(session, Comment.article_id.in_(list(ids)))


articles_deleting.connect(_delete_with_articles, weak=False)
