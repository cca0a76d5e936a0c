"""The letters of a blog under our pieces, in their threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ... import markup, plaintext
from ...comments import rules, taking_in
from ...comments.taking_in import Arrival
from ...db import db, writing
from ...links import absolute, is_web_address
from ..phrases import phrase
from . import markdown, memory
from .inline import Here, Place
from .records import Letter
from .report import Report
from .same import Same

AT_ONCE = 100  # of one write
LONGEST = 65_535  # characters of a letter, which is what WordPress holds
NAMELESS = "Anonymous"
EMAIL = 254


@dataclass(slots=True)
class Job:
    """What every part of an import needs: the source's name, where its addresses lead, and what to tell."""

    key: str
    find: Place
    report: Report
    now: datetime
    dry_run: bool


def tell_waiting(job: Job) -> None:
    """Tell how many wait to be read by now, and whether the queue is full of them."""
    report = job.report
    report.waiting = taking_in.waiting(db.session()) + (report.letters["pending", "new"] if job.dry_run else 0)
    report.is_full = report.waiting >= rules.MOST_WAITING


class Numbers:
    """Numbers of which most lie side by side, as ids do: a million of them in the memory of a few thousand."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}  # of 512 numbers each

    def add(self, number: int) -> None:
        """One more."""
        self._rows[number >> 9] = self._rows.get(number >> 9, 0) | 1 << (number & 511)

    def __contains__(self, number: int) -> bool:
        return bool(self._rows.get(number >> 9, 0) >> (number & 511) & 1)


@dataclass(slots=True)
class _Thread:
    """What is known of the letters under one piece: how deep each stands, and those whose parent is still to come."""

    piece: str
    depths: dict[str, int] = field(default_factory=dict)
    early: dict[str, list[Letter]] = field(default_factory=dict)  # by the parent


class Letters:
    """Takes letters one by one, each after the one that it answers, and stores some at a time."""

    def __init__(self, job: Job, ours: Mapping[str, int | None], same: Same | None = None) -> None:
        self.job, self.ours, self.same = job, ours, same or Same()
        self.thread = _Thread("")
        self.seen = Numbers()
        self.waiting: list[Letter] = []

    def take(self, letter: Letter) -> None:
        """Take one, or keep it until its parent came. Those of a piece end with the first of another one."""
        if letter.piece != self.thread.piece:
            self._end_thread()
            self.thread = _Thread(letter.piece)
        if why := self._refusal(letter):
            self._leave(letter, why)
            return
        self.seen.add(int(letter.id))
        if letter.parent and letter.parent not in self.thread.depths:
            self.thread.early.setdefault(letter.parent, []).append(letter)
        else:
            self._place(letter)

    def end(self) -> None:
        """No more come."""
        self._end_thread()
        self._store()

    def _refusal(self, letter: Letter) -> str:
        if letter.piece not in self.ours:
            return phrase("comments under what was left out")
        if not letter.id.isdecimal() or len(letter.id) > 18:
            return phrase("the comment number %(id)s is none, and it was left out", id=repr(letter.id[:20]))
        if int(letter.id) in self.seen:
            return phrase("the comment number %(id)s comes twice, and it was left out", id=letter.id)
        if max(len(letter.html), len(letter.own)) > LONGEST:
            return phrase("a comment of more than %(count)s characters was left out", count=LONGEST)
        return ""

    def _leave(self, letter: Letter, why: str) -> None:
        self.job.report.letters[letter.status, "left"] += 1
        if letter.piece not in self.ours:
            self.job.report.left[why] = self.job.report.left.get(why, 0) + 1
        else:
            self.job.report.notes.append((letter.line, why))

    def _place(self, letter: Letter) -> None:
        """Give a letter its depth, and those their turn that waited for it."""
        turns = [letter]
        while turns:
            each = turns.pop()
            if each.id in self.thread.depths:  # where a circle was cut
                continue
            depth = self.thread.depths.get(each.parent, 0) + 1
            self.thread.depths[each.id] = depth
            self.job.report.depths[depth] += 1
            self.waiting.append(each)
            turns += reversed(self.thread.early.pop(each.id, []))
            if len(self.waiting) >= AT_ONCE:
                self._store()

    def _end_thread(self) -> None:
        """Those whose parent never came begin threads; a circle is cut where it begins in the file."""
        early = sorted((each for some in self.thread.early.values() for each in some), key=lambda each: each.line)
        waiting = {each.id for each in early}
        for letter in early:
            if letter.parent not in waiting:
                self.job.report.orphans += 1
                self._place_root(letter)
        for letter in early:
            if letter.id not in self.thread.depths:
                self.job.report.cycles += 1
                self._place_root(letter)

    def _place_root(self, letter: Letter) -> None:
        letter.parent = ""
        self._place(letter)

    def _store(self) -> None:
        """Write down what waits and did not come in before, with the memory of it, in one write."""
        some, self.waiting = self.waiting, []
        asked = {letter.id for letter in some} | {letter.parent for letter in some if letter.parent}
        known = self.same.letters(some, memory.letters(self.job.key, asked))
        new: list[Letter] = []
        for letter in some:
            self.job.report.letters[letter.status, "there" if letter.id in known else "new"] += 1
            if letter.id not in known:
                new.append(letter)
            elif known[letter.id][1] not in ("", letter.checksum):
                self.job.report.changed.append(phrase("comment %(id)s", id=letter.id))
        places = {letter.id: -number for number, letter in enumerate(new, 1)}
        arrivals = [self._arrival(letter, places, known) for letter in new]
        if self.job.dry_run or not new:
            return
        with writing() as session:
            ids = taking_in.take_in_all(session, arrivals, self.job.now)
            came = {letter.id: (id, letter.checksum) for letter, id in zip(new, ids, strict=True)}
            memory.keep(session, self.job.key, memory.Kind.LETTER, came)

    def _address(self, address: str) -> str | None:
        """Letters have whole addresses only."""
        path = self.job.find(address)
        return absolute(path) if path else None

    def _arrival(self, letter: Letter, places: Mapping[str, int], known: Mapping[str, tuple[int, str]]) -> Arrival:
        report = self.job.report
        here = Here(self._address, lambda _address: None, report.gone, report.lost, is_letter=True)
        body = plaintext.plain(letter.own or markdown.letter(letter.html, here)) or "…"
        report.notes += [
            (letter.line, phrase("comment %(id)s: %(words)s", id=letter.id, words=words)) for words in letter.notes
        ]
        report.mentions += letter.is_mention
        if letter.website and not is_web_address(letter.website):
            report.gone[phrase("web addresses of writers that are none")] += 1
            letter.website = ""
        is_short = len(letter.website) <= rules.WEBSITE_LENGTH
        return Arrival(
            article_id=self.ours[letter.piece] or 0,
            parent=places.get(letter.parent) or known.get(letter.parent, (None,))[0],
            name=letter.name[: rules.NAME_LENGTH].strip() or NAMELESS,
            email=" ".join(plaintext.plain(letter.email).split())[:EMAIL],
            website=letter.website if is_short else "",
            address=letter.address,
            body=body,
            drawn=markup.Letter("", "", "", ()) if self.job.dry_run else markup.comment(body),
            status=letter.status,
            sent_at=letter.sent_at or self.job.now,
            by_editor=letter.by_editor,
        )
