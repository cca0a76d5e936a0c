"""The words for what an import tells as plain values."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..articles.rules import State
from ..desk.words import states
from ..locale import ngettext, number
from ..portability.jobs import Job

KINDS = {"wordpress": "WordPress", "isso": "Isso", "disqus": "Disqus"}


@dataclass(frozen=True, slots=True)
class List:
    """Things with their number, and how many more there are that are not named."""

    title: str
    items: list[tuple[str, int]]
    more: int


@dataclass(frozen=True, slots=True)
class Worded:
    """A report as the page shows it; rows have a name, and what is in the file, new, there already, left out."""

    rows: list[tuple[str, int, list[int]]]
    lines: list[str]
    lists: list[List]
    notes: list[str]
    more_notes: int


def kind(code: str) -> str:
    """What a file is."""
    return KINDS.get(code, "")


def phase(label: str) -> str:
    """What is being done."""
    names: dict[str, str] = {
        "Looking": _("Looking at the file"), "Files": _("Pictures and files"), "Articles": _("Articles"),
        "Comments": _("Comments"), "Fetching": _("Files of the old site"),
    }  # fmt: skip
    return names.get(label) or str(_("It begins within seconds"))


def refusal(job: Job) -> str:
    """Why nothing more of a file is taken in."""
    words = _words(job.reason)
    return _place("line", job.line, words) if job.line else words


def worded(report: dict[str, Any]) -> Worded:
    """A report that was kept."""
    changed, more = report["changed"]
    lists = [List(_title(name), [(_words(said), count) for said, count in items], rest)
             for name, (items, rest) in report["lists"].items()]  # fmt: skip
    if changed:
        lists.append(List(_("Changed there since they came in, and left as they are here"),
                          [(_words(said), 0) for said in changed], more))  # fmt: skip
    notes, more_notes = report["notes"]
    return Worded(
        [(_row(name), sum(counts), counts) for name, *counts in report["rows"]],
        list(_lines(report)),
        lists,
        [_place(report["unit"], line, _words(said)) for line, said in notes],
        more_notes,
    )


def _row(name: str) -> str:
    """Of pieces their kind and state, of comments their status."""
    what, sign, state = name.partition(", ")
    if not sign:
        return f"{_('Comments')}: {states().get(name, name)}"
    kinds: dict[str, str] = {"article": _("Articles"), "page": _("Pages")}
    named: dict[str, str] = {
        State.DRAFT: _("Draft"), State.SCHEDULED: _("Scheduled"), State.LIVE: _("Live"),
        State.WITHDRAWN: _("Withdrawn"),
    }  # fmt: skip
    return f"{kinds.get(what, what)}: {named.get(state, state)}"


def _lines(report: dict[str, Any]) -> list[str]:
    counts = report["counts"]
    words = {
        "mentions": lambda count: ngettext(
            "%(num)s comment is a mention of another site (pingback or trackback).",
            "%(num)s comments are mentions of other sites (pingbacks and trackbacks).", count),
        "orphans": lambda count: ngettext(
            "%(num)s comment answers one that is not in the file, and begins a thread.",
            "%(num)s comments answer one that is not in the file, and begin threads.", count),
        "cycles": lambda count: ngettext(
            "%(num)s comment was part of a circle of answers, which was cut.",
            "%(num)s comments were part of circles of answers, which were cut.", count),
        "fetched": lambda count: ngettext(
            "%(num)s file was fetched from the old site.", "%(num)s files were fetched from the old site.", count),
        "pictures": lambda count: ngettext(
            "%(num)s file for the library.", "%(num)s files for the library.", count),
        "redirects": lambda count: ngettext(
            "%(num)s former address that leads on.", "%(num)s former addresses that lead on.", count),
    }  # fmt: skip
    found: list[str] = [words[name](count) for name, count in counts.items() if count]
    if report["depths"]:
        depths = ", ".join(_depth(depth, number(count)) for depth, count in report["depths"])
        found.insert(0, _("Comments: %(depths)s", depths=depths))
    if report["waiting"]:
        found.append(
            ngettext(
                "%(num)s comment waits to be read: readers can send no others until some are decided.",
                "%(num)s comments wait to be read: readers can send no others until some are decided.",
                report["waiting"],
            )
        )
    return found


def _depth(depth: int, count: str) -> str:
    """How many begin threads, answer those, or stand still deeper."""
    if depth == 1:
        return str(_("%(count)s at the top", count=count))
    if depth == 2:
        return str(_("%(count)s below these", count=count))
    return str(_("%(count)s on level %(level)s", count=count, level=number(depth)))


def _words(said: Any) -> str:
    """What was kept of a phrase (`portability.phrases`) in the language of the site; anything else as it is."""
    if isinstance(said, int):
        return number(said)
    if isinstance(said, str):
        return said
    phrase, values = said
    return str(_(phrase, **{name: _words(value) for name, value in values.items()}))


def _place(unit: str, line: int, words: str) -> str:
    """A note with where in the file its reason is."""
    if unit == "row":
        return str(_("row %(number)s: %(words)s", number=number(line), words=words))
    return str(_("line %(number)s: %(words)s", number=number(line), words=words))


def _title(name: str) -> str:
    titles: dict[str, str] = {
        "left": _("Left out"),
        "gone": _("Taken out of texts"),
        "shortcodes": _("Shortcodes that stay in texts"),
        "refused": _("Files that were not taken"),
        "lost": _("Pictures that are not here, to which texts link"),
        "homeless": _("No article has these addresses: their comments were left out"),
        "guessed": _("Told by the end of the address"),
    }
    return titles[name]
