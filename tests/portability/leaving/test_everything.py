"""All that the blog holds is in one document of JSON, as docs/export.md says, and nothing that is secret."""

import json
import re
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from blog.articles import actions as articles
from blog.articles.models import WorkingCopy
from blog.config import ROOT
from blog.db import Base, db, writing
from blog.portability.leaving import everything, rows
from blog.portability.models import Imported
from blog.site import actions as site
from tests.factories import NOW, Desk, make_admin, make_article, make_printed, make_thousands
from tests.filled import fill as one_of_everything
from tests.portability.folders import no_step
from tests.portability.test_round_trip import fill

pytestmark = pytest.mark.usefixtures("app_context")


def written() -> str:
    return "".join(everything.document(NOW, Counter(), no_step))


def stored(value: Any) -> Any:
    """A value of the database as JSON says it."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def test_every_row_is_in_it_as_it_is_stored(app: Flask) -> None:
    one_of_everything(app)
    fill(app)
    site.change(title="Ours", navigation=("About /pages/about",))
    with writing() as session:
        session.add(WorkingCopy(article_id=1, version=1, kept_at=NOW, fields={"title": "T"}))
        session.add(Imported(source="wordpress a.example", kind="piece", their_id="7", our_id=1, checksum="c"))
    found = json.loads(written())
    assert (found.pop("format"), found.pop("version"), found.pop("made_at")) == ("letterpress", 1, NOW.isoformat())
    assert found.pop("site") == "http://127.0.0.1:8000"
    assert list(found) == [table.name for table in everything.tables()]
    for table in everything.tables():
        names = everything.fields(table)
        kept = [
            {name: stored(row._mapping[name]) for name in names}
            for row in db.session.execute(select(*table.columns).order_by(*table.primary_key.columns))
        ]
        assert found[table.name] == kept, table.name
    assert all(found.values())


def test_each_record_stands_on_a_line_of_its_own(app: Flask) -> None:
    make_article("One\nline", body="Two\n\nlines")
    lines = [line for line in written().splitlines() if '"kind": "article"' in line]
    assert [json.loads(line)["body"] for line in lines] == ["Two\n\nlines"]


def test_nothing_secret_is_in_it(app: Flask) -> None:
    one_of_everything(app)
    Desk(app)
    secrets: list[str] = []
    for name in everything.LEFT_OUT["secret"]:
        table, _dot, column = name.partition(".")
        columns = [column] if column else [each.name for each in Base.metadata.tables[table].columns]
        rows = db.session.execute(text(f"SELECT {', '.join(columns)} FROM {table}"))  # noqa: S608
        secrets += [str(value) for row in rows for value in row if isinstance(value, str) and len(value) > 15]
    assert len(secrets) > 3
    document = written()
    assert [secret for secret in [*secrets, app.config["SECRET_KEY"]] if secret in document] == []


def test_a_table_or_column_of_another_day_is_in_it_or_said_to_stay() -> None:
    """Whoever adds one that is secret, or worked out, says so there; and what is said to stay is there."""
    known = {table.name for table in Base.metadata.sorted_tables}
    known |= {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert known >= everything.STAYS
    likely = re.compile("hash|token|secret|salt|password|_key$|digest")
    said = {f"{table.name}.{name}" for table in everything.tables() for name in everything.fields(table)}
    assert [name for name in said if likely.search(name.partition(".")[2])] == []


def test_the_page_of_the_documentation_names_every_field() -> None:
    page = (ROOT / "docs/export.md").read_text("utf-8")
    told = {
        name: re.findall(r"`(\w+)`", fields) for name, fields in re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, re.M)
    }
    assert told == {table.name: everything.fields(table) for table in everything.tables()}
    for reason, names in everything.LEFT_OUT.items():
        assert reason in page
        assert [name for name in names if f"`{name}`" not in page] == []


def test_what_comes_or_goes_meanwhile_breaks_nothing(app: Flask) -> None:
    make_admin()
    ids = [make_article(f"Piece {number}") for number in range(3)]
    parts = everything.document(NOW, Counter(), no_step)
    begun = next(parts)
    make_printed(make_article("Later", tags=("Late",)))
    articles.delete(ids[0])
    found = json.loads(begun + "".join(parts))
    assert [article["title"] for article in found["article"]] == ["Piece 1", "Piece 2"]
    assert found["comment"] == found["tag"] == found["article_tag"] == []
    assert {each["article_id"] for each in found["revision"]} == set(ids[1:])


def test_rows_come_a_few_at_a_time_and_nothing_is_kept_open_between(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    monkeypatch.setattr(rows, "OF_PIECES", 2)
    for number in range(5):
        make_article(f"Piece {number}", tags=("One", "Two"))
    ids = make_thousands(1, [None] * 7)
    parts = []
    for part in everything.document(NOW, Counter(), no_step):
        assert not db.session().in_transaction()
        parts.append(part)
    found = json.loads("".join(parts))
    assert [each["id"] for each in found["comment"]] == ids
    tags = [(each["article_id"], each["position"]) for each in found["article_tag"]]
    assert tags == [(article, place) for article in range(1, 6) for place in (0, 1)]
    assert len(found["article"]) == 5


def test_an_empty_blog_has_every_section() -> None:
    with writing() as session:
        session.execute(text("DELETE FROM setting"))
    found = json.loads(written())
    assert all(found[table.name] == [] for table in everything.tables())
