"""The admin is written to when a backup fails."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from blog import clock, postman
from blog.backups import making
from blog.backups.rules import Refused
from blog.outbox.models import Mail
from tests.factories import EMAIL, NOW, count
from tests.post import PostOffice


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=hours))


def sent(office: PostOffice) -> list[tuple[str, str]]:
    postman.deliver("here")
    return [(str(mail["To"]), str(mail["Subject"]).partition("] ")[2]) for mail in office.mails]


def test_one_that_fails_is_told_once_a_day(
    app_context: Flask, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_write", fail)
    for hour in (0, 1, 23):
        at(monkeypatch, hour)
        with pytest.raises(Refused):
            making.make(app_context.config["SERVER"])
    assert sent(office) == [(EMAIL, "A backup failed")]
    for part in ("plain", "html"):
        body = office.mails[0].get_body((part,))
        assert body
        assert "14 March 2026, 10:00" in body.get_content()
        assert re.findall(r"https?://[^\s\"<]+", body.get_content()) == ["http://127.0.0.1:8000/admin/backups"]
    at(monkeypatch, 24)
    with pytest.raises(Refused):
        making.make(app_context.config["SERVER"])
    assert len(sent(office)) == 2


def test_one_that_was_not_copied_away_is_told_too(office: PostOffice) -> None:
    making.announce("not-copied")
    assert sent(office) == [(EMAIL, "A backup was not copied away")]


@pytest.mark.parametrize("what", ["good", "downloaded", "restored"])
def test_what_went_well_causes_no_mail(office: PostOffice, what: str) -> None:
    making.announce(what)
    assert sent(office) == []


@pytest.mark.usefixtures("office")
def test_without_a_server_for_mail_nothing_waits(app_context: Flask) -> None:
    app_context.config["SMTP_URL"] = ""
    making.announce("failed")
    assert count(Mail) == 0
