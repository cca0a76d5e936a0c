"""Nothing that is sent, by a stranger or by the admin, meets a fault of ours: a short round, and the long one."""

import logging
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from blog.comments.models import Comment
from blog.comments.rules import Status
from blog.db import db, writing
from blog.gate import RouteClass
from blog.people.models import Person, SecondFactor, Throttle
from blog.people.passwords import hash_password
from tests.factories import EMAIL, PASSWORD, Desk, hidden, stamp_in
from tests.filled import fill
from tests.fuzz import Sender
from tests.test_url_map import addresses

# The parser leaves the files of a form that broke off to the collector of garbage.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SEED = 7
OF_THE_ADMIN = (
    "person", "sign_in", "second_factor", "recovery_code", "setup_key", "setting", "article", "tag", "article_tag",
    "media", "revision", "working_copy", "correction", "redirect",
)  # fmt: skip
WARM = 5_000  # requests after which nothing grows any more


def sender(app: Flask) -> Sender:
    """Somebody who knows every address of a site that has one of everything."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        filled = fill(app)
    known = [address for method in ("GET", "POST") for address in addresses(app, filled, *RouteClass, method=method)]
    return Sender(app, Random(SEED), known)  # noqa: S311


def stranger(app: Flask) -> Sender:
    """Whoever has looked at the form under an article."""
    somebody = sender(app)
    # The link in a mail to the admin acts for the admin.
    somebody.addresses = [
        each for each in somebody.addresses if not each.startswith("/decide/") or each.endswith("/none")
    ]
    stamp = stamp_in(app.test_client().get("/articles/hello").text)
    somebody.fields = {"stamp": stamp, "body": "Words of a stranger.", "email": "stranger@example.org"}
    return somebody


def of_the_admin(app: Flask) -> list[object]:
    """What no stranger may change (whoever erases their comments is trusted no more)."""
    with app.app_context():
        rows = [row for name in OF_THE_ADMIN for row in db.session.execute(db.metadata.tables[name].select())]
    return [row for row in rows if row[0] != "trusted"]


def sign_in(admin: Sender) -> None:
    """Through the door, of which the last request may have changed the lock."""
    with admin.app.app_context(), writing() as session:
        session.execute(delete(Throttle))
        session.execute(delete(SecondFactor))
        session.execute(update(Person).values(email=EMAIL, password_hash=hash_password(PASSWORD)))
    desk = Desk(admin.app)
    cookie = desk.client.get_cookie("letterpress", path="/admin")
    assert cookie
    admin.cookie = f"letterpress={cookie.value}"
    admin.fields = {"csrf_token": hidden(desk.get("/admin/").text, "csrf_token"), "password": PASSWORD}


def send(somebody: Sender, count: int, caplog: pytest.LogCaptureFixture, signed_in: bool = False) -> dict[int, int]:
    """Send so many, none of which may meet a fault; how often each status was answered."""
    statuses: dict[int, int] = {}
    for number, environ in enumerate(somebody.requests(count)):
        if signed_in and number % 50 == 0:
            sign_in(somebody)
        if environ["PATH_INFO"].startswith("/admin/mail/test"):
            continue  # it asks a server that is not there
        answer = somebody.send(environ)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, (number, answer.status_code, environ)
        assert b"Traceback" not in answer.get_data(), (number, environ)
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    return statuses


def resident() -> int:
    """Kilobytes of memory that this process has."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1])


def test_no_request_of_a_stranger_meets_a_fault_or_touches_what_is_the_admins(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    somebody = stranger(app)
    before = of_the_admin(app)
    statuses = send(somebody, 700, caplog)
    assert {200, 303, 400, 403, 404, 405} <= statuses.keys()
    assert of_the_admin(app) == before


def test_no_request_of_the_admin_meets_a_fault(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    statuses = send(sender(app), 700, caplog, signed_in=True)
    assert {200, 303, 400, 404, 405, 422} <= statuses.keys()


@pytest.mark.torture
def test_fifty_thousand_requests_of_strangers(
    app: Flask, caplog: pytest.LogCaptureFixture, found: Callable[[str, object], None]
) -> None:
    somebody = stranger(app)
    before = of_the_admin(app)
    send(somebody, WARM, caplog)
    warm = resident()
    statuses = send(somebody, 50_000, caplog)
    found("requests of strangers", sum(statuses.values()))
    found("answers by status", " ".join(f"{status}:{statuses[status]}" for status in sorted(statuses)))
    found("memory grown by, kB", resident() - warm)
    assert resident() - warm < 50_000
    assert of_the_admin(app) == before
    with app.app_context():
        theirs = (Comment.email_key == "stranger@example.org", Comment.status.not_in([Status.PENDING, Status.SPAM]))
        assert db.session.execute(select(func.count()).where(*theirs)).scalar_one() == 0


@pytest.mark.torture
def test_fifty_thousand_requests_of_the_admin(
    app: Flask, caplog: pytest.LogCaptureFixture, found: Callable[[str, object], None]
) -> None:
    admin = sender(app)
    send(admin, WARM, caplog, signed_in=True)
    warm = resident()
    statuses = send(admin, 50_000, caplog, signed_in=True)
    found("requests of the admin", sum(statuses.values()))
    found("answers by status", " ".join(f"{status}:{statuses[status]}" for status in sorted(statuses)))
    found("memory grown by, kB", resident() - warm)
    assert resident() - warm < 50_000
