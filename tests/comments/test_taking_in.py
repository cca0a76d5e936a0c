"""Letters of elsewhere are stored where they were there."""

from datetime import timedelta
from typing import Any

import pytest

from blog import markup
from blog.comments import taking_in
from blog.comments.rules import Status
from blog.comments.taking_in import Arrival
from blog.db import writing
from blog.site import actions as site
from tests.factories import NOW, make_admin, make_article, make_printed, stored

pytestmark = pytest.mark.usefixtures("app_context")


def arrival(**values: Any) -> Arrival:
    said: dict[str, Any] = {
        "article_id": 1, "parent": None, "name": "Asha", "email": "asha@example.org", "website": "",
        "body": "A letter.", "address": "192.0.2.9", "status": Status.APPROVED, "sent_at": NOW - timedelta(days=2),
    } | values  # fmt: skip
    return Arrival(drawn=markup.comment(said["body"]), **said)


def take_in(*arrivals: Arrival) -> list[int]:
    with writing() as session:
        return taking_in.take_in_all(session, arrivals, NOW)


def test_threads_get_their_places_after_those_that_are_here() -> None:
    make_admin()
    article, other = make_article(), make_article("Other")
    here = make_printed(article)
    ids = take_in(
        arrival(),
        arrival(parent=-1),
        arrival(parent=here),
        arrival(article_id=other),
        arrival(article_id=other, parent=here),
        arrival(parent=999),
        arrival(parent=-2, status=Status.PENDING),
    )
    found = [stored(id) for id in ids]
    assert [(row.parent_id, row.root_id, row.rank) for row in found] == [
        (None, ids[0], 2),
        (ids[0], ids[0], 2),
        (here, here, 1),
        (None, ids[3], 1),
        (None, ids[4], 2),
        (None, ids[5], 3),
        (ids[1], None, None),
    ]
    assert ids == list(range(ids[0], ids[0] + 7))
    assert make_printed(article, "The next one.") == ids[-1] + 1


def test_a_reply_to_one_that_waits_begins_a_thread_of_its_own() -> None:
    make_article()
    ids = take_in(arrival(status=Status.SPAM), arrival(parent=-1))
    assert (stored(ids[1]).parent_id, stored(ids[1]).root_id, stored(ids[1]).rank) == (ids[0], ids[1], 1)


def test_network_addresses_are_kept_as_long_as_those_of_readers() -> None:
    make_article()
    new, old = take_in(arrival(), arrival(sent_at=NOW - timedelta(days=31)))
    assert (stored(new).address_short, bool(stored(new).address_key)) == ("192.0.2.0/24", True)
    assert (stored(old).address_short, stored(old).address_key) == ("", "")
    site.change(address_days=0)
    (kept,) = take_in(arrival(sent_at=NOW - timedelta(days=999)))
    assert stored(kept).address_short == "192.0.2.0/24"


def test_nothing_to_take_in_is_nothing() -> None:
    assert take_in() == []
