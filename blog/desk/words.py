"""The words for what is stored as code and data: reasons, statuses, decisions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..comments.blocking import MOST_LINES, BlockRefused, OwnAddress
from ..comments.lists import ListFull
from ..comments.rules import Status
from ..locale import ngettext

REASONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "blocked": lambda data: _("Blocked: %(what)s", **data),
    "refused_word": lambda data: _("Refused word: %(word)s", **data),
    "held_word": lambda data: _("Word: %(word)s", **data),
    "honeypot": lambda data: _("Filled in a field that people cannot see"),
    "resembles_spam": lambda data: _resembles(data["percent"], data["words"]),
    "same_text": lambda data: _("Same text as #%(id)s", **data),
    "flood": lambda data: _("%(count)s comments within %(minutes)s minutes from this address", **data),
    "hidden_target": lambda data: _("A link shows %(shown)s and leads to %(host)s", **data),
    "mixed_alphabets": lambda data: _("Letters of two alphabets in one word: %(word)s", **data),
    "editors_address": lambda data: _("Signed with your e-mail address"),
    "editors_name": lambda data: _("Your name is in theirs"),
    "disposable": lambda data: _("E-mail address for a few minutes: %(domain)s", **data),
    "shouting": lambda data: _("Mostly capitals"),
    "links": lambda data: ngettext("%(num)s link", "%(num)s links", data["count"]),
    "first_comment": lambda data: _("First comment from this address"),
}

# Where the admin decided so: the field of the settings page, which is also its anchor there.
SETTINGS = {
    "blocked": "blocked",
    "refused_word": "refused_words",
    "held_word": "held_words",
    "links": "most_links",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One reason in the queue: its words, and the setting that governs it, if one does."""

    words: str
    setting: str


# The same reasons without their data, to choose from.
KINDS = {
    "blocked": _l("Blocked"),
    "refused_word": _l("Refused word"),
    "held_word": _l("Word that is held"),
    "honeypot": _l("Filled in a field that people cannot see"),
    "resembles_spam": _l("Looks like spam"),
    "same_text": _l("Same text as another"),
    "flood": _l("Many within minutes"),
    "hidden_target": _l("A link shows one place and leads to another"),
    "mixed_alphabets": _l("Letters of two alphabets in one word"),
    "editors_address": _l("Signed with your e-mail address"),
    "editors_name": _l("Your name is in theirs"),
    "disposable": _l("E-mail address for a few minutes"),
    "shouting": _l("Mostly capitals"),
    "links": _l("Links"),
    "first_comment": _l("First comment from this address"),
}


def _resembles(percent: int, words: list[str]) -> str:
    if not words:
        return _("Looks like spam, %(percent)s %%", percent=percent)
    return _("Looks like spam, %(percent)s %%: %(words)s", percent=percent, words=", ".join(words))


def reason(code: str, data: dict[str, Any]) -> str:
    """Why a comment waits, for the admin."""
    return REASONS[code](data) if code in REASONS else code


def chip(code: str, data: dict[str, Any]) -> Chip:
    """The same, with where it can be changed."""
    return Chip(reason(code, data), SETTINGS.get(code, ""))


def kind(code: str) -> str:
    """A reason without its data."""
    return str(KINDS.get(code, code))


def states() -> dict[str, str]:
    """Where a comment can be."""
    return {
        Status.PENDING: _("Pending"),
        Status.APPROVED: _("Approved"),
        Status.SPAM: _("Spam"),
        Status.BIN: _("Bin"),
    }


def decision(to_status: str, is_undo: bool, name: str, answers: str | None = None) -> str:
    """What was just done, for the notice over the queue; `answers` is whose comment the editor's own one answers."""
    if is_undo:
        return {
            Status.PENDING: _("Undone: %(name)s waits again.", name=name),
            Status.APPROVED: _("Undone: %(name)s is printed again.", name=name),
            Status.SPAM: _("Undone: %(name)s is back with the spam.", name=name),
            Status.BIN: _("Undone: %(name)s is back in the bin.", name=name),
        }[Status(to_status)]
    if answers and to_status == Status.APPROVED:
        return _("Answered: %(name)s.", name=answers)
    return {
        Status.APPROVED: _("Approved: %(name)s.", name=name),
        Status.SPAM: _("Marked as spam: %(name)s.", name=name),
        Status.BIN: _("Put in the bin: %(name)s.", name=name),
    }[Status(to_status)]


def act(to_status: str, is_undo: bool, count: int) -> str:
    """What was just done to many comments at once."""
    if is_undo:
        return ngettext("Undone: %(num)s comment is back.", "Undone: %(num)s comments are back.", count)
    if to_status == Status.APPROVED:
        return ngettext("Approved: %(num)s comment.", "Approved: %(num)s comments.", count)
    if to_status == Status.SPAM:
        return ngettext("Marked as spam: %(num)s comment.", "Marked as spam: %(num)s comments.", count)
    return ngettext("Put in the bin: %(num)s comment.", "Put in the bin: %(num)s comments.", count)


def left(count: int) -> str:
    """What an act on many comments did not touch."""
    return ngettext(
        "%(num)s other was decided meanwhile, and stays as it is.",
        "%(num)s others were decided meanwhile, and stay as they are.",
        count,
    )


def refused_line(refusal: BlockRefused | ListFull) -> str:
    """Why a line was not added to a list."""
    if isinstance(refusal, ListFull):
        return _("The list has %(most)s lines already. Take some out first.", most=MOST_LINES)
    if isinstance(refusal, OwnAddress):
        return _("Blocking %(what)s would block your own address.", what=refusal.entry)
    return _("Very many people have an address at %(what)s. Block one of them.", what=refusal.entry)


def refusal(code: str | None) -> str | None:
    """Why a decision was not made: another one came first, whose status it is; or there was nothing, or more to do."""
    return {
        "nothing": _("There was nothing to do: nothing was ticked, or all of it was decided meanwhile."),
        "more": _("Nothing was changed: this group has grown since the page was drawn. Look at it again."),
        "changed": _("Nothing was decided: its writer changed this comment meanwhile. Please read it again."),
        Status.PENDING: _("This comment waits again; it was put back meanwhile."),
        Status.APPROVED: _("This comment was approved meanwhile."),
        Status.SPAM: _("This comment was marked as spam meanwhile."),
        Status.BIN: _("This comment was put in the bin meanwhile."),
    }.get(code or "")
