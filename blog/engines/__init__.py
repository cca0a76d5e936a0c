"""The databases that keep everything, a file each: how their connections are set up, and how a write waits its turn."""

from sqlalchemy.engine import Connection

BUSY = 30_000  # milliseconds that a write waits for others


def is_write(connection: Connection) -> bool:
    """Whether its transaction is one of `db.writing`."""
    return bool(connection.get_execution_options().get("write", False))
