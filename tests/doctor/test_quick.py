"""What each quick check finds, and what it leaves in peace."""

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_babel import force_locale

from blog import heartbeat
from blog.backups import rules, status
from blog.config import Config
from blog.db import writing
from blog.doctor.checks import faults
from blog.doctor.quick import LATE, QUICK, TRIES
from blog.outbox import actions as outbox
from blog.outbox.actions import take_lease
from blog.outbox.models import Mail
from blog.site import actions as site
from tests.factories import NOW


def found(now: datetime = NOW) -> list[tuple[str, str]]:
    with force_locale("en_001"):
        return [(str(check.name), fault) for check, fault in faults(QUICK, now)]


@pytest.fixture
def server(app_context: Flask) -> Config:
    server: Config = app_context.config["SERVER"]
    server.backup_folder.mkdir()
    return server


def change_mail(**values: object) -> None:
    with writing() as session:
        for mail in session.query(Mail):
            for name, value in values.items():
                setattr(mail, name, value)


@pytest.fixture
def mail(app_context: Flask) -> None:
    """One that may go now."""
    app_context.config["SMTP_URL"] = "smtp://127.0.0.1:25"
    with writing() as session:
        outbox.add(session, "queue", "meera@example.com", NOW)


def test_a_new_site_is_well(app_context: Flask) -> None:
    assert found() == []


def test_a_disk_with_less_than_a_backup_leaves_is_told(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, said in ((rules.RESERVE, []), (rules.RESERVE - 1, [("Disk", "Only 200.0 MB are free.")])):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder, free=free: SimpleNamespace(free=free))
        assert found() == said


@pytest.mark.sqlite
def test_the_disk_of_a_database_that_stands_elsewhere_counts_too(
    app_context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: Config = app_context.config["SERVER"]
    app_context.config["SERVER"] = replace(server, database_url="sqlite:////elsewhere/blog.sqlite")
    free = {server.instance: 10**10, server.instance.__class__("/elsewhere"): 0}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free[folder]))
    assert found() == [("Disk", "Only 0 B are free.")]


@pytest.mark.usefixtures("mail")
def test_mail_that_could_have_gone_long_ago_is_told() -> None:
    assert found(NOW + LATE) == []
    assert found(NOW + LATE + timedelta(seconds=1)) == [("Mail", "Mail waits since 14 March 2026, 10:00.")]


@pytest.mark.usefixtures("mail")
def test_mail_that_waits_because_the_admin_is_away_is_in_order() -> None:
    site.change(is_away=True)
    assert found(NOW + timedelta(days=30)) == []


@pytest.mark.usefixtures("mail")
def test_mail_that_is_tried_again_and_again_is_told() -> None:
    change_mail(attempts=TRIES - 1, due_at=NOW + timedelta(hours=1))
    assert found() == []
    change_mail(attempts=TRIES)
    assert found() == [("Mail", "The mail server takes no mail.")]


@pytest.mark.usefixtures("mail")
def test_mail_that_was_given_up_is_told() -> None:
    change_mail(dead_at=NOW, attempts=11)
    assert found() == [("Mail", "1 mail did not go.")]


@pytest.mark.usefixtures("mail")
def test_mail_is_nobodys_trouble_where_there_is_no_mail(app_context: Flask) -> None:
    app_context.config["SMTP_URL"] = ""
    assert found(NOW + timedelta(days=1)) == []


def test_a_heartbeat_that_stopped_is_told_and_so_is_a_clock_that_went_back(app_context: Flask) -> None:
    take_lease("heartbeat", "1", NOW, heartbeat.LEASE)
    assert found(NOW + timedelta(minutes=2)) == []
    assert found(NOW + timedelta(minutes=3)) == [
        ("What is done by itself", "Nothing was done by itself since 14 March 2026, 10:00.")
    ]
    assert found(NOW - timedelta(minutes=1)) == []
    assert found(NOW - timedelta(minutes=2)) == [
        ("Clock", "It was set back: something was done at 14 March 2026, 10:00 already.")
    ]


def test_a_backup_that_lies_ahead_shows_that_the_clock_went_back(server: Config) -> None:
    status.change(server.backup_folder, good_at=NOW, tried_at=NOW)
    assert found() == []
    assert [name for name, _ in found(NOW - timedelta(days=1))] == ["Clock"]


def test_a_proxy_that_the_settings_do_not_know_is_told_until_they_do(app_context: Flask) -> None:
    server: Config = app_context.config["SERVER"]
    (server.instance / "proxied").touch()
    assert [name for name, _ in found()] == ["Proxies"]
    app_context.config["SERVER"] = replace(server, trusted_proxies=1)
    assert found() == []
