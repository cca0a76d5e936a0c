"""A site on several machines has one secret key, and one on a single machine may get another."""

import pytest
from flask import Flask

from blog.db import own
from blog.site import keyed, version


@pytest.fixture
def servers(app_context: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many work with the database."""
    count = [1]
    monkeypatch.setattr(own(), "servers", lambda _session: count[0])
    return count


def test_a_key_that_is_known_is_good_however_many_there_are(servers: list[int]) -> None:
    assert keyed.settle("one")
    servers[0] = 2
    assert keyed.settle("one")


def test_another_key_is_refused_while_others_work_and_stays_unknown(servers: list[int]) -> None:
    assert keyed.settle("one")
    servers[0] = 2
    assert not keyed.settle("another")
    assert keyed.settle("one")


def test_whoever_is_alone_may_change_it(servers: list[int]) -> None:
    assert keyed.settle("one")
    assert keyed.settle("another")
    servers[0] = 2
    assert not keyed.settle("one")


def test_no_page_changes_by_it(servers: list[int]) -> None:
    before = version.current()
    keyed.settle("one")
    assert version.current() == before
