"""Who was erased stays erased, whichever backup comes back."""

import resource
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from blog import clock, create_app
from blog.articles import actions as articles
from blog.backups import erased, making, restoring, sqlite
from blog.backups.whole import whole
from blog.comments import own
from blog.comments.queries import policy
from blog.config import Config
from blog.db import db
from blog.site import actions as site
from blog.subscriptions import actions as subscriptions
from blog.subscriptions import queries
from tests.backups.sites import ASHA, HERS, HIS, KOFI, bodies, close, holds, restore
from tests.factories import NOW, make_comment

pytestmark = pytest.mark.sqlite

HOUR = timedelta(hours=1)


def at(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + hours * HOUR)


def ledger(config: Config) -> str:
    return (config.backup_folder / "erased").read_text()


def test_a_person_stays_erased_after_an_older_backup_comes_back(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.change(trusted=[ASHA, KOFI])
    path = making.make(filled)
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    restore(path, filled)
    assert bodies() == [HIS]
    assert policy().trusted == (KOFI,)
    for text in (ASHA, HERS, "tide table is wrong"):
        assert not holds(filled, text), text
    assert holds(filled, HIS)


def test_also_with_what_a_clock_dated_ahead_that_was_set_back_since(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_comment(1, "Dated ahead.", email=ASHA, now=NOW + 9 * HOUR)
    path = making.make(filled)
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    restore(path, filled)
    assert bodies() == [HIS]


def test_what_did_not_get_as_far_as_the_database_does_not_count(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_on(lines: Iterable[erased.Line], made_at: datetime) -> int:
        count = erase_again(lines, made_at)
        held.append(sqlite3.connect(str(db.engine.url.database)))
        held[0].execute("BEGIN")
        held[0].execute("SELECT * FROM comment").fetchone()
        return count

    path, held, erase_again = making.make(filled), list[sqlite3.Connection](), erased.erase_again
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    monkeypatch.setattr(erased, "erase_again", read_on)
    with pytest.raises(restoring.RestoreRefused, match="what was erased since could not be written"):
        restore(path, filled)
    held[0].close()
    assert bodies() == [HIS]


def test_without_the_list_they_would_come_back(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.make(filled)
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    (filled.backup_folder / "erased").unlink()
    restore(path, filled)
    assert HERS in bodies()


def test_who_writes_again_after_that_keeps_what_they_wrote_then(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    make_comment(1, "I am back.", email=ASHA, now=NOW + 2 * HOUR)
    site.change(trusted=[ASHA])
    at(monkeypatch, 3)
    newer = making.make(filled)
    at(monkeypatch, 4)
    restore(newer, filled)
    assert bodies() == sorted([HIS, "I am back."])
    assert policy().trusted == (ASHA,)


def test_what_is_erased_again_is_not_taken_for_a_new_erasure(
    filled: Config, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = scratch / "older.tar"
    older.write_bytes(b"".join(whole(making.make(filled))[1]))
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    make_comment(1, "I am back.", email=ASHA, now=NOW + 2 * HOUR)
    at(monkeypatch, 3)
    newer = making.make(filled)
    at(monkeypatch, 4)
    restore(older, filled)
    assert bodies() == [HIS]
    restore(newer, filled)
    assert bodies() == sorted([HIS, "I am back."])


def test_who_was_trusted_again_after_that_stays_so(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    at(monkeypatch, 2)
    site.change(trusted=[ASHA])
    restore(making.make(filled), filled)
    assert policy().trusted == (ASHA,)


def test_a_comment_that_its_writer_erased_stays_erased_and_the_others_stay(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = making.make(filled)
    at(monkeypatch, 1)
    own.erase(1)
    own.withdraw(2, NOW + HOUR)  # taking back is no erasure
    restore(path, filled)
    assert bodies() == sorted([HIS, f"{HERS} Still."])
    assert not holds(filled, f">{HERS}<")


def test_a_comment_that_gets_the_id_of_an_erased_one_is_another(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = making.make(filled)
    fourth = make_comment(1, "Erased.", email="x@example.org", now=NOW + HOUR)
    at(monkeypatch, 2)
    own.erase(fourth)
    monkeypatch.setattr(sqlite, "pass_over_ids", lambda *_: None)  # which lets that happen never
    restore(path, filled)
    assert make_comment(1, "Another.", email="y@example.org", now=NOW + 3 * HOUR) == fourth
    at(monkeypatch, 4)
    restore(making.make(filled), filled)
    assert "Another." in bodies()


def test_mail_that_was_ended_stays_ended_unless_it_was_asked_for_again(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriptions.ask_for(1, "203.0.113.7", NOW)
    subscriptions.ask_for(2, "203.0.113.8", NOW)
    older = making.make(filled)
    at(monkeypatch, 1)
    subscriptions.end(1)
    subscriptions.end_all(KOFI)
    subscriptions.ask_for(2, "203.0.113.8", NOW + 24 * HOUR)
    at(monkeypatch, 24)
    newer = making.make(filled)
    at(monkeypatch, 25)
    restore(newer, filled)
    assert (queries.of_comment(1), queries.of_comment(2) is not None) == (None, True)
    restore(older, filled)
    assert (queries.of_comment(1), queries.of_comment(2)) == (None, None)


def test_the_list_tells_nobody_who_it_was(filled: Config) -> None:
    own.erase_all(ASHA)
    own.erase(2)
    text = ledger(filled)
    assert [line.split()[0] for line in text.splitlines()] == ["person", "comment"]
    assert "@" not in text
    assert HERS not in text
    assert (filled.backup_folder / "erased").stat().st_mode & 0o777 == 0o600


def test_it_is_written_before_the_erasure_is_done(filled: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    own.erase(2)  # so that the list is there, and only its new line is to be put on the disk
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        own.erase_all(ASHA)
    assert HERS in bodies()


def test_a_line_for_which_the_disk_has_half_the_room_erases_nobody(
    filled: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    own.erase(2)
    size = (filled.backup_folder / "erased").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            erased.write(filled.backup_folder, [erased.person(ASHA, NOW)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    erased.write(filled.backup_folder, [erased.person(ASHA, NOW)])
    assert len(erased.read(erased.kept(filled.backup_folder))) == 2


def test_it_goes_with_the_backup_to_a_new_machine(
    filled: Config, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = making.make(filled)
    kept = scratch / "older.tar"
    kept.write_bytes(b"".join(whole(older)[1]))
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    close()
    (scratch / "erased").write_text(ledger(filled))  # as a copy of the folder holds both
    new = replace(filled, instance=scratch / "new")
    new.instance.mkdir()
    with create_app(new, {"TESTING": True}).app_context():
        restoring.restore(kept, new, NOW)
        assert bodies() == [HIS]
        close()
    assert ledger(new) == ledger(filled)  # and from there it goes on


def test_what_another_key_hides_is_told(filled: Config, app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.make(filled)
    at(monkeypatch, 1)
    own.erase_all(ASHA)
    app_context.config["SECRET_KEY"] = "another"
    assert "1 erasures since then cannot be done again" in restore(path, filled).warnings[1]


def test_a_line_that_a_power_cut_tore_spoils_no_other(filled: Config) -> None:
    own.erase_all(ASHA)
    with (filled.backup_folder / "erased").open("a") as file:
        file.write("person 12ab")
    own.erase(2)
    kinds = sorted(line.kind for line in erased.read(erased.kept(filled.backup_folder)))
    assert kinds == ["comment", "person"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\n",
        b"person\n",
        b"person " + b"0" * 64 + b" never " + b"0" * 16 + b"\n",
        b"\n" * 9,
        b"person " + b"0" * 64 + b" 2026-03-14T10:00:00 " + b"0" * 16 + b"\n",
    ],  # of no time zone
)
def test_what_is_no_line_is_passed_over(text: bytes) -> None:
    assert erased.read(text) == set()


def test_what_is_deleted_with_its_article_is_no_erasure(filled: Config) -> None:
    """Or whoever brings back an article that was deleted by mistake would lose the readers who are told."""
    subscriptions.ask_for(1, "203.0.113.7", NOW)
    articles.delete(1)
    assert not (filled.backup_folder / "erased").exists()
