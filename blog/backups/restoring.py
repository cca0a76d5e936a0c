"""Bringing a backup back: all is made and checked beside the site, which then takes its place at once.

What takes its place how stands in `renaming.py` (files, and a database of SQLite) and `swapping.py` (PostgreSQL).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError

from .. import upgrade
from ..config import Config
from ..trouble import in_words
from . import databases, renaming
from .archive import opened
from .manifest import DUMP, Manifest, Unfit
from .renaming import KEPT, READY, STAGE
from .rules import Refused
from .settling import Restored

__all__ = ["KEPT", "READY", "STAGE", "RestoreRefused", "Restored", "finish", "restore", "take_back"]


class RestoreRefused(Exception):
    """Nothing was changed; its text says in one line why."""


def restore(file: Path, config: Config, now: datetime, *, force: bool = False) -> Restored:
    """Put the site of an archive in the place of this one, which is kept. Raises RestoreRefused."""
    with _refusing(file), upgrade.alone_with(config.database):
        _finish(config)
        if not force and _is_there(config):
            raise RestoreRefused(f"there is a site in {_place(config)}; --force puts it aside and keeps it")
        with opened(file) as archive:
            _check_kind(archive.manifest, config)
            restored: Restored = _own(config).restore(archive, file, config, now)
        return restored


def take_back(config: Config, now: datetime) -> Restored | None:
    """Put the database that an upgrade kept in the place of the newer one, which is kept in its turn; None where the
    one that is there is of this release. Raises RestoreRefused.
    """
    with _refusing(Path(_place(config))):
        if upgrade.is_current(config.database):  # perhaps as another machine took it back, and works with it
            return None
    with _refusing(Path(_place(config))), upgrade.alone_with(config.database):
        _finish(config)
        taken: Restored | None = _own(config).take_back(config, now)
        if taken is None:
            raise RestoreRefused("there is no database of this release that an upgrade kept")
        return taken


def finish(config: Config) -> None:
    """Go on with a restore that was killed while its files took their places, and forget one that was killed before.

    Raises UpgradeError.
    """
    if not upgrade.is_server(config.database) and any((config.instance / name).exists() for name in (STAGE, READY)):
        with upgrade.alone_with(config.database):
            renaming.finish(config)


def _finish(config: Config) -> None:
    """In PostgreSQL there is nothing to go on with: what was killed left a schema, which the next start removes."""
    if not upgrade.is_server(config.database):
        renaming.finish(config)


@contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """Whatever is wrong, nothing was changed, and one line says why."""
    try:
        yield
    except Unfit as error:
        raise RestoreRefused(f"{file} is not taken: {error}") from error
    except (upgrade.UpgradeError, Refused) as error:
        raise RestoreRefused(str(error)) from error
    except (DatabaseError, sqlite3.Error) as error:
        raise RestoreRefused(in_words(error)) from error
    except OSError as error:
        raise RestoreRefused(f"{error.filename or file}: {error.strerror}") from error


def _is_there(config: Config) -> bool:
    if upgrade.is_server(config.database):
        return not upgrade.is_new(config.database)
    path = Path(make_url(config.database).database or "")
    return path.exists() and path.stat().st_size > 0  # whatever it is, and even if it is damaged


def _place(config: Config) -> str:
    return upgrade.called(config.database) if upgrade.is_server(config.database) else str(config.instance)


def _check_kind(manifest: Manifest, config: Config) -> None:
    if manifest.database == databases.member(config.database):
        return
    theirs, ours = ("PostgreSQL", "SQLite") if manifest.database == DUMP else ("SQLite", "PostgreSQL")
    raise RestoreRefused(
        f"its database is of {theirs}, and this site's of {ours}; restore it with a BLOG_DATABASE_URL of {theirs}, and "
        "carry it over with `flask move-database` (docs/scaling.md)"
    )


def _own(config: Config) -> Any:
    """How a site takes its place; the driver of PostgreSQL is loaded only where it is used."""
    return import_module(f".{'swapping' if upgrade.is_server(config.database) else 'renaming'}", __package__)
