"""What a monitor is told, and what the admin is."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from blog import clock
from blog.backups import status
from blog.config import Config
from blog.db import db, writing
from blog.site import actions as site
from tests.factories import Desk


def told(client: FlaskClient) -> tuple[int, str]:
    answer = client.get("/healthz")
    return answer.status_code, answer.text


@pytest.fixture
def server(app: Flask) -> Config:
    server: Config = app.config["SERVER"]
    server.backup_folder.mkdir()
    return server


def test_a_site_that_is_well_says_so(client: FlaskClient) -> None:
    assert told(client) == (200, "ok\n")


@pytest.mark.parametrize("what", [{"reason": "failed", "values": {"what": "secret"}}, {"not_copied": "secret"}])
def test_what_needs_somebody_is_told_without_saying_what_and_takes_no_site_down(
    client: FlaskClient, server: Config, what: dict[str, object]
) -> None:
    status.change(server.backup_folder, good_at=clock.now(), tried_at=clock.now(), **what)
    assert told(client) == (200, "needs attention\n")


@pytest.mark.sqlite
def test_a_database_that_cannot_be_read_is_a_site_that_is_down(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    (app.config["SERVER"].instance / "blog.sqlite").write_bytes(b"no database" * 1000)
    assert told(client) == (503, "down\n")


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_database_of_another_release_is_a_site_that_is_down(client: FlaskClient, app: Flask, revision: str) -> None:
    with app.app_context(), writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    assert told(client) == (503, "down\n")


def test_no_stored_answer_is_taken_for_a_new_one_and_none_is_listed(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-cache", "noindex")


def test_the_admin_sees_every_check_and_what_to_do_about_those_that_found_something(desk: Desk, server: Config) -> None:
    page = desk.get("/admin/health").text
    assert page.count("All is well.") == page.count("<dt>") > 6
    assert "notice" not in page
    status.change(server.backup_folder, good_at=clock.now() - timedelta(days=3), tried_at=clock.now())
    page = desk.get("/admin/health").text
    assert page.count("All is well.") == page.count("<dt>") - 1
    assert "The last good backup is too old. Read what was wrong with the last one" in page
    assert 'href="/admin/backups"' in page


def test_every_page_of_the_desk_says_what_needs_the_admin_and_else_nothing(desk: Desk, server: Config) -> None:
    for path in ("/admin/", "/admin/articles"):
        assert "desk__trouble" not in desk.get(path).text
    (server.instance / "proxied").touch()
    for path in ("/admin/", "/admin/articles"):
        assert 'its address. <a href="/admin/health">Look at it</a>' in desk.get(path).text
    assert "desk__trouble" not in desk.get("/admin/health").text  # where all of it stands


def test_strangers_are_told_nothing_at_the_door(client: FlaskClient, desk: Desk, server: Config) -> None:
    (server.instance / "proxied").touch()
    assert "proxy" not in client.get("/admin/login").text
    assert client.get("/admin/health").status_code == 303


def test_it_speaks_the_language_of_the_site(app: Flask, desk: Desk, server: Config) -> None:
    (server.instance / "proxied").touch()
    with app.app_context():
        site.change(language="hi")
    page = desk.get("/admin/health").text
    for english in ("Proxies", "Readers come", "Set BLOG", "All is well", "Clock"):
        assert english not in page
    assert "BLOG_TRUSTED_PROXIES" in page
