"""Archives that somebody offers: each is refused in one line, and nothing is written beside the scratch."""

import io
import json
import os
import resource
import sqlite3
import tarfile
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tarfile import TarInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.backups import archive, erased, making
from blog.backups.archive import opened
from blog.backups.disk import entry
from blog.backups.manifest import Manifest, Unfit
from blog.backups.restoring import RestoreRefused
from blog.backups.whole import whole
from blog.config import Config
from tests.backups.sites import close, pack, restore
from tests.factories import NOW

pytestmark = pytest.mark.sqlite

Change = Callable[[TarInfo, bytes], tuple[TarInfo, bytes] | None]


@pytest.fixture
def good(filled: Config, scratch: Path) -> Path:
    """A whole archive, as the desk gives it."""
    _length, chunks = whole(making.make(filled))
    path = scratch / "good.tar"
    path.write_bytes(b"".join(chunks))
    close()
    return path


def everything(*folders: Path) -> dict[str, tuple[int, int]]:
    """Every file in these folders, with its size and when it was changed."""
    found = [path for folder in folders for path in folder.rglob("*") if not path.name.endswith(".lock")]
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in found if not path.is_dir()}


def refused(path: Path, config: Config) -> str:
    """Why an archive is not taken; the site is what it was, and so is what stands around it."""
    close()
    before = everything(config.instance, path.parent)
    with pytest.raises(RestoreRefused) as error:
        restore(path, config)
    assert everything(config.instance, path.parent) == before
    said = str(error.value)
    assert "\n" not in said
    assert len(said) < 500
    return said


def rewritten(good: Path, change: Change, extra: tuple[TarInfo, bytes] | None = None) -> Path:
    """The archive with its members changed, and one more at its end."""
    path = good.with_name("hostile.tar")
    with tarfile.open(good) as source, tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as target:
        for member in source:
            file = source.extractfile(member)
            assert file
            if changed := change(member, file.read()):
                target.addfile(changed[0], io.BytesIO(changed[1]))
        if extra:
            target.addfile(extra[0], io.BytesIO(extra[1]))
    return path


def same(info: TarInfo, data: bytes) -> tuple[TarInfo, bytes]:
    return info, data


def member(name: str, type: bytes = tarfile.REGTYPE, size: int = 0, **values: object) -> TarInfo:
    info = TarInfo(name)
    info.type, info.size = type, size
    for key, value in values.items():
        setattr(info, key, value)
    return info


def test_what_is_only_packed_anew_is_taken(good: Path, filled: Config) -> None:
    restore(rewritten(good, same), filled)


@pytest.mark.parametrize(
    "info",
    [
        member("../../outside", size=3),
        member("/tmp/outside", size=3),  # noqa: S108 - nothing is written there
        member("media/../../outside", size=3),
        member("files/../../outside", size=3),
        member("secret_key", size=3),
        member("files/" + "0" * 64, size=3),
        member("files/" + "0" * 64, size=3, mode=0o4755),
        member("files/" + "0" * 64, tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("files/" + "0" * 64, tarfile.LNKTYPE, linkname="blog.sqlite"),
        member("files/" + "0" * 64, tarfile.CHRTYPE, devmajor=1, devminor=5),
        member("files/" + "0" * 64, tarfile.BLKTYPE, devmajor=8),
        member("files/" + "0" * 64, tarfile.FIFOTYPE),
        member("files/", tarfile.DIRTYPE),
        member("media", tarfile.DIRTYPE),
        member("files/" + "0" * 64, tarfile.GNUTYPE_SPARSE),
        member("files/" + "0" * 64, tarfile.CONTTYPE),
        member("x" * 300, size=3),
        member("files/x\x1b[31m\r\n", size=3),
        member("blog.sqlite", size=3),
        member("manifest.json", size=3),
    ],
    ids=lambda info: f"{info.name[:30]!r}-{info.type!r}-{info.mode:o}",
)
def test_what_does_not_belong_in_it_is_refused(good: Path, filled: Config, info: TarInfo) -> None:
    refused(rewritten(good, same, (info, b"bad" if info.size else b"")), filled)
    assert not Path("/tmp/outside").exists()  # noqa: S108


@pytest.mark.parametrize("name", ["manifest.json", "files", "erased", "blog.sqlite"])
def test_none_of_its_parts_may_be_missing_damaged_longer_or_shorter(good: Path, filled: Config, name: str) -> None:
    def drop(info: TarInfo, data: bytes) -> tuple[TarInfo, bytes] | None:
        return None if info.name == name else (info, data)

    def sized(new: bytes) -> Change:
        def change(info: TarInfo, data: bytes) -> tuple[TarInfo, bytes]:
            if info.name == name:
                data = new or data[: len(data) // 2] or b"?"
                info.size = len(data)
            return info, data

        return change

    for change in (drop, sized(b""), sized(b"x" * 1000), sized(b"\0" * 100_000)):
        refused(rewritten(good, change), filled)


def test_a_picture_that_is_not_what_its_hash_says_is_refused(good: Path, filled: Config) -> None:
    def swap(info: TarInfo, data: bytes) -> tuple[TarInfo, bytes]:
        return info, (b"?" * len(data) if info.name.startswith("files/") else data)

    assert "damaged" in refused(rewritten(good, swap), filled)


def test_a_file_that_is_in_it_twice_is_refused(good: Path, filled: Config) -> None:
    with tarfile.open(good) as tar:
        last = tar.getmembers()[-1]
        file = tar.extractfile(last)
        assert file
        again = file.read()
    assert "does not belong" in refused(rewritten(good, same, (last, again)), filled)


def test_links_and_special_modes_in_place_of_its_own_members_are_refused(good: Path, filled: Config) -> None:
    for values in ({"type": tarfile.SYMTYPE, "linkname": "/etc/passwd", "size": 0}, {"mode": 0o4755}, {"mode": 0o2600}):

        def change(info: TarInfo, data: bytes, values: dict[str, object] = values) -> tuple[TarInfo, bytes]:
            if info.name == "blog.sqlite":
                for key, value in values.items():
                    setattr(info, key, value)
            return info, data

        assert "no plain file" in refused(rewritten(good, change), filled)


def test_one_that_is_cut_off_anywhere_is_refused(good: Path, filled: Config) -> None:
    data, cut = good.read_bytes(), good.with_name("cut.tar")
    for share, words in (
        (0.0005, "no backup"),
        (0.01, "cut off"),
        (0.3, "cut off"),
        (0.6, "cut off"),
        (0.99, "cut off"),
    ):
        cut.write_bytes(data[: int(len(data) * share)])
        assert words in refused(cut, filled)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_with_any_bytes_changed_is_refused_or_is_what_it_was(
    good: Path, scratch: Path, data: st.DataObject
) -> None:
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = scratch / "changed.tar"
    path.write_bytes(content)
    try:
        with opened(path) as one, opened(good) as other:
            for name in ("blog.sqlite", *one.files):
                one.copy(name, None)
            assert (one.files, one.erased()) == (other.files, other.erased())
    except Unfit:
        pass


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b"[" * 900_000,
        b'{"a":' * 150_000,
        b'{"format": 1e999}',
        b'{"format": ' + b"9" * 10_000 + b"}",
        b'{"format": 2}',
        b"\xff\xfe",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_a_manifest_that_is_none_is_refused(text: bytes) -> None:
    with pytest.raises(Unfit):
        Manifest.read(text)


@pytest.mark.parametrize("field", ["made_at", "release", "revision", "key", "rows", "members", "lost", "format"])
def test_every_field_of_a_manifest_must_be_there_and_be_one(good: Path, field: str) -> None:
    with opened(good) as one:
        plain = json.loads(one.manifest.text())
    Manifest.read(json.dumps(plain).encode())
    with pytest.raises(Unfit):
        Manifest.read(json.dumps({key: value for key, value in plain.items() if key != field}).encode())
    if field not in ("release", "revision", "key"):  # which any text may be, and is compared
        with pytest.raises(Unfit):
            Manifest.read(json.dumps(plain | {field: 7.5}).encode())


def bomb(path: Path, name: str, size: int) -> Path:
    """A member that claims so many bytes, which are there as a hole that takes no disk."""
    with path.open("wb") as file:
        file.write(member(name, size=size).tobuf(tarfile.GNU_FORMAT))
        file.truncate(size + 10_000)
    return path


@pytest.mark.parametrize("size", [1_000_001, 1 << 30, 1 << 40])
def test_a_manifest_of_a_gigabyte_is_not_even_read(filled: Config, scratch: Path, size: int) -> None:
    began, peak = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "longer than any" in refused(bomb(scratch / "bomb.tar", "manifest.json", size), filled)
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 50_000  # kB


@pytest.mark.parametrize("text", [b"\n" * 50_000_000, b"person " * 7_000_000], ids=["empty", "long"])
def test_a_list_of_nothing_takes_no_memory_and_little_time(text: bytes) -> None:
    began = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(Unfit, match="more files than any site"):
            archive._listed(text.replace(b" ", b"\n"))
        assert erased.read(text) == set()
        assert time.monotonic() - began < 30
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_nothing_in_an_archive_steers_the_terminal(filled: Config, scratch: Path) -> None:
    close()
    odd = scratch / "odd.sqlite"
    odd.write_bytes((filled.instance / "blog.sqlite").read_bytes())
    with closing(sqlite3.connect(odd)) as connection:
        connection.execute("UPDATE media SET name = char(27) || ']0;' || char(10) || char(8238) || name")
        connection.commit()
    said = refused(pack(scratch / "odd.tar", odd), filled)
    assert said.isprintable()


@pytest.mark.parametrize("name", ["\x1b]0;x", "a\nb", "../a", ""])
def test_what_it_says_is_lost_is_a_name(good: Path, name: str) -> None:
    with opened(good) as one:
        plain = json.loads(one.manifest.text())
    Manifest.read(json.dumps(plain | {"lost": ["a1-40.webp"]}).encode())
    with pytest.raises(Unfit, match="manifest"):
        Manifest.read(json.dumps(plain | {"lost": [name]}).encode())


def test_a_list_of_the_erased_that_is_refused_leaves_no_line_here(filled: Config, scratch: Path) -> None:
    close()
    path = pack(scratch / "lines.tar", filled.instance / "blog.sqlite")  # which lacks the files
    (scratch / "erased").write_text(f"{erased.person('x@example.org', NOW)}\n")
    refused(path, filled)
    assert erased.kept(filled.backup_folder) == b""


@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "long"])
def test_a_list_of_the_erased_beside_it_that_is_none_is_refused_at_once(good: Path, filled: Config, kind: str) -> None:
    path = good.with_name("erased")
    makers: dict[str, Callable[[], object]] = {
        "fifo": lambda: os.mkfifo(path),
        "device": lambda: path.symlink_to("/dev/zero"),
        "folder": path.mkdir,
        "long": lambda: (path.touch(), os.truncate(path, 1 << 40)),
    }
    makers[kind]()
    assert "erased" in refused(good, filled)


def test_a_million_members_are_not_looked_at(good: Path, filled: Config, scratch: Path) -> None:
    path = scratch / "many.tar"
    with opened(good) as one:
        end = one._members["blog.sqlite"]
    head = good.read_bytes()[: end.start + end.size + -end.size % 512]
    path.write_bytes(head + member("files/x").tobuf() * 1_000_000)
    began = time.monotonic()
    assert "does not belong" in refused(path, filled)
    assert time.monotonic() - began < 5


def test_sizes_that_lie_are_refused(good: Path, filled: Config) -> None:
    data, path = good.read_bytes(), good.with_name("lies.tar")
    for size in (-1, 1 << 50, 10**8):
        info = TarInfo.frombuf(data[:512], "ascii", "strict")
        info.size = size
        path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + data[512:])
        assert "cut off" in refused(path, filled)


def test_more_than_the_disk_holds_is_refused(good: Path, filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 1000}))
    assert "1.0 kB are free" in refused(good, filled)


@pytest.mark.parametrize("kind", ["fifo", "folder", "nothing", "empty", "text", "zip", "device", "link"])
def test_what_is_no_archive_at_all_is_refused_at_once(filled: Config, scratch: Path, kind: str) -> None:
    path = scratch / "offered"
    makers: dict[str, Callable[[], object]] = {
        "fifo": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "nothing": lambda: None,
        "empty": path.touch,
        "text": lambda: path.write_text("Dear editor, " * 1000),
        "zip": lambda: path.write_bytes(b"PK\x03\x04" + bytes(2000)),
        "device": lambda: path.symlink_to("/dev/zero"),
        "link": lambda: path.symlink_to("/proc/self/mem"),
    }
    makers[kind]()
    began = time.monotonic()
    said = refused(path, filled)
    assert time.monotonic() - began < 5
    assert kind not in ("fifo", "device", "folder") or "offered is no file" in said


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("CREATE TRIGGER evil AFTER INSERT ON comment BEGIN DELETE FROM article; END", "not made as ours"),
        (
            "DROP TRIGGER comment_insert_raises_version; CREATE TRIGGER comment_insert_raises_version "
            "AFTER insert ON comment WHEN 1 BEGIN DELETE FROM person; END",
            "not made as ours",
        ),
        ("CREATE VIEW evil AS SELECT * FROM person", "not made as ours"),
        ("CREATE TABLE evil (id)", "not made as ours"),
        ("CREATE VIRTUAL TABLE evil USING fts5(x)", "not made as ours"),
        ("CREATE VIEW sqliteXstat1 AS SELECT 1", "not made as ours"),
        ("CREATE TRIGGER sqliteXstat1 AFTER INSERT ON comment BEGIN DELETE FROM article; END", "not made as ours"),
        ("ALTER TABLE comment ADD COLUMN evil DEFAULT 1", "not made as ours"),
        ("CREATE INDEX evil ON comment (abs(id))", "not made as ours"),
        ("DROP INDEX ix_comment_rank", "not made as ours"),
        ("DROP TABLE report", "not made as ours"),
        ("PRAGMA foreign_keys=OFF; DELETE FROM article", "lacks what it belongs to"),
        ("UPDATE alembic_version SET version_num = '0001'", "not made as ours"),
        ("INSERT INTO alembic_version VALUES ('0002')", "of another release"),
        ("UPDATE media SET widths = '{'", "no site of ours"),
        ("UPDATE media SET widths = '7'", "no site of ours"),
        ("UPDATE media SET name = '../../../etc/passwd'", "not listed"),
        ("UPDATE comment SET submitted_at = 'never'", "no site of ours"),
        ("UPDATE setting SET value = '{'", "no site of ours"),
    ],
)
def test_a_database_that_is_not_made_as_ours_is_refused(
    filled: Config, scratch: Path, statements: str, words: str
) -> None:
    close()
    database = scratch / "evil.sqlite"
    database.write_bytes((filled.instance / "blog.sqlite").read_bytes())
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO setting VALUES ('title', '1')")
        connection.executescript(statements)
        connection.commit()
    assert words in refused(pack(scratch / "evil.tar", database, lost=served(filled)), filled)


def served(config: Config) -> list[str]:
    return sorted(path.name for path in config.media_folder.iterdir())


def test_a_database_that_is_none_or_damaged_inside_is_refused(filled: Config, scratch: Path) -> None:
    close()
    database = filled.instance / "blog.sqlite"
    good, work = database.read_bytes(), scratch / "x.tar"
    for offset, bytes_ in ((0, b"no database"), (4096 * 40, b"\xff" * 4096), (100, b"\xff" * 50)):
        broken = good[:offset] + bytes_ + good[offset + len(bytes_) :]
        path = pack(work, database, lost=served(filled))
        with tarfile.open(path) as tar:
            plain = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
        part = scratch / "broken.sqlite"
        part.write_bytes(broken)
        plain["members"]["blog.sqlite"] = {"digest": entry(part).digest, "size": len(broken)}
        parts = {name: path.with_suffix(".parts") / name for name in ("files", "erased")} | {"blog.sqlite": part}
        offered = scratch / f"{offset}.tar"
        archive.write(offered, Manifest.read(json.dumps(plain).encode()), parts)
        assert "database" in refused(offered, filled)
        for left in (*path.with_suffix(".parts").iterdir(), path):
            left.unlink()
        path.with_suffix(".parts").rmdir()


def test_rows_that_it_does_not_tell_of_are_found(filled: Config, scratch: Path) -> None:
    close()
    path = pack(scratch / "rows.tar", filled.instance / "blog.sqlite", lost=served(filled), rows={"comment": 1})
    assert "more or fewer rows" in refused(path, filled)
