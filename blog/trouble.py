"""What is wrong with the place where everything is stored, told from the error that came of it."""

import sqlite3
from enum import StrEnum
from errno import EDQUOT, EFBIG, EIO, ENOSPC, EROFS
from typing import Any


class Trouble(StrEnum):
    """Why nothing can be stored, or read, for now."""

    BUSY = "the database is busy"
    FULL = "the disk is full"
    READ_ONLY = "the disk can only be read"
    BROKEN = "the disk or the database is damaged"
    AWAY = "the database cannot be reached"


class Busy(Exception):
    """More is asked at this moment than can be done: nothing was done, and it can be asked again soon."""


OF_DATABASE = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_PROTOCOL: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: Trouble.FULL,  # of the index of the log: what a start needs room for first
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.BROKEN,
    sqlite3.SQLITE_IOERR: Trouble.BROKEN,
    sqlite3.SQLITE_CORRUPT: Trouble.BROKEN,
    sqlite3.SQLITE_NOTADB: Trouble.BROKEN,
}
# The codes of PostgreSQL, by their beginnings (https://www.postgresql.org/docs/15/errcodes-appendix.html).
OF_SERVER = {
    "40": Trouble.BUSY,  # two acts that cannot both be done
    "53100": Trouble.FULL,
    "53": Trouble.BUSY,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "25006": Trouble.READ_ONLY,
    "58": Trouble.BROKEN,
    "XX": Trouble.BROKEN,
    "08": Trouble.AWAY,
    "28": Trouble.AWAY,
    "3D": Trouble.AWAY,
    "57P": Trouble.AWAY,  # it stops, or starts
}
OF_FILES = {
    ENOSPC: Trouble.FULL,
    EDQUOT: Trouble.FULL,
    EFBIG: Trouble.FULL,
    EROFS: Trouble.READ_ONLY,
    EIO: Trouble.BROKEN,
}


def trouble(error: BaseException) -> Trouble | None:
    """What it says of the disk or the database; None for any other fault."""
    if isinstance(error, Busy):
        return Trouble.BUSY
    if isinstance(error, OSError):
        return OF_FILES.get(error.errno or 0)
    cause = getattr(error, "orig", error)
    if hasattr(cause, "sqlstate"):
        return _of_server(cause)
    code = getattr(cause, "sqlite_errorcode", 0)
    return OF_DATABASE.get(code) or OF_DATABASE.get(code & 0xFF)  # the rest of it is detail


def in_words(error: BaseException) -> str:
    """What somebody at a terminal is told: the error's own words, and what they mean here."""
    why = trouble(error)
    return f"{getattr(error, 'orig', error)}".partition("\n")[0] + (f" ({why})" if why else "")


def _of_server(cause: Any) -> Trouble | None:
    """Of an error of psycopg, which is loaded only where it is used."""
    if cause.sqlstate is None:  # no answer came, or none that was understood
        return Trouble.AWAY if any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__) else None
    return next((why for code, why in OF_SERVER.items() if cause.sqlstate.startswith(code)), None)
