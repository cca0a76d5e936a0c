"""A second blog, for what goes out of one and into another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from blog import create_app
from blog.config import Config
from blog.db import db


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Flask]:
    """Another blog, on which nothing is yet."""
    instance = tmp_path_factory.mktemp("empty")
    (instance / "blog.sqlite").write_bytes(migrated.read_bytes())
    app = create_app(Config(instance=instance, secret_key="another key"), {"TESTING": True})
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
