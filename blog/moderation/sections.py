"""What stands on a page of the queue: while they wait, comments stand in groups; once decided, in one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_babel import gettext as _

from ..comments import groups, listing, pending_edits, queries, reports
from ..comments.groups import Alike, Group
from ..comments.rules import Status
from ..db import AnyRow
from ..desk.rows import QueueRow, queue_rows
from ..forms import as_id
from ..paging import Page

PREVIEW = 20  # rows of the probable spam below what is to be read


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading, and how many comments they stand for."""

    name: str
    title: str
    rows: list[QueueRow]
    size: Alike


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The sections of a page, what leads to it, and the cursors of the pages beside it."""

    sections: list[Section]
    place: dict[str, Any]
    before: str | None = None
    after: str | None = None


def sections(status: Status, sent: Mapping[str, str]) -> QueuePage:
    """The page that these query arguments ask for. Raises BadCursor."""
    before, after = sent.get("before"), sent.get("after")
    if status != Status.PENDING:
        return _one_list(listing.page(status, before, after), {"status": status})
    trusted = queries.policy().trusted
    if campaign := as_id(sent.get("campaign")):
        side = groups.side(sent.get("group"))
        page = groups.campaign(campaign, side, trusted, before, after)
        return _one_list(page, {"status": status, "campaign": campaign, "group": side})
    if name := sent.get("group"):
        group = Group(name) if name in list(Group) else abort(404)
        page = groups.page(group, trusted, before, after)
        found = [_section(group, page.rows, trusted)]
        return QueuePage(_some(*found), {"status": status, "group": group}, page.before, page.after)
    page = groups.page(Group.READ, trusted, before, after)
    found = [_section(Group.READ, page.rows, trusted)]
    if not (before or after):
        found.insert(0, _section(Group.TRUSTED, groups.page(Group.TRUSTED, trusted, None, None).rows, trusted))
        found[:0] = [_printed("reported", reports.waiting()), _printed("edited", pending_edits.waiting())]
        suspects = groups.page(Group.SUSPECT, trusted, None, None).rows
        found.append(_section(Group.SUSPECT, suspects[:PREVIEW], trusted))
    return QueuePage(_some(*found), {"status": status}, page.before, page.after)


def _one_list(page: Page, place: dict[str, Any]) -> QueuePage:
    section = Section("", "", queue_rows(page.rows), Alike(len(page.rows), 0))
    return QueuePage(_some(section), place, page.before, page.after)


def _printed(name: str, rows: list[AnyRow]) -> Section:
    """What is printed and must be looked at again."""
    titles = {"reported": _("Reported by readers"), "edited": _("Changed by their writers")}
    return Section(name, titles[name], queue_rows(rows), Alike(len(rows), 0))


def _section(group: Group, rows: list[AnyRow], trusted: tuple[str, ...]) -> Section:
    titles = {
        Group.TRUSTED: _("From people you trust"),
        Group.READ: _("To read"),
        Group.SUSPECT: _("Probably spam"),
    }
    alike = {} if group is Group.TRUSTED else groups.alike(rows, trusted)
    return Section(group, titles[group], queue_rows(rows, alike), groups.size(group, trusted))


def _some(*sections: Section) -> list[Section]:
    return [section for section in sections if section.rows]
