"""The database of an instance folder, whichever kind the tests run on: how it is made, asked, kept and put back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import Connection, inspect, make_url, text

from blog import create_app
from blog.config import Config, load
from blog.db import another, db
from blog.upgrade import upgrade
from tests.factories import NOW
from tests.postgresql import Cluster

KEY = "k"
cluster: Cluster | None = None  # that of a run with `--postgresql`; else each is a file in its folder
_numbers = count()


def make(instance: Path) -> None:
    """A migrated one, of the folder's own."""
    _place(instance, cluster.copy() if cluster else "")


def make_first(instance: Path) -> None:
    """The same for who has no other at the time: that of the test before is emptied, which is quicker."""
    _place(instance, cluster.fresh() if cluster else "")


def name(instance: Path) -> None:
    """An empty one where there is none yet, for a server that makes its tables at its first start."""
    if cluster and not (instance / "config.toml").exists():
        _name(instance, cluster.empty())


def config(instance: Path, **settings: object) -> Config:
    """The settings of a site on it."""
    given = {"instance": instance, "secret_key": KEY} | settings
    return load({f"BLOG_{name.upper()}": str(value) for name, value in given.items()})


@contextmanager
def inside(instance: Path, **settings: object) -> Iterator[Flask]:
    """The app of the site, in this process, which leaves no connection behind."""
    app = create_app(config(instance, **settings))
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def run(instance: Path, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """What a statement finds or changes there, past the site and beside whoever works with it."""
    with _beside(instance, write=True) as connection:
        result = connection.execute(text(statement).bindparams(**values))
        return [tuple(row) for row in result] if result.returns_rows else []


def rows(instance: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that each table holds."""
    with _beside(instance) as connection:
        names = inspect(connection).get_table_names()
        return {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in names}  # noqa: S608


def save(instance: Path) -> str:
    """All that it holds; the address of a copy."""
    to = cluster.copy() if cluster else f"sqlite:///{instance / f'saved-{next(_numbers)}.sqlite'}"
    _copy(config(instance).database, to)
    return to


def put_back(saved: str, instance: Path) -> None:
    """That in place of all that it holds now, also while a server works with it: the site gets a newer version."""
    ((version,),) = run(instance, "SELECT version FROM content_version")
    _copy(saved, config(instance).database)
    run(instance, "UPDATE content_version SET version = :newer", newer=version + 1)


def written(instance: Path) -> bytes:
    """Every word of it, and in a file those of rows that are gone."""
    if cluster:
        return cluster.dump(config(instance).database)
    copy = make_url(save(instance)).database
    assert copy
    words = Path(copy).read_bytes()
    Path(copy).unlink()
    return words


@cache
def migrated() -> bytes:
    """A file, to be copied: migrating takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blog.sqlite"
        upgrade(f"sqlite:///{path}", NOW)
        return path.read_bytes()


def _place(instance: Path, url: str) -> None:
    instance.mkdir(exist_ok=True)
    if url:
        _name(instance, url)
    else:
        (instance / "blog.sqlite").write_bytes(migrated())


def _name(instance: Path, url: str) -> None:
    instance.mkdir(exist_ok=True)
    (instance / "config.toml").touch(0o600)
    (instance / "config.toml").write_text(f'database_url = "{url.replace("+psycopg", "")}"\n', "utf-8")


@contextmanager
def _beside(instance: Path, **options: object) -> Iterator[Connection]:
    engine = another(config(instance).database)
    try:
        with engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _copy(source: str, to: str) -> None:
    if cluster:
        cluster.carry(source, to)
        return
    with closing(_connected(source)) as full, closing(_connected(to)) as target:
        full.backup(target)


def _connected(url: str) -> sqlite3.Connection:
    return sqlite3.connect(make_url(url).database or "", timeout=30)
