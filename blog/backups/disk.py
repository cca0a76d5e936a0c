"""Putting files in their place, so that they are there after a power cut, whole or not at all."""

import os
import shutil
from hashlib import sha256
from pathlib import Path

from .archive import Archive, chunks
from .manifest import Entry


def sync(path: Path) -> None:
    """Put a file, or what was made and renamed in a folder, on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def put(path: Path, text: bytes) -> None:
    """A file with these words takes the place of the former one."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(text)
    part.chmod(0o600)
    sync(part)
    part.replace(path)
    sync(path.parent)


def entry(path: Path) -> Entry:
    """What a file is."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        for chunk in chunks(file):
            digest.update(chunk)
            size += len(chunk)
    return Entry(digest.hexdigest(), size)


def bring(archive: Archive, name: str, to: Path) -> None:
    """Copy a file of an archive to where nothing is yet; originals are for their owner only. Raises Unfit."""
    mode = 0o600 if name.startswith("originals/") else 0o666
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as copy:
        archive.copy(name, copy)
        copy.flush()
        os.fsync(copy.fileno())


def is_same(there: Path, path: Path, known: Entry) -> bool:
    """Whether a file is the other one, or a copy that is still whole."""
    return there.exists() and (there.samefile(path) or entry(there) == known)


def link(path: Path, to: Path) -> None:
    """The same file in another place, which takes no room where the file system can do that; else a copy."""
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.link(path, part)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, part)
        sync(part)
    part.replace(to)
