"""What `flask deploy-check` finds before readers do."""

import os
from dataclasses import replace

import pytest
from flask import Flask

from blog.config import Config
from blog.doctor import deployed
from blog.doctor.checks import faults
from blog.doctor.deployed import DEPLOYED
from tests.factories import NOW, make_admin

GOOD = {
    "site_url": "https://letters.example.org",
    "trusted_proxies": 1,
    "backup_command": "rsync -a {} elsewhere:",
}


def found(app: Flask, **settings: object) -> dict[str, str]:
    server: Config = app.config["SERVER"]
    app.config["SERVER"] = replace(server, **(GOOD | settings))  # type: ignore[arg-type]
    return {check.name: fault for check, fault in faults(DEPLOYED, NOW)}


@pytest.fixture
def ready(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    make_admin()
    app_context.config["SMTP_URL"] = "smtp://127.0.0.1"
    for path in app_context.config["SERVER"].instance.iterdir():
        path.chmod(0o600)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return app_context


def test_a_site_as_the_documentation_makes_it_is_ready(ready: Flask) -> None:
    assert found(ready) == {}


@pytest.mark.parametrize(
    ("settings", "check"),
    [
        ({"site_url": ""}, "public address"),
        ({"site_url": "http://letters.example.org"}, "public address"),
        ({"site_url": "https://localhost"}, "public address"),
        ({"host": "0.0.0.0"}, "where it listens"),  # noqa: S104
        ({"host": "::"}, "where it listens"),
        ({"host": "::ffff:0.0.0.0"}, "where it listens"),
        ({"host": "203.0.114.7"}, "where it listens"),
        ({"host": "::ffff:203.0.114.7"}, "where it listens"),
        ({"host": "blog.internal"}, "where it listens"),
        ({"trusted_proxies": 0}, "proxy in front"),
        ({"backup_command": ""}, "copies of backups"),
    ],
)
def test_each_setting_that_is_not_for_the_open_network_is_told(
    ready: Flask, settings: dict[str, object], check: str
) -> None:
    assert list(found(ready, **settings)) == [check]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "10.0.0.2", "192.168.1.7", "fd00::2"])
def test_a_private_address_behind_a_proxy_is_as_well_as_this_machine(ready: Flask, host: str) -> None:
    assert found(ready, host=host) == {}


def test_a_private_address_without_a_proxy_is_told(ready: Flask) -> None:
    assert list(found(ready, host="10.0.0.2", trusted_proxies=0)) == ["where it listens", "proxy in front"]


def test_what_is_no_setting_is_told_too(ready: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: deployed.ROOT_USER)
    (ready.config["SERVER"].instance / "secret_key").touch(0o644)
    ready.config["SMTP_URL"] = ""
    assert list(found(ready)) == ["user", "files in the instance folder", "mail"]


def test_a_site_without_an_admin_is_not_ready(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["deploy-check"])
    assert answer.exit_code == 1
    assert "! admin: there is none yet\n  Open the link" in answer.output
    assert "✓ where it listens\n" in answer.output
