"""The file of a backup: a tar of a manifest, the list of files, who was erased, and the database; then maybe the files.

What is read may come from anywhere: only plain members in this order, with these names, and no longer than the file.
"""

import os
import re
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tarfile import TarInfo
from typing import BinaryIO

from .manifest import Entry, Manifest, Unfit

MANIFEST, FILES, ERASED = "manifest.json", "files", "erased"
LONGEST = {MANIFEST: 1_000_000, FILES: 50_000_000, ERASED: 50_000_000}  # bytes; what is read whole is short
MOST_FILES = 200_000
BLOCK, CHUNK = tarfile.BLOCKSIZE, 1 << 18
END = 2 * BLOCK  # zeros
LINE = re.compile(rb"([0-9a-f]{64}) ([0-9]{1,12}) ((?:media|originals)/[0-9A-Za-z][0-9A-Za-z._-]{0,199})\n")
SHARED = re.compile(r"files/([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Member:
    """Where the bytes of a member stand in the archive."""

    name: str
    start: int
    size: int


@dataclass
class Archive:
    """An archive that is open to be read: what it says of itself, and its files by where they belong."""

    file: BinaryIO
    size: int
    shared: Path  # the folder of the files that are not in it
    manifest: Manifest = field(init=False)
    files: dict[str, Entry] = field(init=False)
    _members: dict[str, Member] = field(init=False)

    def __post_init__(self) -> None:
        """Raises Unfit."""
        ordered = _members(self.file, self.size)
        first = next(ordered, None)
        if first is None or first.name != MANIFEST:
            raise Unfit("it is no backup of Letterpress")
        self._members = {MANIFEST: first}
        self.manifest = Manifest.read(self._read(MANIFEST))
        for name in (FILES, ERASED, self.manifest.database):
            member = next(ordered, None)
            if member is None or member.name != name or member.size != self.manifest.members[name].size:
                raise Unfit(f"{name} is not where it should be, or not as long as it says")
            self._members[name] = member
        self.files = _listed(self._checked(FILES))
        self._find_files(ordered)

    def erased(self) -> bytes:
        """The list of who was erased when it was made. Raises Unfit."""
        return self._checked(ERASED)

    def check_lists(self, served: set[str]) -> None:
        """Whether it lists every file that its database, of this release by now, shows to readers. Raises Unfit."""
        listed = {Path(name).name for name in self.files} | {Path(name).name for name in self.manifest.lost}
        if missing := served - listed:
            raise Unfit(f"{min(missing)}, which its pages show, is not listed in it")

    def copy(self, name: str, to: BinaryIO | None) -> None:
        """Copy the database or a file somewhere, or only look whether it is what it should be. Raises Unfit."""
        entry = self.manifest.members.get(name) or self.files[name]
        member = self._members.get(name) or self._members.get(f"files/{entry.digest}")
        digest = sha256()
        for chunk in self._chunks(member) if member else self._shared_chunks(name, entry):
            digest.update(chunk)
            if to is not None:
                to.write(chunk)
        if digest.hexdigest() != entry.digest:
            raise Unfit(f"{name} is damaged")

    def _checked(self, name: str) -> bytes:
        data = self._read(name)
        if sha256(data).hexdigest() != self.manifest.members[name].digest:
            raise Unfit(f"{name} is damaged")
        return data

    def _read(self, name: str) -> bytes:
        member = self._members[name]
        if member.size > LONGEST[name]:
            raise Unfit(f"{name} is longer than any that was ever made")
        self.file.seek(member.start)
        return self.file.read(member.size)

    def _find_files(self, rest: Iterator[Member]) -> None:
        sizes = {entry.digest: entry.size for entry in self.files.values()}
        for member in rest:
            found = SHARED.fullmatch(member.name)
            if not found or sizes.get(found[1]) != member.size or member.name in self._members:
                raise Unfit(f"{member.name[:100]!r} does not belong in it")
            self._members[member.name] = member

    def _chunks(self, member: Member) -> Iterator[bytes]:
        self.file.seek(member.start)
        left = member.size
        while left and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def _shared_chunks(self, name: str, entry: Entry) -> Iterator[bytes]:
        try:
            with plain_file(self.shared / entry.digest) as file:
                if os.fstat(file.fileno()).st_size != entry.size:
                    raise Unfit(f"{name} is damaged")
                yield from chunks(file)
        except FileNotFoundError:
            raise Unfit(f"{name} is neither in it nor in {self.shared}") from None


@contextmanager
def opened(path: Path, shared: Path | None = None) -> Iterator[Archive]:
    """Read an archive; the files that are not in it stand in `files` beside it. Raises Unfit and OSError."""
    with plain_file(path) as file:
        yield Archive(file, os.fstat(file.fileno()).st_size, shared or path.parent / "files")


@contextmanager
def plain_file(path: Path) -> Iterator[BinaryIO]:
    """Open what is a plain file; a pipe would be waited for without end. Raises Unfit and OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unfit(f"{path.name} is no file")
    with os.fdopen(descriptor, "rb") as file:
        yield file


def write(path: Path, manifest: Manifest, parts: dict[str, Path]) -> None:
    """Write an archive that is on the disk when this ends; `parts` are the members after the manifest, in order."""
    text = manifest.text()
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(header(MANIFEST, len(text), manifest) + text + padding(len(text)))
        for name, part in parts.items():
            size = part.stat().st_size
            file.write(header(name, size, manifest))
            with part.open("rb") as source:
                for chunk in chunks(source):
                    file.write(chunk)
            file.write(padding(size))
        file.write(bytes(END))
        file.flush()
        os.fsync(file.fileno())


def list_text(files: dict[str, Entry]) -> bytes:
    """The list of files as it stands in an archive."""
    return "".join(f"{entry.digest} {entry.size} {name}\n" for name, entry in sorted(files.items())).encode()


def is_name(name: str) -> bool:
    """Whether a file of the library may stand in the list."""
    return bool(LINE.fullmatch(f"{'0' * 64} 0 {name}\n".encode()))


def header(name: str, size: int, manifest: Manifest) -> bytes:
    """What stands before a member."""
    info = TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(manifest.made_at.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT)


def padding(size: int) -> bytes:
    """What stands after so many bytes."""
    return bytes(-size % BLOCK)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, in parts that no memory feels."""
    return iter(lambda: file.read(CHUNK), b"")


def _members(file: BinaryIO, end: int) -> Iterator[Member]:
    """The members of a tar, read by their headers alone: no links, no devices, no long names, nothing sparse."""
    at = 0
    while True:
        file.seek(at)
        block = file.read(BLOCK)
        if block and not any(block):
            return
        try:
            info = TarInfo.frombuf(block, "ascii", "strict")
        except (tarfile.HeaderError, UnicodeError):
            raise Unfit("it is cut off" if at else "it is no backup of Letterpress") from None
        if info.type != tarfile.REGTYPE or info.mode & ~0o777:
            raise Unfit(f"{info.name[:100]!r} is no plain file")
        at += BLOCK
        if not 0 <= info.size <= end - at:
            raise Unfit("it is cut off")
        yield Member(info.name, at, info.size)
        at += info.size + len(padding(info.size % BLOCK))


def _listed(text: bytes) -> dict[str, Entry]:
    files: dict[str, Entry] = {}
    if text.count(b"\n") > MOST_FILES:
        raise Unfit("it lists more files than any site has")
    for line in text.splitlines(keepends=True):
        found = LINE.fullmatch(line)
        if not found or (name := found[3].decode()) in files:
            raise Unfit("its list of files is not one of ours")
        files[name] = Entry(found[1].decode(), int(found[2]))
    return files
