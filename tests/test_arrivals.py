"""Every answer has the id of its request, and a proxy that the settings do not know is noted."""

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import arrivals, create_app, journal
from blog.config import Config
from blog.db import db
from tests.databases import config
from tests.factories import make_article

OWN = re.compile("[0-9a-f]{8}")
FORWARDED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def article(app: Flask) -> None:
    with app.app_context():
        make_article()


def client(instance: Path, **settings: int) -> FlaskClient:
    return create_app(config(instance, **settings), {"TESTING": True}).test_client()


@pytest.mark.usefixtures("article")
def test_each_answer_has_an_id_of_its_own_also_from_memory(client: FlaskClient) -> None:
    for path in ("/articles/hello", "/nowhere", "/admin/", "/healthz"):
        ids = [client.get(path).headers["X-Request-ID"] for _ in range(3)]
        assert len(set(ids)) == 3
        assert all(OWN.fullmatch(id) for id in ids)
    etag = client.get("/articles/hello").headers["ETag"]
    unchanged = client.get("/articles/hello", headers={"If-None-Match": etag})
    assert (unchanged.status_code, bool(OWN.fullmatch(unchanged.headers["X-Request-ID"]))) == (304, True)


def test_an_id_is_taken_from_a_proxy_that_is_trusted_and_from_nobody_else(instance: Path) -> None:
    for proxies, kept in ((0, False), (1, True)):
        asked = client(instance, trusted_proxies=proxies)
        given = asked.get("/nowhere", headers={"X-Request-ID": "7a2c-from-the-proxy"}).headers["X-Request-ID"]
        assert (given == "7a2c-from-the-proxy") is kept


@pytest.mark.parametrize("sent", ["short", "x" * 65, "reader@example.org", "a b c d e f", "<script>", "né123456"])
def test_what_is_no_id_is_not_taken_from_a_proxy_either(instance: Path, sent: str) -> None:
    headers = {"X-Request-ID": sent}
    assert OWN.fullmatch(client(instance, trusted_proxies=1).get("/nowhere", headers=headers).headers["X-Request-ID"])


@pytest.mark.sqlite
@pytest.mark.usefixtures("article")
def test_a_line_of_the_log_names_its_request(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.app_context():
        db.engine.dispose()
    (app.config["SERVER"].instance / "blog.sqlite").write_bytes(b"no database" * 1000)
    caplog.handler.setFormatter(journal.OneLine())
    answer = app.test_client().get("/articles/hello")
    assert answer.status_code == 503
    assert f"[{answer.headers['X-Request-ID']}]" in caplog.text


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("path", ["/articles/hello", "/nowhere"])
def test_a_proxy_that_the_settings_do_not_know_is_noted_once_also_where_pages_come_from_memory(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    server: Config = app.config["SERVER"]
    client.get(path)
    assert not arrivals.noted(server)
    for _ in range(3):
        client.get(path, headers=FORWARDED)
    assert arrivals.noted(server)
    assert [record.levelno for record in caplog.records if record.name == "blog.arrivals"] == [logging.WARNING]


def test_what_somebody_from_elsewhere_sends_shows_no_proxy(app: Flask, client: FlaskClient) -> None:
    for peer in ("8.8.8.8", "2001:4860::1"):
        client.get("/", headers=FORWARDED, environ_base={"REMOTE_ADDR": peer})
    assert not arrivals.noted(app.config["SERVER"])
    for peer in ("127.0.0.1", "::1", "10.0.0.7", "172.18.0.2", "fe80::1%eth0", ""):
        (app.config["SERVER"].instance / "proxied").unlink(missing_ok=True)
        other = create_app(app.config["SERVER"], {"TESTING": True})
        other.test_client().get("/", headers=FORWARDED, environ_base={"REMOTE_ADDR": peer})
        assert arrivals.noted(app.config["SERVER"]), peer


def test_a_note_outlives_a_restart_until_the_settings_know_of_the_proxy(instance: Path) -> None:
    client(instance).get("/", headers=FORWARDED)
    server = config(instance)
    arrivals.forget(server)
    assert arrivals.noted(server)
    arrivals.forget(replace(server, trusted_proxies=1))
    assert not arrivals.noted(server)


def test_a_disk_that_takes_nothing_holds_up_no_request(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "touch", full)
    assert client.get("/nowhere", headers=FORWARDED).status_code == 404


def test_known_proxies_are_not_noted(instance: Path) -> None:
    client(instance, trusted_proxies=1).get("/", headers=FORWARDED)
    assert not (instance / "proxied").exists()
