"""Writing all pieces into a folder of Markdown files with their media: the same bytes for the same blog."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from .. import plaintext
from ..articles import queries
from ..articles.models import Article, Tag
from ..articles.rules import Kind
from ..db import AnyRow, db
from ..media.models import Media
from ..site.models import Redirect
from .library import FORMAT, MARK, MEDIA, REDIRECTS, TAGS
from .originals import original
from .reading import shown

FOLDERS = {Kind.ARTICLE: "articles", Kind.PAGE: "pages"}
NAME_BYTES = 200  # of a file's name; a slug of eighty letters can be longer than a disk takes
PIECES = select(Article.id).order_by(Article.kind, Article.slug)
ALL_MEDIA = select(*Media.__table__.columns).order_by(Media.name)
ALL_TAGS = select(Tag.slug, Tag.name, Tag.description).order_by(Tag.slug)
ALL_REDIRECTS = select(Redirect.old, Redirect.new).order_by(Redirect.old)
# Our columns that stand in the front matter, in its order, and under which names.
PLAIN = {
    "standfirst": "standfirst", "summary": "summary", "author": "author", "language": "language",
}  # fmt: skip
MORE = {
    "source_name": "source_name", "source_url": "source_url", "disclaimer": "disclaimer",
}  # fmt: skip
PAST = {"revised": "revised_at", "pinned": "pinned_at", "withdrawn": "withdrawn_at", "farewell": "farewell"}

Step = Callable[[int, int], None]  # how much is done, and of how much


class NotEmpty(Exception):
    """A folder that an export cannot go into; its text says why."""


@dataclass(slots=True)
class Report:
    """How much was written, and which pictures' files are missing."""

    articles: int = 0
    pages: int = 0
    pictures: int = 0
    missing: list[str] = field(default_factory=list)


def export_folder(folder: Path, media_folder: Path, step: Step) -> Report:
    """Write everything into a new or empty folder. Raises NotEmpty and OSError."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise NotEmpty(f"{shown(folder)} is not an empty folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # drafts are in it
    report = Report()
    for name, said in files(media_folder, report, step):
        _place(folder / name, said)
    return report


def files(media_folder: Path, report: Report, step: Step) -> Iterator[tuple[str, bytes | Path]]:
    """Each file by its name in the folder, and what is in it, or which file it is a copy of.

    The database is read a piece at a time, so that whoever takes this slowly keeps nothing waiting.
    """
    pieces, media = list(db.session.scalars(PIECES)), list(db.session.execute(ALL_MEDIA))
    db.session.rollback()
    total = len(pieces) + len(media)
    placed: dict[int, str] = {}
    items: list[dict[str, Any]] = []
    for number, row in enumerate(media):
        step(number, total)
        if source := original(media_folder, row.name, row.widths, row.formats):
            placed[row.id] = f"media/originals/{row.name}{source.suffix}"
            items.append(_medium(row, placed[row.id]))
            yield placed[row.id], source
        else:
            report.missing.append(row.original_filename or row.name)
    for number, id in enumerate(pieces, len(media)):
        step(number, total)
        if piece := queries.by_id(id):
            document = _document(piece, placed)
            db.session.rollback()
            yield f"{FOLDERS[piece.kind]}/{_file_name(piece.slug)}.md", document
            report.pages += piece.kind == Kind.PAGE
            report.articles += piece.kind == Kind.ARTICLE
    yield from _lists(items)
    report.pictures = len(items)
    step(total, total)


def _document(piece: AnyRow, files: dict[int, str]) -> bytes:
    front = {key: value for key, value in _front(piece, files) if value not in ("", None)}
    return f"---\n{_yaml(front)}---\n\n{piece.body}\n".encode()


def _front(piece: AnyRow, files: dict[int, str]) -> Iterator[tuple[str, Any]]:
    """Each field, and what it says; nothing where it says what goes without saying."""
    yield from (("title", piece.title), ("slug", piece.slug), ("date", piece.published_at))
    yield "draft", True if piece.published_at is None else None
    yield from ((key, getattr(piece, name)) for key, name in PLAIN.items())
    yield "tags", [_tag(tag) for tag in queries.tags_of(piece.id)] or None
    yield from ((key, getattr(piece, name)) for key, name in MORE.items())
    yield "image", f"../{files[piece.picture_id]}" if piece.picture_id in files else None
    yield from ((f"image_{key}", getattr(piece, f"picture_{key}")) for key in ("alt", "caption", "credit"))
    yield "also_read", queries.slug_of(piece.also_read_id)
    yield "comments", None if piece.comments_open else False
    yield "comments_closed_at", piece.comments_closed_at
    yield "menu_place", piece.menu_place if piece.menu_place != 1 else None
    yield "created", piece.created_at
    yield "updated", piece.updated_at if piece.updated_at != piece.created_at else None
    yield from ((key, getattr(piece, name)) for key, name in PAST.items())
    corrections = queries.corrections(piece.id)
    yield "corrections", [{"date": each.made_at, "text": each.text} for each in corrections] or None
    yield "sample", piece.is_sample or None


def _tag(tag: AnyRow) -> str:
    """Its name, or its slug where that is not made of it; `tags.yaml` has both."""
    return str(tag.name if plaintext.slug(tag.name) == tag.slug else tag.slug)


def _medium(row: AnyRow, file: str) -> dict[str, Any]:
    item = {"name": row.name, "file": Path(file).relative_to("media").as_posix()}
    item |= {"filename": row.original_filename} if row.original_filename else {}
    item |= {"alt": row.alt} if row.alt else {}
    item |= {"focal_point": [row.focal_x, row.focal_y]} if (row.focal_x, row.focal_y) != (50, 50) else {}
    return item | {"created": row.created_at}


def _lists(items: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    tags = [
        {"slug": tag.slug, "name": tag.name} | ({"description": tag.description} if tag.description else {})
        for tag in db.session.execute(ALL_TAGS)
    ]
    redirects = [dict(row._mapping) for row in db.session.execute(ALL_REDIRECTS)]
    db.session.rollback()
    for name, said in {MEDIA: items, TAGS: tags, REDIRECTS: redirects}.items():
        if said:
            yield name, _yaml(said).encode()
    yield MARK, f"format: {FORMAT}\n".encode()  # last: what has it is whole


def _file_name(slug: str) -> str:
    """A slug as a file's name: never a path, and not longer than a disk takes."""
    safe = "".join(c if c.isalnum() or c == "-" or ord(c) > 127 else "-" for c in slug)
    if safe == slug and len(slug.encode()) <= NAME_BYTES:
        return slug
    cut = safe.encode()[:NAME_BYTES].decode(errors="ignore")
    return f"{cut}-{sha256(slug.encode()).hexdigest()[:8]}"


def _place(path: Path, said: bytes | Path) -> None:
    """A file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(".unfinished")
    if isinstance(said, Path):
        shutil.copyfile(said, part)
    else:
        part.write_bytes(said)
    part.replace(path)


class _Dumper(yaml.SafeDumper):
    """Writes what is the same twice, twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(said: Any) -> str:
    return str(yaml.dump(said, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9))
