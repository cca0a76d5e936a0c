"""Leases, on a real database."""

from datetime import timedelta

import pytest

from blog.outbox.actions import take_lease
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.mark.usefixtures("app_context")
def test_one_holder_at_a_time_who_may_renew_until_the_lease_runs_out() -> None:
    assert take_lease("beat", "one", NOW, MINUTE)
    assert not take_lease("beat", "two", NOW + timedelta(seconds=59), MINUTE)
    assert take_lease("beat", "one", NOW + timedelta(seconds=59), MINUTE)
    assert take_lease("other", "two", NOW, MINUTE)
    assert take_lease("beat", "two", NOW + 2 * MINUTE, MINUTE)
