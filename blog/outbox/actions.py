"""Taking a lease."""

from datetime import datetime, timedelta

from ..db import writing
from .models import Lease


def take_lease(name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Whether `holder` alone may do `name` until `now + length`; whoever holds it may take it again."""
    with writing() as session:
        lease = session.get(Lease, name)
        if lease is not None and lease.until > now and lease.holder != holder:
            return False
        session.merge(Lease(name=name, holder=holder, until=now + length))
        return True
