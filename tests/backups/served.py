"""What a site in PostgreSQL is, from within the app and from the database."""

import psycopg
from flask import Flask

from blog import create_app
from blog.carrying.rows import Sum, reading
from blog.config import Config
from blog.db import Base, another
from tests.backups.sites import close


class inside:  # noqa: N801 - it reads as what it is
    """An app on a site, in this process."""

    def __init__(self, config: Config) -> None:
        self.app = create_app(config, {"TESTING": True})
        self.context = self.app.app_context()

    def __enter__(self) -> Flask:
        self.context.push()
        return self.app

    def __exit__(self, *_: object) -> None:
        close()
        self.context.pop()


def sums(url: str) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and their checksum."""
    engine, found = another(url), {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            sum = Sum()
            for rows in reading(connection, table):
                sum.add(rows)
            found[table.name] = (sum.rows, sum.checksum)
    engine.dispose()
    return found


def shape(url: str) -> list[tuple[object, ...]]:
    """Every object of the site: columns, keys, indexes, triggers and functions."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return [
            row
            for question in (
                "SELECT table_name, column_name, data_type, collation_name, column_default, is_nullable "
                "FROM information_schema.columns WHERE table_schema = 'public'",
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace",
                "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
                "SELECT tgrelid::regclass::text, tgname, tgenabled, tgfoid::regproc::text FROM pg_trigger "
                "JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal "
                "AND relnamespace = 'public'::regnamespace",
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
            )
            for row in sorted(connection.execute(question).fetchall(), key=repr)  # type: ignore[arg-type]
        ]


def schemas(url: str) -> set[str]:
    """The schemas that are nobody's but ours."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_)'")
        return {name for (name,) in found} - {"public"}


def files(config: Config) -> dict[str, bytes]:
    return {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in ("media", "originals")
        for path in (config.instance / folder).glob("*")
    }
