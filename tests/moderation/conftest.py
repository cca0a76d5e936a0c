"""What the desk's tests are about: one article, and the admin who reads what comes in to it."""

import pytest
from flask import Flask

from tests.factories import Desk, make_article


@pytest.fixture
def article(desk: Desk, app_context: Flask) -> int:
    """A live article, at `/articles/the-old-bridge`."""
    return make_article("The old bridge")
