"""What is drawn on every page, kept with the connection that read it while the content version is what it was.

Only for what depends on tables of `version.VISIBLE` and on nothing else. The version is read once a transaction, in the
snapshot of all that is drawn; a write sees its own changes and keeps nothing, as it may be rolled back.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import Connection

from ..db import db
from ..engines import is_write
from . import version

Read = TypeVar("Read", bound=Callable[[], Any])


def kept(read: Read) -> Read:
    """Let a function without arguments read only what may be new; what it gives is never changed by whoever gets it."""

    @wraps(read)
    def look() -> Any:
        connection = db.session.connection()
        if is_write(connection):
            return read()
        here = _version(connection)
        known = connection.info.setdefault("kept", {})
        if known.get(look, (None, None))[0] != here:
            known[look] = here, read()
        return known[look][1]

    return look  # type: ignore[return-value]


def _version(connection: Connection) -> int:
    """What `db` forgets when a transaction begins."""
    known = connection.info
    if known.get("version") is None:
        known["version"] = version.current()
    found: int = known["version"]
    return found
