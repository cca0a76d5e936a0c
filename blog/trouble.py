"""What is wrong with the place where everything is stored, told from the error that came of it."""

import sqlite3
from enum import StrEnum
from errno import EDQUOT, EFBIG, EIO, ENOSPC, EROFS


class Trouble(StrEnum):
    """Why nothing can be stored, or read, for now."""

    BUSY = "the database is busy"
    FULL = "the disk is full"
    READ_ONLY = "the disk can only be read"
    BROKEN = "the disk or the database is damaged"


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
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return OF_DATABASE.get(code) or OF_DATABASE.get(code & 0xFF)  # the rest of it is detail


def in_words(error: BaseException) -> str:
    """What somebody at a terminal is told: the error's own words, and what they mean here."""
    why = trouble(error)
    return f"{getattr(error, 'orig', error)}" + (f" ({why})" if why else "")
