"""PostgreSQL's own programs: told where the database is without its password, and missed in one clear line."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import make_url

from blog.backups import dumps, making, restoring, status
from blog.backups.manifest import Unfit
from blog.backups.restoring import RestoreRefused
from blog.backups.rules import Refused
from blog.config import Config
from blog.engines.postgresql import conninfo
from tests.backups.sites import close
from tests.factories import NOW

WRITES_DOWN = """#!/bin/sh
if [ "$1" = --version ]; then echo "{name} (PostgreSQL) {version}"; exit; fi
echo "$@" > {folder}/said; echo "$PGPASSWORD" > {folder}/password
echo "{name}: error: something" >&2; echo "{name}: detail: and what it was" >&2; exit 1
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is the only one."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    return tmp_path / "bin"


def put(folder: Path, name: str, version: str = "15.1 (Debian 15.1-1)") -> None:
    (folder / name).write_text(WRITES_DOWN.format(name=name, version=version, folder=folder), "utf-8")
    (folder / name).chmod(0o755)
    for needed in ("sh", "echo"):
        if not (folder / needed).exists():
            (folder / needed).symlink_to(f"/bin/{needed}")


def test_where_the_database_is_holds_no_password_and_keeps_all_else() -> None:
    for url in (
        "postgresql+psycopg://letters:s3%40cret@db.example:5433/blog?sslmode=require",
        "postgresql+psycopg://letters@/blog?host=/run/postgresql&password=s3%40cret",
    ):
        where, password = conninfo(make_url(url))
        assert password == "s3@cret"
        assert "s3" not in where
        assert "dbname=blog" in where
    assert "host=/run/postgresql" in where


def test_the_password_stands_in_no_command_line(programs: Path, tmp_path: Path) -> None:
    put(programs, "pg_dump")
    url = "postgresql+psycopg://letters:s3cret@db.example/blog"
    with pytest.raises(Refused, match="could not be written: detail: and what it was"):
        dumps.dump(url, tmp_path / "dump", schema="public", snapshot="1", server=15)
    assert "s3cret" not in (programs / "said").read_text()
    assert "--lock-wait-timeout" in (programs / "said").read_text()  # or one who changes tables holds it up for good
    assert (programs / "password").read_text() == "s3cret\n"


def test_a_missing_program_is_one_line_with_its_remedy(served: Config, programs: Path) -> None:
    with pytest.raises(Refused, match=r"^pg_dump is missing, .* \(install postgresql-client\)$"):
        making.make(served)
    assert status.read(served.backup_folder).reason == "program"
    assert sorted(path.name for path in served.backup_folder.iterdir()) == [".lock", "files", "status.json"]


def test_an_older_program_than_the_server_is_one_line_with_its_remedy(served: Config, programs: Path) -> None:
    put(programs, "pg_dump", "9.6.24")
    with pytest.raises(Refused) as error:
        making.make(served)
    assert re.fullmatch(
        r"pg_dump is of PostgreSQL 9, the server of (\d+) \(install postgresql-client-\1\)", str(error.value)
    )


def test_without_the_program_nothing_is_restored(served: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.make(served)
    close()
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        with pytest.raises(RestoreRefused, match=r"^pg_restore is missing"):
            restoring.restore(path, served, NOW, force=True)


def test_rows_are_told_and_all_else_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    written = (
        b"SET lock_timeout = 0;\n\\! touch /tmp/evil\nCREATE TABLE evil (id integer);\n"
        b"COPY public.tag (id, name) FROM stdin;\n1\tTown\n2\tTide\n\\.\n\n"
        b"COPY public.tag (id) FROM PROGRAM 'evil';\nCOPY public.\"before\" (id) FROM stdin;\n1\n\\.\n"
        b"SELECT pg_catalog.setval('public.tag_id_seq', 7, true);\nSELECT pg_catalog.setval('evil()', 7, true);\n"
    )
    found = [
        (part.table, part.columns, list(part.lines)) if isinstance(part, dumps.Rows) else (part.table, part.id)
        for part in dumps._parts(BytesIO(written))
    ]
    assert found == [("tag", ["id", "name"], [b"1\tTown\n", b"2\tTide\n"]), ("tag", 7)]


def test_a_table_that_is_cut_off_and_a_row_that_is_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for written in (b"COPY public.tag (id) FROM stdin;\n", b"COPY public.tag (id) FROM stdin;\n1\n2\n"):
        with pytest.raises(Unfit, match="cut off"):
            list(dumps._parts(BytesIO(written)))
    monkeypatch.setattr(dumps, "LONGEST", 1000)
    with pytest.raises(Unfit, match="longer than any"):
        list(dumps._parts(BytesIO(b"COPY public.tag (id) FROM stdin;\n" + b"1" * 2000 + b"\n\\.\n")))


def test_a_dump_that_breaks_off_leaves_nothing(served: Config, programs: Path) -> None:
    put(programs, "pg_dump", "99.1")
    with pytest.raises(Refused, match="and what it was"):
        making.make(served)
    assert sorted(path.name for path in served.backup_folder.iterdir()) == [".lock", "files", "status.json"]
