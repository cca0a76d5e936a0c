"""The migrations, run on a database of either kind."""

from pathlib import Path

from sqlalchemy import Connection, Inspector, inspect

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# By the names of their files, in order. Alembic knows them too, and takes 15 MB that a server has no other use for.
REVISIONS = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
PATIENCE = 10  # seconds to wait for another process to let go


class UpgradeError(Exception):
    """A database that cannot be brought to this release; one line says why."""


def run(connection: Connection, revision: str) -> None:
    """Bring the tables to a revision, inside the transaction that is open."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def stands_at(connection: Connection) -> str | None:
    """Where the tables stand; None where there are none of ours."""
    inspector: Inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found
