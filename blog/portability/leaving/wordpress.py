"""The blog as a file that the importer of WordPress takes (WXR 1.2)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from ...articles import queries, rules
from ...articles.models import Article, Tag
from ...comments.models import Comment
from ...db import db
from ...media.models import Media
from ...media.queries import rows as media_rows
from ...site.models import Redirect
from ...site.queries import settings
from ..blogs.records import Step
from .items import Items
from .people import authors
from .rows import found, last_ids, some

MEDIA = select(Media.id).where(Media.id <= bindparam("last")).order_by(Media.id)
PIECES = select(Article.id).where(Article.id <= bindparam("last")).order_by(Article.id)
TAGS = select(Tag.id, Tag.slug, Tag.name, Tag.description).order_by(Tag.id)
FORMER = select(Redirect.old).where(Redirect.new == bindparam("path")).order_by(Redirect.old)
ALL_FORMER = select(func.count()).select_from(Redirect)
ALL_LETTERS = select(func.count()).where(Comment.id <= bindparam("last"))
# As they stand on the page, after those without a place there, which some of them answer.
IN_ORDER = (Comment.rank.nulls_first(), Comment.id)
LETTER_IDS = (
    select(Comment.id)
    .where(Comment.article_id == bindparam("article_id"), Comment.id <= bindparam("last"))
    .order_by(*IN_ORDER)
)
LETTERS = select(
    Comment.id, Comment.parent_id, Comment.name, Comment.email, Comment.website, Comment.address_short,
    Comment.body, Comment.body_html, Comment.status, Comment.by_editor, Comment.submitted_at,
).where(Comment.id.in_(bindparam("ids", expanding=True))).order_by(*IN_ORDER)  # fmt: skip


@dataclass(slots=True)
class Report:
    """What went along, by its state, and what WordPress has no place for."""

    pieces: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    files: int = 0
    redirects: int = 0  # that lead to no piece
    characters: int = 0  # that XML does not know

    def lines(self) -> Iterator[str]:
        """The same as lines for a terminal."""
        yield "Done:"
        for counts in (self.pieces, self.letters):
            yield from (f"{name:<24}{counts[name]:>12,}" for name in sorted(counts))
        yield f"{'files of the library':<24}{self.files:>12,}"
        withdrawn = sum(count for name, count in self.pieces.items() if name.endswith(rules.State.WITHDRAWN))
        for count, words in (
            (withdrawn, "withdrawn pieces are private there"),
            (self.redirects, "former addresses lead to no piece, and are not in it"),
            (self.characters, "characters that XML has no place for were left out"),
        ):
            if count:
                yield f"{count:,} {words}"


def document(now: datetime, report: Report, step: Step) -> Iterator[str]:
    """The file, part by part; `report` is whole when it ends."""
    site, last = settings(), last_ids()
    people = authors()
    items = Items(ZoneInfo(site.time_zone), people, last["article"])
    media = [row.id for row in found(MEDIA, {"last": last["media"]})]
    pieces = [row.id for row in found(PIECES, {"last": last["article"]})]
    total = len(media) + len(pieces) + found(ALL_LETTERS, {"last": last["comment"]})[0][0]
    report.redirects = found(ALL_FORMER)[0][0]
    yield items.head(site, now)
    yield from map(items.author, people.values())
    yield from map(items.tag, found(TAGS))
    for ids in some(media):
        files = media_rows(ids)
        db.session.rollback()
        for file in files:
            yield items.medium(file)
            report.files += 1
    for id in pieces:
        yield from _piece(items, id, last["comment"], report)
        step(report.files + report.pieces.total() + report.letters.total(), total)
    report.characters = items.elements.left_out
    yield "</channel>\n</rss>\n"
    step(total, total)


def _piece(items: Items, id: int, last_letter: int, report: Report) -> Iterator[str]:
    """A piece with its letters; nothing of one that is gone by now."""
    piece = queries.by_id(id)
    if piece is None:
        return
    former = [row.old for row in found(FORMER, {"path": rules.path(piece.kind, piece.slug)})]
    drawn = items.piece(piece, queries.tags_of(id), queries.corrections(id), former)
    db.session.rollback()
    yield drawn
    report.redirects -= len(former)
    report.pieces[f"{piece.kind}, {rules.state(piece.published_at, piece.is_live, piece.withdrawn_at)}"] += 1
    letters = [row.id for row in found(LETTER_IDS, {"article_id": id, "last": last_letter})]
    for ids in some(letters):
        for letter in found(LETTERS, {"ids": ids}):
            yield items.letter(letter)
            report.letters[letter.status] += 1
    yield "</item>\n"
