"""Taking a folder of Markdown files in: each piece in one write, none twice, and a word on all that stays behind."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .. import plaintext
from ..articles import queries, rules, taking_in
from ..articles.rules import ArticleText
from ..articles.taking_in import Past
from ..db import AnyRow, db
from ..site.queries import redirect, settings
from . import library, reading, speaking
from .fronts import Unreadable
from .library import Library
from .meanings import PIECE, Meaning, differences
from .pictures import Pictures
from .planning import Plan, Planned, failure, plan

OF_TEXT = ArticleText.__dataclass_fields__.keys() - {"kind", "slug", "also_read"}
WORDS = {
    "published_at": "date", "body": "text", "picture_id": "image", "comments_open": "comments", "withdrawn_at":
    "withdrawn", "pinned_at": "pinned",
}  # fmt: skip
NOTES = 20  # on one file

Step = Callable[[int, int], None]  # how many files are done, and of how many


@dataclass(slots=True)
class Report:
    """What became of each file; a place is `posts/a.md` or `posts/a.md:3`."""

    imported: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)  # place and reason, as in all below
    passed: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    pictures: int = 0


@dataclass(slots=True)
class _Import:
    plan: Plan
    library: Library
    pictures: Pictures
    report: Report
    now: datetime
    update: bool
    is_rehearsal: bool
    connecting: list[tuple[int, str, str]] = field(default_factory=list)  # piece, also read, place


def import_folder(
    folder: Path, media_folder: Path, now: datetime, step: Step, *, update: bool = False, dry_run: bool = False
) -> Report:
    """Take a folder in; `update` gives what is there already the file's version. Raises reading.TooMuch."""
    report = Report()
    real = folder.resolve()
    try:
        found = library.read(real) if real.is_dir() else Library()
    except Unreadable as error:
        raise reading.TooMuch(str(error)) from None
    made = plan(real, ZoneInfo(settings().time_zone))
    report.passed, report.failed = made.passed, made.failed
    shelf = Pictures(real, media_folder, now, is_rehearsal=dry_run)
    job = _Import(made, found, shelf, report, now, update, dry_run)
    if made.is_own:
        report.failed += library.take_pictures(real, shelf)
    for number, planned in enumerate(made.pieces):
        step(number, len(made.pieces))
        try:
            _take(job, planned)
        except Unreadable as error:
            report.failed.append(failure(planned.path, error))
    _finish(job)
    step(len(made.pieces), len(made.pieces))
    report.pictures = len(shelf.new)
    return report


def _take(job: _Import, planned: Planned) -> None:
    source = job.plan.source(planned.path)
    piece = job.plan.meaning(source)
    piece.former = (*piece.former, *job.library.former.pop(planned.address, ()))
    if not job.plan.is_own:
        speaking.translate(job.plan, job.pictures, source, piece)
    speaking.give_picture(job.plan, job.pictures, planned.path, piece)
    place = reading.shown(planned.path)
    job.report.unknown.update(piece.unknown)
    job.report.notes += [(f"{place}:{line}", words) for line, words in sorted(piece.notes)[:NOTES]]
    if len(piece.notes) > NOTES:
        job.report.notes.append((place, f"and {len(piece.notes) - NOTES} more such things"))
    row = queries.by_id(queries.id_of(planned.slug) or 0)
    if row is not None and row.kind != planned.kind:
        job.report.failed.append((place, f"{rules.path(row.kind, row.slug)} has this address already"))
    elif row is not None:
        _meet(job, planned, piece, row)
    elif leads := redirect(planned.address):
        job.report.left.append((place, f"{planned.address} leads to {leads} by now"))
    else:
        _add(job, planned, piece)


# --- A new piece ---


def _add(job: _Import, planned: Planned, piece: Meaning) -> None:
    place = reading.shown(planned.path)
    job.report.imported.append(place)
    if job.is_rehearsal:
        return
    values = {"language": settings().language, "published_at": job.now} | piece.said
    text = ArticleText(kind=planned.kind, slug=planned.slug, **_only(values, OF_TEXT))
    id = taking_in.take_in(text, _past(job, piece), job.now)
    if piece.also_read:
        job.connecting.append((id, piece.also_read, place))


def _past(job: _Import, piece: Meaning) -> Past:
    columns = {name: value for name, value in piece.said.items() if name not in OF_TEXT | {"corrections"}}
    return Past(columns, piece.said.get("corrections"), piece.former, job.library.tags)


def _only(values: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


# --- One that is there already ---


def _meet(job: _Import, planned: Planned, piece: Meaning, row: AnyRow) -> None:
    place = reading.shown(planned.path)
    also_read = queries.slug_of(row.also_read_id)
    said = piece.said | {"tags": tuple(map(plaintext.slug, piece.said["tags"]))} if "tags" in piece.said else piece.said
    apart = [WORDS.get(name, name.removesuffix("_at").replace("_", " ")) for name in differences(said, _stored(row))]
    if any(taking_in.is_free(db.session(), old) for old in piece.former):
        apart.append("former addresses")
    if piece.also_read and also_read and piece.also_read != also_read:
        apart.append("also read")
    if not apart:
        job.report.unchanged.append(place)
    elif not job.update:
        job.report.left.append((place, f"{planned.address} is there with other words: {', '.join(apart)}"))
        return
    else:
        job.report.updated.append(place)
        if not job.is_rehearsal:
            _renew(job, piece, row)
    if piece.also_read and not also_read:
        job.connecting.append((row.id, piece.also_read, place))


def _stored(row: AnyRow) -> dict[str, Any]:
    corrections = tuple((each.made_at, each.text) for each in queries.corrections(row.id))
    tags = tuple(tag.slug for tag in queries.tags_of(row.id))
    return dict(row._mapping) | {"corrections": corrections, "tags": tags}


def _renew(job: _Import, piece: Meaning, row: AnyRow) -> None:
    tags = tuple(tag.name for tag in queries.tags_of(row.id))
    also_read = piece.also_read if queries.id_of(piece.also_read) else queries.slug_of(row.also_read_id)
    values = _only(dict(row._mapping), OF_TEXT) | {"tags": tags} | _only(piece.said, OF_TEXT)
    text = ArticleText(kind=row.kind, slug="", also_read=also_read, **values)
    taking_in.take_again(row.id, text, _past(job, piece), job.now)


# --- What can be said at the end only ---


def _finish(job: _Import) -> None:
    """Lead readers on to pieces that came later, and former addresses to what is no piece."""
    for id, also_read, place in job.connecting:
        if queries.id_of(also_read) is None and also_read not in job.plan.slugs:
            job.report.notes.append((place, f"also_read: no article has the address {also_read!r}"))
        elif not job.is_rehearsal:
            taking_in.connect(id, also_read)
    # Those of pieces went with them; a picture may have got another name on its way.
    rest = [(old, redirect(new) or new) for new, olds in job.library.former.items() for old in olds]
    missing = [(old, new) for old, new in rest if not PIECE.fullmatch(new) and taking_in.is_free(db.session(), old)]
    if missing and not job.is_rehearsal:
        taking_in.lead(missing)
