"""The tables of comments."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    and_,
    exists,
    func,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ..articles.models import Article
from ..db import Base, UTCDateTime
from ..people.models import Person
from .rules import Status


class Words:
    """The source of what was written, and beside it the clean HTML for readers and, with dead links, for the desk."""

    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    inert_html: Mapped[str] = mapped_column(Text)
    markup_version: Mapped[int]


class Comment(Words, Base):
    """What a reader wrote."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_queue", "status", "is_suspect", "submitted_at", "id"),
        Index("ix_comment_status", "status", "submitted_at", "id"),
        Index("ix_comment_time", "submitted_at", "id"),
        Index("ix_comment_campaign", "campaign_id", "status", "is_suspect", "id"),
        Index("ix_comment_rank", "article_id", "rank"),
        Index("ix_comment_address", "address_key", "submitted_at"),
        Index("ix_comment_page", "article_id", "status", "rank", "id"),
        Index("ix_comment_person", "email_key", "status"),
        Index("ix_comment_moved", "status", "moved_at", "id"),
        Index("ix_comment_latest", "article_id", "status", "moved_at", "id"),
        Index("ix_comment_addressed", "submitted_at", sqlite_where=text("address_key != ''")),
        {"sqlite_autoincrement": True},  # an id given twice would open one reader's receipt to another
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    # The thread that it stands in, and that thread's place on the page: given at the first approval and then kept,
    # so that a permalink finds its page, and undoing a decision moves nobody else.
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    rank: Mapped[int | None]
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    website: Mapped[str]
    status: Mapped[Status] = mapped_column(Text)
    by_editor: Mapped[bool]
    is_sample: Mapped[bool]
    address_short: Mapped[str]
    address_key: Mapped[str]
    digest: Mapped[str | None] = mapped_column(unique=True)
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    moved_at: Mapped[datetime] = mapped_column(UTCDateTime)  # when it came to where it is, or got other words there
    is_suspect: Mapped[bool] = mapped_column(default=False)  # stands with the probable spam while it waits
    campaign_id: Mapped[int | None]  # the first comment of those that say nearly the same, or link to the same place
    score: Mapped[float | None]  # how much it resembled, while it waited, what the admin calls spam: 0 to 1
    word_keys: Mapped[bytes | None] = mapped_column(LargeBinary)  # of what the score looks at (`training`)
    taught: Mapped[Status | None] = mapped_column(Text)  # as which example it counts now: APPROVED or SPAM
    original_body: Mapped[str | None] = mapped_column(Text)  # what its writer sent, where the editor changed it
    edit_shown: Mapped[bool] = mapped_column(default=False)  # whether readers are told so
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when its writer took it back, for good


class PendingEdit(Words, Base):
    """Other words that its writer sent for a printed comment; they wait to be read."""

    __tablename__ = "pending_edit"

    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Report(Base):
    """A reader says that a printed comment should be looked at again; it stays printed until it was."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("comment_id", "address_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id))
    why: Mapped[str]
    address_key: Mapped[str] = mapped_column(index=True)  # keyed for the day: one a day from each network
    reported_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CommentKey(Base):
    """What near-identical comments share one of (`texts.likeness`)."""

    __tablename__ = "comment_key"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), primary_key=True, index=True)


class SpamWord(Base):
    """In how many comments that the admin approved, or called spam, a word was found; by a key that hides the word.

    The row with the key 0 counts the comments themselves.
    """

    __tablename__ = "spam_word"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    spam: Mapped[int]
    good: Mapped[int]


class CommentReason(Base):
    """One reason why a comment waits."""

    __tablename__ = "comment_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), index=True)
    code: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    weight: Mapped[int]


class Emptying(Base):
    """What of the spam and the bin goes next, and when: one row from the announcement at the desk until it is done."""

    __tablename__ = "emptying"

    id: Mapped[int] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    moved_until: Mapped[datetime] = mapped_column(UTCDateTime)  # of the comments that go, the latest `moved_at`


class Decision(Base):
    """Who moved a comment, when, from where to where. An undo is a decision too, and names the one that it undoes."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_latest", "to_status", "decided_at"),
        {"sqlite_autoincrement": True},  # nor may an old undo button undo another decision
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey(Comment.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))  # None: the site or the writer
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    from_status: Mapped[Status] = mapped_column(Text)
    to_status: Mapped[Status] = mapped_column(Text)
    batch_id: Mapped[str | None] = mapped_column(index=True)
    taught_before: Mapped[Status | None] = mapped_column(Text)  # what the comment counted as, for the undo
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)


def holds(decision: Any) -> ColumnElement[bool]:
    """Whether a decision is none that takes another one back, and was not taken back itself."""
    undo = aliased(Decision)
    # Not `IS NULL`: for that SQLite would go through all decisions that are no undo, by the index of undos.
    return and_(func.coalesce(decision.undoes_id, 0) == 0, ~exists().where(undo.undoes_id == decision.id))
