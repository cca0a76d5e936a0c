"""Teaching the spam score: a decision adds a comment's words to one side, and its undo takes them away again.

Words are kept as keyed hashes, so that nobody's words live on in the counts; and as exact numbers, so that an undo
leaves what was there before, bit for bit. The keys of a comment are stored with it: what was added is what is taken.
"""

from array import array
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from ..db import read, writing
from ..tokens import word_hashes
from .judge import Counts, Judgement, features, judge
from .models import Comment, CommentReason, SpamWord
from .rules import Status, Submission
from .triage import resembles_spam

TOTAL = 0  # the key of the row that counts comments
SOME, CHUNK = 100, 500  # parameters of one statement: the features of a comment of 40 words, and of longer ones
AT_ONCE = 50  # comments that are scored at one beat of the heart
ADD = text(
    "INSERT INTO spam_word (key, spam, good) VALUES (:key, :spam, :good) ON CONFLICT (key) DO UPDATE "
    "SET spam = spam_word.spam + excluded.spam, good = spam_word.good + excluded.good"
)


# Each with as many keys as it has places for, so that it need not be put together and planned anew for each comment.
NAMES = [f"key_{number}" for number in range(CHUNK)]
COUNTS = {
    size: select(SpamWord.key, SpamWord.spam, SpamWord.good).where(SpamWord.key.in_(map(bindparam, NAMES[:size])))
    for size in (SOME, CHUNK)
}


class Lesson(NamedTuple):
    """What a comment counted as before, what it counts as from now on, and the keys of its words."""

    before: Status | None
    after: Status | None
    word_keys: bytes | None


def side(status: Status, *, is_taught: bool) -> Status | None:
    """As which example a comment counts that the admin moved to this status."""
    return status if is_taught and status in (Status.APPROVED, Status.SPAM) else None


def look(sent: Submission, now: datetime) -> tuple[bytes, Judgement | None]:
    """The keys of a new comment's words, to be stored with it, and how much it resembles what is known as spam."""
    keys = word_hashes(features(sent.body, sent.name, sent.website, now))
    counts = _counts([TOTAL, *keys])
    total = counts.pop(TOTAL, Counts(0, 0))
    return array("q", keys).tobytes(), judge({keys[key]: found for key, found in counts.items()}, total)


def teach(session: Session, lessons: Iterable[Lesson]) -> None:
    """Move what these comments count as, as part of a write that somebody else commits."""
    changes: dict[int, list[int]] = {}
    for before, after, word_keys in lessons:
        if before != after and word_keys:
            for key in (TOTAL, *array("q", word_keys)):
                change = changes.setdefault(key, [0, 0])
                for status, sign in ((before, -1), (after, 1)):
                    if status is not None:
                        change[0 if status == Status.SPAM else 1] += sign
    if rows := [{"key": key, "spam": spam, "good": good} for key, (spam, good) in changes.items() if spam or good]:
        session.execute(ADD, rows)
        _forget(session, [row["key"] for row in rows if row["spam"] < 0 or row["good"] < 0])


def catch_up() -> int:
    """Score what came in before the score had learnt enough, the longest waiting first; how many there were."""
    if judge({}, _counts([TOTAL]).get(TOTAL, Counts(0, 0))) is None:
        return 0
    unscored = Comment.status == Status.PENDING, Comment.score.is_(None), Comment.word_keys.is_not(None)
    with writing() as session:
        waiting = session.scalars(select(Comment).where(*unscored).order_by(Comment.submitted_at).limit(AT_ONCE)).all()
        for comment in waiting:
            _score(session, comment)
        return len(waiting)


def _score(session: Session, comment: Comment) -> None:
    sent = Submission(
        article_id=comment.article_id,
        name=comment.name,
        email=comment.email,
        website=comment.website,
        body=comment.original_body or comment.body,
    )
    _keys, judgement = look(sent, comment.submitted_at)
    comment.score = judgement.probability if judgement else None
    for reason in resembles_spam(judgement):
        comment.is_suspect = True
        session.add(CommentReason(comment_id=comment.id, code=reason.code, data=reason.data, weight=reason.weight))


def _counts(keys: list[int]) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    size = SOME if len(keys) <= SOME else CHUNK
    for start in range(0, len(keys), size):
        some = keys[start : start + size]
        some += [TOTAL] * (size - len(some))
        for key, spam, good in read(COUNTS[size], dict(zip(NAMES, some, strict=False))):
            found[key] = Counts(spam, good)
    return found


def _forget(session: Session, keys: list[Any]) -> None:
    for start in range(0, len(keys), CHUNK):
        none_left = SpamWord.key.in_(keys[start : start + CHUNK]), SpamWord.spam == 0, SpamWord.good == 0
        session.execute(delete(SpamWord).where(*none_left))
