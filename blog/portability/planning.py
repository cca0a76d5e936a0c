"""Which pieces a folder holds, under which addresses, and which file of it a link means."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from ..articles import rules
from ..articles.rules import Kind
from . import reading
from .fronts import Unreadable
from .library import MARK
from .meanings import Meaning, understand
from .reading import Source

OURS = {"articles": Kind.ARTICLE, "pages": Kind.PAGE}
ROOTS = ("", "content", "_posts", "posts", "content/posts", "content/post", "src")
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that is to become a piece, and under which address."""

    path: PurePosixPath
    kind: Kind
    slug: str

    @property
    def address(self) -> str:
        return rules.path(self.kind, self.slug)


@dataclass(slots=True)
class Plan:
    """What a folder holds; the earliest piece first."""

    folder: Path
    zone: tzinfo
    is_own: bool
    is_jekyll: bool
    pieces: list[Planned] = field(default_factory=list)
    passed: list[tuple[str, str]] = field(default_factory=list)  # files that are no pieces, and why
    failed: list[tuple[str, str]] = field(default_factory=list)  # files that cannot be read, and why
    targets: dict[PurePosixPath, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)

    def source(self, path: PurePosixPath) -> Source:
        """A file as it is written. Raises Unreadable."""
        return reading.read(self.folder, path, verbatim=self.is_own)

    def meaning(self, source: Source) -> Meaning:
        """What it says. Raises Unreadable."""
        piece = understand(source, self.zone, is_own=self.is_own, is_spaced=self.is_jekyll)
        if self.is_own:
            piece.kind = OURS[source.path.parts[0]]
        return piece

    def target(self, path: str, near: PurePosixPath) -> str | None:
        """The address here of the file that a link means."""
        bases = [*([] if path.startswith("/") else [near.parent]), *map(PurePosixPath, ROOTS)]
        for base in bases:
            inside = os.path.normpath(base / path.strip("/"))
            for ending in ("", "/index.md", *reading.MARKDOWN):
                if found := self.targets.get(PurePosixPath(inside + ending)):
                    return found
        return self.stems.get(PurePosixPath(path).stem)


def plan(folder: Path, zone: tzinfo) -> Plan:
    """Read every file once, for its address. Raises reading.TooMuch."""
    is_own = (folder / MARK).is_file()
    files, passed = reading.find(folder)
    is_jekyll = (folder / "_config.yml").exists() or any("_posts" in path.parts for path in files)
    made = Plan(folder, zone, is_own, is_jekyll, passed=passed)
    found: list[tuple[datetime, PurePosixPath, Meaning]] = []
    for path in files:
        if is_own and (len(path.parts) != 2 or path.parts[0] not in OURS):
            made.passed.append((reading.shown(path), "not in articles or pages"))
        elif path.stem == "_index":
            made.passed.append((reading.shown(path), "a section's own page"))
        else:
            found.extend(_look(made, path))
    for _date, path, piece in sorted(found, key=lambda each: each[:2]):
        _place(made, path, piece)
    return made


def _look(made: Plan, path: PurePosixPath) -> Iterator[tuple[datetime, PurePosixPath, Meaning]]:
    try:
        source = made.source(path)
        if path.stem == "index" and not source.body.strip():
            made.passed.append((reading.shown(path), "a list of others, without a text of its own"))
            return
        piece = made.meaning(source)
    except Unreadable as error:
        made.failed.append(failure(path, error))
        return
    date = piece.said.get("created_at") or piece.said.get("published_at") or LATEST
    piece.said["body"] = ""  # ten thousand of them do not belong in memory
    yield date, path, piece


def _place(made: Plan, path: PurePosixPath, piece: Meaning) -> None:
    """Give it its address; a second file that wants the same gets -2, each time."""
    slug, number = piece.slug, 2
    while slug in made.slugs:
        slug, number = f"{piece.slug}-{number}", number + 1
    made.slugs.add(slug)
    planned = Planned(path, piece.kind, slug)
    made.pieces.append(planned)
    made.targets[path] = planned.address
    made.stems.setdefault(path.parent.name if path.stem == "index" else path.stem, planned.address)


def failure(path: PurePosixPath, error: Exception) -> tuple[str, str]:
    """Where a file cannot be read, and why: `posts/a.md:3` and the words, or `posts/a.md` and the words."""
    line, sign, words = str(error).partition(": ")
    return (f"{reading.shown(path)}:{line}", words) if sign and line.isdigit() else (reading.shown(path), str(error))
