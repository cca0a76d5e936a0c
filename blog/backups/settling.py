"""A database of before, made one that readers can be given now: who was erased since is not in it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from .. import db
from ..config import Config
from ..people import sessions
from ..tokens import key_fingerprint
from ..trouble import Trouble, trouble
from . import erased, making
from .archive import Archive
from .manifest import Unfit

OF_THE_MACHINE = {Trouble.FULL, Trouble.AWAY, Trouble.BUSY}


@dataclass(slots=True)
class Restored:
    """What was brought back: of when, where the former site is, and what its owner should know.

    `kept` is a folder, and `schema` one of PostgreSQL that has its tables; either may not be there.
    """

    made_at: datetime
    kept: Path
    schema: str = ""
    warnings: list[str] = field(default_factory=list)


def settle(engine: Engine, lines: set[erased.Line], made_at: datetime) -> None:
    """Erase again who was erased, and sign every browser out. Raises Unfit."""
    with taking_nothing_odd(), db.on(engine):
        erased.erase_again(lines, made_at)
        sessions.forget_all()
        making.announce("restored")


@contextmanager
def taking_nothing_odd() -> Iterator[None]:
    """What the rows of a site of ours could not bring about is a fault of theirs. Raises Unfit."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ValueError, TypeError) as error:
        if trouble(error) in OF_THE_MACHINE:
            raise
        raise Unfit(f"its database holds what no site of ours does ({error.__class__.__name__})") from error


def known(archive: Archive, file: Path, config: Config) -> tuple[set[erased.Line], set[erased.Line]]:
    """Who was erased: by the list here; and by that in the archive and the one beside it, which is kept here too."""
    theirs = erased.read(archive.erased()) | erased.read(erased.kept(file.parent))
    return erased.read(erased.kept(config.backup_folder)), theirs


def warnings(archive: Archive, known: set[erased.Line]) -> Iterator[str]:
    """What its owner should know of a site that is brought back."""
    key = key_fingerprint()
    if archive.manifest.key != key:
        yield (
            "The secret key is not the one of this backup: links to commenters' private pages and in mails no longer "
            "work. Put the former secret_key into the instance folder, and restore again with --force."
        )
    if count := sum(line.key != key and line.at >= archive.manifest.made_at for line in known):
        yield f"With another secret key, {count} erasures since then cannot be done again."
    if lost := archive.manifest.lost:
        yield f"{len(lost)} files of pictures were missing already when it was made, like {lost[0]}."
