"""What the queue shows of a comment: its row, with what other tables know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..articles import queries as articles
from ..comments import blocking, listing, reports
from ..comments.groups import Alike
from ..comments.rules import MOVES, Status
from ..comments.texts import excerpt
from ..comments.words import version
from ..db import AnyRow
from ..plaintext import bare
from . import words
from .diff import MOST_PAIRS, changes


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One comment at the desk; the columns of its row can be read straight from it."""

    row: AnyRow
    article: AnyRow
    reasons: list[words.Chip]
    undoable: int | None
    alike: Alike | None
    approved_before: int
    spam_before: int
    reported: list[str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def parent_excerpt(self) -> str:
        """The beginning of the comment that it answers."""
        return excerpt(bare(self.row.parent_html or ""))

    @property
    def is_long(self) -> bool:
        """Whether its text is likely to need more than the twelve lines that the queue gives it."""
        return len(self.row.inert_html) > 900 or self.row.inert_html.count("\n") > 12

    @property
    def version(self) -> str:
        """Which words it has, as an act on it names them."""
        return version(self.row.inert_html)

    @property
    def moves(self) -> tuple[Status, ...]:
        """What may be decided from here."""
        status = Status(self.row.status)
        return tuple(to for to in MOVES[status] if to != Status.APPROVED or not self.row.withdrawn_at)

    @property
    def changes(self) -> list[tuple[str, str]]:
        """How the words that its writer sent for it differ from those that are printed."""
        return changes(self.row.body, self.row.edited_body, MOST_PAIRS)

    def blocks(self, own: str) -> dict[str, str]:
        """What of its sender can be blocked; `own` is the admin's e-mail address."""
        return blocking.offers(self.row.email, self.row.address_short, own)


def queue_rows(rows: Sequence[AnyRow], alike: Mapping[int, Alike] = MappingProxyType({})) -> list[QueueRow]:
    """The rows of a page, with five more queries for all of them together; `alike` is what some of them stand for."""
    reasons = listing.reasons([row.id for row in rows])
    history = listing.history({row.email_key for row in rows})
    undoable = listing.undoable([row.id for row in rows])
    reported = reports.why([row.id for row in rows if row.status == Status.APPROVED])
    headlines = articles.headlines(list({row.article_id for row in rows}))
    return [
        QueueRow(
            row,
            headlines[row.article_id],
            [words.chip(reason.code, reason.data) for reason in reasons.get(row.id, [])],
            undoable.get(row.id),
            alike.get(row.id),
            history[row.email_key].approved,
            history[row.email_key].spam,
            reported.get(row.id, []),
        )
        for row in rows
    ]
