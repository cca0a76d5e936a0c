"""A backup is brought back to scratch, and looked at, before it counts."""

from pathlib import Path

from . import databases
from .archive import opened


def check(path: Path, shared: Path, scratch: Path) -> None:
    """Whether a finished archive can be restored: its database is whole, and every file is there. Raises Unfit."""
    with opened(path, shared) as archive:
        databases.own(archive.manifest.database).prove(archive, scratch)
        archive.erased()
        for name in archive.files:
            archive.copy(name, None)
