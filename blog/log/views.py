"""The log, as a page and as a file."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, stream_with_context, url_for

from .. import errors
from ..articles.queries import headlines
from ..audit import queries
from ..audit.queries import Wanted
from ..comments.listing import names
from ..db import AnyRow
from ..desk.settings import LABELS
from ..downloads import file
from ..gate import admin
from ..locale import day
from ..paging import BadCursor
from . import words
from .forms import LogForm

COLUMNS = ("time", "act", "who", "way", "network", "comment", "article", "setting", "before", "after", "batch")
FILTERS = ("kind", "since", "until", "comment", "batch")  # of the page's address

bp = Blueprint("log", __name__, url_prefix="/admin")
bp.register_error_handler(BadCursor, lambda error: errors.page(404))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; what it happened to is None where that is gone by now."""

    event: AnyRow
    comment_name: str | None
    article: AnyRow | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.event, name)

    @property
    def size(self) -> int:
        """How many things the line stands for."""
        return getattr(self.event, "size", 1)

    @property
    def happened(self) -> str:
        """What happened, in words."""
        return words.happened(self.event)

    @property
    def change(self) -> tuple[str, str] | None:
        """What it was before, and what it is now."""
        return words.change(self.event)

    @property
    def setting_name(self) -> str:
        """What the settings page calls it."""
        return str(LABELS.get(self.event.setting, self.event.setting))

    @property
    def way(self) -> str:
        """From where."""
        return str(words.WAYS.get(self.event.way, self.event.way))


@bp.get("/log")
@admin
def log() -> Any:
    """What happened, newest first, day by day."""
    form = LogForm(request.args)
    if not form.validate():
        return render_template("log/log.html", form=form, days=[], kept=queries.policy().log_days), 422
    wanted = form.wanted()
    page = queries.events(wanted, request.args.get("before"), request.args.get("after"))
    here: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return render_template(
        "log/log.html",
        form=form,
        days=[(when, list(entries)) for when, entries in groupby(_entries(page.rows), lambda e: day(e.happened_at))],
        about=wanted.comment_id,
        kept=queries.policy().log_days,
        file=url_for(".export", **here),
        newer=url_for(".log", **here, before=page.before) if page.before else None,
        older=url_for(".log", **here, after=page.after) if page.after else None,
    )


@bp.get("/log.csv")
@admin
def export() -> Any:
    """The same as a file for a spreadsheet: every comment of an act by itself, codes instead of words, times in UTC."""
    form = LogForm(request.args)
    if not form.validate():
        return errors.page(422)
    lines = stream_with_context(_lines(form.wanted()))
    return file(lines, "text/csv", "log.csv")


def _entries(rows: list[AnyRow]) -> list[Entry]:
    """The rows with what other tables know of them, in two more queries for all together."""
    who = names({row.comment_id for row in rows if row.comment_id})
    what = headlines(list({row.article_id for row in rows if row.article_id}))
    return [Entry(row, who.get(row.comment_id), what.get(row.article_id)) for row in rows]


def _lines(wanted: Wanted) -> Iterator[str]:
    yield _line(COLUMNS)
    for row in queries.every(wanted):
        yield _line(
            (
                row.happened_at.isoformat(timespec="seconds"),
                row.act,
                row.person_name,
                row.way,
                row.address_short,
                row.comment_id,
                row.article_id,
                row.setting,
                row.before,
                row.after,
                row.batch_id,
            )
        )


def _line(cells: tuple[Any, ...]) -> str:
    line = StringIO()
    csv.writer(line).writerow(map(_cell, cells))
    return line.getvalue()


def _cell(value: Any) -> Any:
    """A value as text that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    text = json.dumps(value) if isinstance(value, dict | bool) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
