"""All that the blog holds and need not hide, as one document of JSON with a record on each line (docs/export.md)."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, func, select

from ...db import Base
from ...links import absolute
from ..blogs.records import Step
from .rows import every, found, last_ids

VERSION = 1  # raised when what a reader of this format knows has another meaning, or is gone
# Tables and columns that stay here, each with the reason.
LEFT_OUT = {
    "secret": {
        "person.password_hash", "sign_in", "second_factor", "recovery_code", "setup_key", "comment.address_key",
        "comment.digest", "report.address_key",
    },
    "worked out from the rest": {
        "comment.email_key", "comment.word_keys", "comment_key", "spam_word", "word_index", "content_version",
        "live_month", "related", "related_due",
    },
    "gone by tomorrow": {"throttle", "lease", "mail", "ask", "emptying"},
}  # fmt: skip
STAYS = frozenset().union(*LEFT_OUT.values())


def document(now: datetime, counts: Counter[str], step: Step) -> Iterator[str]:
    """The document, record by record; `counts` fills with how many of each there are."""
    last = last_ids()
    kept = tables()
    totals = found(select(*(select(func.count()).select_from(table).scalar_subquery() for table in kept)))[0]
    head = {"format": "letterpress", "version": VERSION, "made_at": now, "site": absolute("")}
    yield _line(head)[:-1]
    for table in kept:
        names = fields(table)
        counts[table.name] = 0
        yield f',\n"{table.name}": ['
        for row in every(table, last):
            sign = ",\n" if counts[table.name] else "\n"
            yield sign + _line({name: row._mapping[name] for name in names})
            counts[table.name] += 1
            step(min(counts.total(), sum(totals)), sum(totals))
        yield "\n]"
    yield "\n}\n"
    step(1, 1)


def tables() -> list[Table]:
    """Those that go along, what others speak of first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in STAYS]


def fields(table: Table) -> list[str]:
    """The columns of one that go along."""
    return [column.name for column in table.columns if f"{table.name}.{column.name}" not in STAYS]


def _line(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(value)
