"""Which database keeps the index: `sqlite.py` and `postgresql.py` offer the same names."""

from importlib import import_module
from typing import Any

from ..db import db


def engine() -> Any:
    """The one of these two files that knows the app's database."""
    return import_module(f".{db.engine.dialect.name}", __package__)
