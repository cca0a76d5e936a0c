"""A backup is brought back to a scratch folder, and looked at, before it counts."""

from pathlib import Path

from . import databases
from .archive import DATABASE, Archive, opened
from .manifest import Unfit


def check(path: Path, shared: Path, scratch: Path) -> None:
    """Whether a finished archive can be restored: its database answers, and every file is there. Raises Unfit."""
    with opened(path, shared) as archive:
        database = bring_back(archive, scratch)
        check_files(archive, database)
        databases.ask(database)
        archive.erased()
        for name in archive.files:
            archive.copy(name, None)


def bring_back(archive: Archive, scratch: Path) -> Path:
    """The database of an archive in a scratch folder, whole and ours. Raises Unfit."""
    database = scratch / DATABASE
    with database.open("xb") as file:
        archive.copy(DATABASE, file)
    databases.check(database, archive.manifest.revision, archive.manifest.rows)
    return database


def check_files(archive: Archive, database: Path) -> None:
    """Whether an archive lists every file that its database, of this release by now, shows to readers. Raises Unfit."""
    _names, served = databases.library(database)
    listed = {Path(name).name for name in archive.files} | {Path(name).name for name in archive.manifest.lost}
    if missing := served - listed:
        raise Unfit(f"{min(missing)}, which its pages show, is not listed in it")
