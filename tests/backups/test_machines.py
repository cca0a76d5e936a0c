"""Of several machines that serve one site one makes its backups, and another one when that is gone."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import current_app

from blog import clock
from blog.backups import machines, making, status, store
from blog.config import Config
from blog.db import db
from blog.health import words
from blog.health.backups import trouble
from tests.factories import NOW


@pytest.fixture
def other(served: Config, tmp_path: Path) -> Config:
    """Another machine of the same site, with an instance folder of its own."""
    (tmp_path / "other").mkdir()
    return replace(served, instance=tmp_path / "other")


def look(config: Config, hours: float, patch: pytest.MonkeyPatch) -> int:
    """Look whether one is due there at that time; how many it has then."""
    patch.setattr(clock, "now", lambda: NOW + timedelta(hours=hours))
    making.make_if_due(config)
    db.session.remove()
    return len(store.archives(config.backup_folder))


def test_only_one_of_them_makes_the_one_that_is_due(
    served: Config, other: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [look(served, 0, monkeypatch), look(other, 0, monkeypatch)] == [1, 0]
    assert [look(other, 24.5, monkeypatch), look(served, 24.6, monkeypatch)] == [0, 2]
    assert [look(other, 49, monkeypatch), look(served, 49, monkeypatch)] == [0, 3]


def test_when_it_is_gone_for_longer_than_a_day_another_goes_on_and_it_does_not_come_between(
    served: Config, other: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(served, 0, monkeypatch)
    assert [look(other, 25.9, monkeypatch), look(other, 26.1, monkeypatch)] == [0, 1]
    assert [look(served, 27, monkeypatch), look(served, 51, monkeypatch), look(other, 51, monkeypatch)] == [1, 1, 2]


def test_what_somebody_asks_for_is_made_where_they_ask(
    served: Config, other: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(served, 0, monkeypatch)
    status.want(other.backup_folder)
    assert look(other, 1, monkeypatch) == 1
    assert not machines.is_elsewhere(served, clock.now())


def test_a_lease_that_goes_on_for_longer_than_any_counts_for_nothing(
    served: Config, other: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when it was taken by a clock that was wrong."""
    look(served, 24 * 365, monkeypatch)
    assert look(other, 0, monkeypatch) == 1


def test_old_backups_of_a_machine_that_makes_them_no_more_alarm_nobody(
    served: Config, other: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(served, 0, monkeypatch)
    late = NOW + timedelta(hours=27)
    assert trouble(late) == "The last good backup is too old."
    look(other, 27, monkeypatch)
    assert trouble(late) == ""
    current_app.config["SERVER"] = other
    assert trouble(late) == ""
    assert trouble(late + timedelta(days=2)) == "The last good backup is too old."


def test_a_site_without_one_says_who_makes_the_first(app_context: object) -> None:
    assert "Another machine of this site" in words.said(status.Status(), is_elsewhere=True)
    assert "There is no backup yet." in words.said(status.Status(), is_elsewhere=False)


def test_a_site_in_sqlite_has_one_machine(config: Config) -> None:
    now: datetime = clock.now()
    assert (machines.is_here(config, now), machines.is_elsewhere(config, now)) == (True, False)
