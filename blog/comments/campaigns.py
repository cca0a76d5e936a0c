"""Which comments stand together in the queue: those that say nearly the same, or lead to the same place."""

from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import bindparam, insert, select, union
from sqlalchemy.orm import Session

from ..db import UTCDateTime, read
from ..links import absolute, host, is_web_address
from ..markup import Letter
from ..plaintext import own_words
from . import texts
from .models import Comment, CommentKey
from .rules import Status

CANDIDATES = 50  # how many that share a key are looked at
MEMORY = timedelta(days=30)  # how long a text is looked for again
CHANCE = 2  # comments to be read that link to one place by chance; from the third on they stand together


# For each key by itself, or all that share one would be read and sorted: ten thousand, in a campaign.
_newest = (
    select(CommentKey.comment_id)
    .where(CommentKey.key == bindparam(f"key_{number}"))
    .order_by(CommentKey.comment_id.desc())
    .limit(CANDIDATES)
    .subquery()
    for number in range(texts.SKETCHES)
)
LIKE = (
    select(Comment.id, Comment.body_html)
    .where(Comment.id.in_(union(*(select(some.c.comment_id) for some in _newest))))
    .where(Comment.submitted_at > bindparam("since", type_=UTCDateTime()))
    .order_by(Comment.id)
)
REMEMBER = insert(CommentKey)


def twins(text: str, now: datetime) -> list[int]:
    """The first two comments of late that say nearly the same: where there are thousands, more would tell no more."""
    keys = cycle(texts.likeness(text))  # a short text has but one
    values = {f"key_{number}": next(keys) for number in range(texts.SKETCHES)}
    others = read(LIKE, values | {"since": now - MEMORY}).all()
    return list(islice((id for id, html in others if texts.are_alike(text, own_words(html))), 2))


def find(
    session: Session, letter: Letter, alike: tuple[int, ...], trusted: tuple[str, ...], *, is_suspect: bool
) -> int | None:
    """The campaign that a comment stands with, of which nothing is remembered yet; None for its own.

    `alike` are its twins; `trusted` those people whose comments stand each on its own.
    """
    first = alike[0] if alike else _first_with_link(session, _places(letter), trusted, is_suspect=is_suspect)
    return session.get_one(Comment, first).campaign_id if first else None


def remember(session: Session, id: int, letter: Letter) -> None:
    """Remember what a stored comment is like."""
    keys = {*texts.likeness(own_words(letter.html)), *_places(letter)}
    session.connection().execute(REMEMBER, [{"comment_id": id, "key": key} for key in keys])


def _places(letter: Letter) -> set[int]:
    own = host(absolute("/")) if letter.links else ""
    hosts = (host(link.address) for link in letter.links if is_web_address(link.address))
    return {texts.place_key(place) for place in hosts if place != own}


def _first_with_link(session: Session, places: set[int], trusted: tuple[str, ...], *, is_suspect: bool) -> int | None:
    """The first of those that wait on the same side and link to one of these places, once they are no coincidence."""
    if not places:
        return None
    newest: Any = select(CommentKey.comment_id).where(CommentKey.key.in_(places))
    waiting = (
        select(Comment)
        .where(Comment.id.in_(newest.order_by(CommentKey.comment_id.desc()).limit(CANDIDATES)))
        .where(Comment.status == Status.PENDING, Comment.is_suspect == is_suspect)
        .where(Comment.email_key.not_in(trusted))
        .order_by(Comment.id)
    )
    others = session.scalars(waiting).all()
    if len(others) < (1 if is_suspect else CHANCE):
        return None
    heads = [other.id for other in others]
    followed = select(Comment.campaign_id).where(Comment.campaign_id.in_(heads), Comment.id != Comment.campaign_id)
    have_followers = set(session.scalars(followed))
    for other in others[1:]:
        if other.campaign_id == other.id and other.id not in have_followers:  # it stood alone
            other.campaign_id = others[0].campaign_id
    return others[0].id
