"""A site that sends mail, and the server that takes it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories import make_admin
from tests.post import PostOffice, post_office


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    """The server; the app is told of it, and has an admin to write to."""
    with post_office() as office, app.app_context():
        app.config["SMTP_URL"] = office.url
        make_admin()
        yield office
