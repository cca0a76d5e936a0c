"""What the site knows when a comment comes in, read inside the write that stores it: two at once see each other."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from ..db import UTCDateTime, read
from ..links import host
from ..markup import Letter
from ..people.queries import editors
from ..people.rules import same_person
from ..plaintext import own_words
from . import campaigns
from .judge import Judgement
from .models import Comment
from .rules import Status, Submission
from .triage import FLOOD_TIME, Facts

_others = select(func.count()).select_from(Comment).where(Comment.id != bindparam("id"))
KNOWN = select(
    _others.where(Comment.email_key == bindparam("email_key"), Comment.status == Status.APPROVED)
    .scalar_subquery()
    .label("approved_before"),
    _others.where(
        Comment.address_key == bindparam("address_key"),
        Comment.submitted_at > bindparam("since", type_=UTCDateTime()),
    )
    .scalar_subquery()
    .label("recent"),
)


def gather(
    sent: Submission, letter: Letter, judgement: Judgement | None, now: datetime, *, address_key: str, id: int
) -> Facts:
    """The facts about a comment; what is stored of it under its id, if it has one, counts for nothing."""
    values = {
        "id": id,
        "email_key": same_person(sent.email),
        "address_key": address_key,
        "since": now - FLOOD_TIME,
    }
    known = read(KNOWN, values).one()
    return Facts(
        links=tuple((link.words, host(link.address)) for link in letter.links),
        approved_before=known.approved_before,
        recent=known.recent,
        twins=tuple(campaigns.twins(own_words(letter.html), now)),
        editors=editors(),
        judgement=judgement,
    )
