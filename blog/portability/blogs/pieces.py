"""The pieces of a blog as articles and pages of ours."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ... import plaintext
from ...articles import mentions, queries, rules, tags, taking_in
from ...articles.rules import ArticleText, State
from ...articles.taking_in import Arrival, Past
from ...db import writing
from ...links import is_web_address
from ...site import actions as site
from ..own import Own
from ..phrases import phrase
from ..pictures import Taken
from . import markdown, memory
from .inline import Here
from .records import Outline, Piece

if TYPE_CHECKING:
    from .moving import Job

AT_ONCE = 100  # of one write
NAMES = "[]("  # a link with the headline of what it leads to
LINE = 200  # characters of what stands on one line


class Pieces:
    """Takes pieces one by one, and stores some at a time."""

    def __init__(self, job: "Job", known: Mapping[str, tuple[int, str]], outline: Outline) -> None:
        self.job, self.known = job, known
        self.old = {sketch.id: sketch.old for sketch in outline.pieces}
        self.tags = {plaintext.slug(each.name): (each.name, each.description) for each in outline.names}
        self.ours: dict[str, int | None] = {}  # ids by those there; None: in a rehearsal, for what is new
        self.named = {tag.slug for tag in tags.names()}  # all tags that there are, also those of what comes in
        self.pinned = "" if queries.has_pinned() else outline.pinned
        self.waiting: list[tuple[Piece, str, Arrival]] = []  # with its checksum
        self.naming: list[str] = []  # those that say the headlines of others

    def take(self, piece: Piece) -> None:
        """Take one, unless it came in before."""
        report, checksum = self.job.report, piece.checksum
        if piece.is_public and piece.published_at is None:
            piece.published_at = self.job.now
        if piece.own and NAMES in piece.own.texts["body"]:
            self.naming.append(piece.id)
        state = _state(piece, self.job)
        if piece.id in self.known:
            our_id, before = self.known[piece.id]
            report.pieces[f"{piece.kind}, {state}", "there"] += 1
            if piece.id in self.job.addresses.paths:
                self.ours[piece.id] = our_id
                if before and checksum != before:
                    report.changed.append(self.job.addresses.paths[piece.id])
            return
        arrival = self._arrival(piece)
        if arrival is None:
            report.pieces[f"{piece.kind}, {state}", "left"] += 1
            return
        report.notes += [_note(piece, words) for words in piece.notes]
        report.shortcodes.update(piece.shortcodes)
        report.pieces[f"{piece.kind}, {_state(piece, self.job)}", "new"] += 1
        self.ours[piece.id] = None
        self.named.update(map(plaintext.slug, piece.tags))
        self.waiting.append((piece, checksum, arrival))
        if len(self.waiting) >= AT_ONCE:
            self.store()

    def end(self) -> None:
        """No more come: what one says of another is known now."""
        self.store()
        ids = [our_id for id in self.naming if (our_id := self.ours.get(id))]
        for start in range(0, len(ids), AT_ONCE):
            with writing() as session:
                mentions.draw_again(session, ids[start : start + AT_ONCE])

    def store(self) -> None:
        """Write down what waits, with the memory of it and its former addresses, in one write."""
        some, self.waiting = self.waiting, []
        addresses = self.job.addresses
        led = {old: addresses.paths[piece.id] for piece, *_ in some for old in self.old[piece.id]
               if addresses.new.get(old) == addresses.paths[piece.id] and addresses.may_lead(old)}  # fmt: skip
        led |= self.job.uploads.led
        self.job.uploads.led = {}
        if self.job.dry_run:
            self.job.report.redirects += len(led)
            return
        with writing() as session:
            ids = taking_in.take_in_all(session, [arrival for *_, arrival in some], self.job.now)
            came = {piece.id: (id, checksum) for (piece, checksum, _), id in zip(some, ids, strict=True)}
            memory.keep(session, self.job.key, memory.Kind.PIECE, came)
            self.job.report.redirects += site.lead_all(session, led)
        self.ours |= {id: our_id for id, (our_id, _checksum) in came.items()}

    def _arrival(self, piece: Piece) -> Arrival | None:
        """A piece in words of ours; None for one that is too long."""
        if piece.own and (own_body := self.job.uploads.placed(piece.own.texts["body"])):
            return self._own_arrival(piece, piece.own, own_body)
        here = Here(self._address, self.job.uploads.picture, self.job.report.gone, self.job.report.lost)
        too_long = len(piece.html) > 2 * rules.BODY
        body = "" if too_long else plaintext.plain(markdown.article(piece.html, here))
        if too_long or len(body) > rules.BODY:
            why = phrase("it is longer than %(count)s characters, and was left out", count=rules.BODY)
            self.job.report.notes.append(_note(piece, why))
            return None
        if not body and piece.published_at:
            piece.published_at = None
            piece.notes.append(phrase("it has no words, and is a draft here"))
        picture = self._picture(piece)
        text = ArticleText(
            title=piece.title[: rules.TITLE],
            body=body,
            kind=piece.kind,
            slug=self.job.addresses.slug(piece.id),
            summary=piece.summary,
            author=piece.author[:LINE],
            language=self.job.language,
            tags=piece.tags,
            comments_open=piece.takes_comments,
            published_at=piece.published_at,
            picture_id=picture.id if picture else None,
            picture_alt=piece.picture_alt[:LINE] if picture else "",
        )
        columns = {"created_at": piece.created_at or piece.published_at or self.job.now}
        columns["updated_at"] = piece.updated_at or columns["created_at"]
        if piece.updated_at and piece.published_at:
            columns["revised_at"] = piece.updated_at
        return self._drawn(piece, text, Past(columns, tags=self.tags))

    def _own_arrival(self, piece: Piece, own: Own, body: str) -> Arrival:
        """A piece of a blog like this one, in the words that it had there."""
        picture = self._picture(piece)
        texts: dict[str, Any] = own.texts | {"body": body}
        if not is_web_address(texts["source_url"]):
            texts["source_url"] = ""
        if not picture:
            texts |= {"picture_alt": "", "picture_caption": "", "picture_credit": ""}
        piece.tags = tuple(slug for slug, _name in own.tags)
        text = ArticleText(
            title=piece.title[: rules.TITLE],
            kind=piece.kind,
            slug=self.job.addresses.slug(piece.id),
            author=piece.author[:LINE],
            tags=piece.tags,
            comments_open=piece.takes_comments,
            published_at=piece.published_at,
            picture_id=picture.id if picture else None,
            menu_place=own.menu_place,
            **texts,
        )
        named = {slug: (name, self.tags.get(plaintext.slug(name), ("", ""))[1]) for slug, name in own.tags}
        made = own.moments["created_at"] or self.job.now
        columns = own.moments | {"created_at": made, "updated_at": own.moments["updated_at"] or made}
        return self._drawn(piece, text, Past(columns, corrections=own.corrections, tags=named))

    def _picture(self, piece: Piece) -> Taken | None:
        """The one that leads it."""
        picture = self.job.uploads.take(piece.picture) if piece.picture else None
        if piece.picture and picture is None:
            self.job.report.lost[piece.picture] += 1
        return picture

    def _drawn(self, piece: Piece, text: ArticleText, past: Past) -> Arrival:
        if text.published_at and piece.id == self.pinned:
            past = replace(past, columns={**past.columns, "pinned_at": self.job.now})
        elif text.published_at and piece.is_pinned:
            piece.notes.append(phrase("it was sticky there; another article leads the first page here"))
        return Arrival(text, past, mentions.render("" if self.job.dry_run else text.body, text.language))

    def _address(self, address: str) -> str | None:
        if found := self.job.addresses.find(address):
            return found
        return self.job.uploads.picture(address)


def _note(piece: Piece, words: str) -> tuple[int, str]:
    return piece.line, phrase("%(title)s: %(words)s", title=piece.title[:60], words=words)


def _state(piece: Piece, job: "Job") -> State:
    is_live = piece.published_at is not None and piece.published_at <= job.now
    return rules.state(piece.published_at, is_live, None)
