"""A site with something of everything, to be backed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from blog import clock
from blog.config import Config
from blog.search import index
from tests.backups.served import inside
from tests.backups.sites import fill
from tests.factories import NOW
from tests.postgresql import Cluster


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def config(app_context: Flask) -> Config:
    """The server's settings of an empty site."""
    config = app_context.config["SERVER"]
    assert isinstance(config, Config)
    return config


@pytest.fixture
def filled(config: Config) -> Config:
    """The same of a site with an article, a picture and letters from Asha and from Kofi."""
    fill(config)
    return config


@pytest.fixture
def served(cluster: Cluster, tmp_path: Path) -> Iterator[Config]:
    """The same of a site in a database of its own on a server of PostgreSQL."""
    instance = tmp_path / "served"
    instance.mkdir()
    url = cluster.copy().replace("+psycopg", "")
    config = Config(instance=instance, database_url=url, secret_key="a key for tests")
    with inside(config):
        fill(config)
        index.rebuild()
        yield config


@pytest.fixture
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside no site."""
    return tmp_path_factory.mktemp("elsewhere")
