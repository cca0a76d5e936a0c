"""The whole site, in one transaction of the database that it comes into: all of it is there and right, or nothing."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, Text, bindparam, delete, func, insert, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from .. import trouble
from ..articles import counts
from ..db import Base, connected
from ..search import index
from ..site import version
from ..site.models import ContentVersion
from ..upgrade import REVISIONS, UpgradeError, alone_with, called, is_server, stands_at, upgrade
from .rows import Sum, is_json, reading

MADE_WITH_THEM = {"content_version", "word_index"}  # tables in which a new database has a row

Step = Callable[[int, int], None]  # how much of all is done


class NotMoved(Exception):
    """Nothing was written for good; its text says in one line why."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table as it stands in both databases."""

    table: str
    rows: int
    checksum: str


def move(source: str, target: str, now: datetime, step: Step) -> list[Moved]:
    """Carry the site at one address into the empty database at the other, and compare them. Raises NotMoved."""
    if _is_same(source, target):
        raise NotMoved("both addresses are those of one database")
    try:
        _check_source(source)
        _check_target(target)
        upgrade(target, now)
        with (
            alone_with(source),
            alone_with(target),
            connected(source) as theirs,
            connected(target, write=True) as ours,
        ):
            moved = _carry(theirs, ours, step)
            ours.commit()
            return moved
    except UpgradeError as error:
        raise NotMoved(str(error)) from error
    except (SQLAlchemyError, OSError) as error:
        raise NotMoved(trouble.in_words(error)) from error


def _is_same(source: str, target: str) -> bool:
    one, other = make_url(source), make_url(target)
    if is_server(source) or is_server(target):
        return (one.host, one.port, one.database, one.query) == (other.host, other.port, other.database, other.query)
    return Path(one.database or "").resolve() == Path(other.database or "").resolve()


def _check_source(url: str) -> None:
    here = stands_at(url)
    if here is None:
        raise NotMoved(f"there is no site in {called(url)}")
    if here != REVISIONS[-1]:
        raise NotMoved(f"{called(url)} is of another release; start its server once with this one")


def _check_target(url: str) -> None:
    """A site that is there already is never touched, not even to bring it to this release."""
    if (here := stands_at(url)) is None:
        return
    if here != REVISIONS[-1]:
        raise NotMoved(f"{called(url)} is not empty, and of another release")
    with connected(url) as connection:
        _check_empty(connection)


def _check_empty(connection: Connection) -> None:
    for table in _tables():
        if table.name not in MADE_WITH_THEM and connection.execute(select(table).limit(1)).first():
            raise NotMoved(f"{_name(connection)} is not empty; there is something in its table {table.name}")
    if connection.scalar(select(ContentVersion.version)) != version.FIRST:
        raise NotMoved(f"{_name(connection)} is not empty; a site was there before")


def _carry(theirs: Connection, ours: Connection, step: Step) -> list[Moved]:
    _check_empty(ours)
    engine = _of(ours)
    total = sum(theirs.scalar(select(func.count()).select_from(table)) or 0 for table in _tables())
    done = 0

    def forward(rows: int) -> None:
        nonlocal done
        done += rows
        step(done, 2 * total)

    at_the_end = engine.open_up(ours, [*version.names(), *counts.names()])
    sums = {table: _copy(theirs, ours, table, forward) for table in _tables()}
    moved = [_compare(ours, table, sums[table], forward) for table in _tables()]
    engine.go_on_after(ours, _of(theirs).last_ids(theirs))
    with Session(ours) as session:  # whose end is none of the transaction
        index.fill(session)
    for statement in at_the_end:
        ours.exec_driver_sql(statement)
    counts.install(ours)
    version.install(ours)
    engine.settle(ours)
    step(1, 1)
    return moved


def _tables() -> list[Table]:
    """All, each after those that its rows refer to; not before every model is loaded."""
    return Base.metadata.sorted_tables


def _copy(theirs: Connection, ours: Connection, table: Table, forward: Callable[[int], None]) -> Sum:
    """Every row of a table, and what they come to where they come from."""
    ours.execute(delete(table))
    stored = _of(ours).as_json
    values = {each: stored(bindparam(each.name, type_=Text())) for each in table.columns if is_json(each)}
    statement, sum = insert(table).values({**{each: bindparam(each.name) for each in table.columns}, **values}), Sum()
    with closing(reading(theirs, table)) as parts:
        for rows in parts:
            sum.add(rows)
            ours.execute(statement, [dict(row._mapping) for row in rows])
            forward(len(rows))
    return sum


def _compare(ours: Connection, table: Table, there: Sum, forward: Callable[[int], None]) -> Moved:
    here = Sum()
    with closing(reading(ours, table)) as parts:
        for rows in parts:
            here.add(rows)
            forward(len(rows))
    if (here.rows, here.checksum) != (there.rows, there.checksum):
        raise NotMoved(
            f"the table {table.name} would not be the same: {there.rows} rows ({there.checksum[:12]}…) became "
            f"{here.rows} ({here.checksum[:12]}…)"
        )
    return Moved(table.name, here.rows, here.checksum)


def _of(connection: Connection) -> Any:
    """What is a database's own: a module of `bulk`."""
    return import_module(f"..bulk.{connection.dialect.name}", __package__)


def _name(connection: Connection) -> str:
    return called(connection.engine.url.render_as_string(hide_password=False))
