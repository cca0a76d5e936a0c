"""Addresses that lead nowhere: counted as they are asked for, and listed so that they can lead on."""

import re
from collections import Counter
from datetime import date
from threading import Lock

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from ..db import AnyRow, db, writing
from . import actions, former
from .models import LostAddress, Redirect

MOST = 500  # different ones that a process counts between two writings, and that are kept
SHOWN = 50
# What nobody reads who asks for it, and what may be about a person.
NOISE = re.compile(
    r"/\.|/wp-(admin|login|json|includes|content/plugins|cron)|/(admin|receipts|decide|confirm|unsubscribe|preview)/|xmlrpc|"
    r"\.(php|aspx?|jsp|cgi|env|sql|bak|git|zip|gz|map)$|@|%40"
)
TOP = select(LostAddress.path, LostAddress.count, LostAddress.last_on).order_by(
    LostAddress.count.desc(), LostAddress.path
)
ADD = text(
    "INSERT INTO lost_address (path, count, last_on) VALUES (:path, :count, :last_on) ON CONFLICT (path) DO UPDATE "
    "SET count = lost_address.count + excluded.count, last_on = excluded.last_on"
)


class NotLost(LookupError):
    """Nobody asked in vain for this address (any more)."""


class Lost:
    """What a process was asked for in vain and did not write down yet. Safe for threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def note(self, path: str) -> None:
        """Count an address; too many different ones at once are somebody's list, and none of ours."""
        key = former.key_of(path, {})
        if not key or NOISE.search(key):
            return
        with self._lock:
            if key in self._counts or len(self._counts) < MOST:
                self._counts[key] += 1

    def write_down(self, today: date) -> None:
        """Store what was counted; of all that is kept, the rarest go first."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        rows = [{"path": path, "count": count, "last_on": f"{today}"} for path, count in counts.items()]
        with writing() as session:
            session.execute(ADD, rows)
            kept = TOP.with_only_columns(LostAddress.path).limit(MOST)
            if (session.scalar(select(func.count(LostAddress.path))) or 0) > MOST:
                session.execute(delete(LostAddress).where(LostAddress.path.not_in(kept)))


def most() -> list[AnyRow]:
    """Those that were asked for most."""
    return list(db.session.execute(TOP.limit(SHOWN)))


def lead(path: str, to: str) -> None:
    """Lead one of them to an address of ours from now on. Raises NotLost."""
    with writing() as session:
        _drop(session, path)
        actions.lead_all(session, {path: to})


def drop(path: str) -> None:
    """Forget one of them. Raises NotLost."""
    with writing() as session:
        _drop(session, path)


def like(path: str) -> str:
    """What is nearest to such an address: where another one with the same end leads; empty for nothing."""
    end = path.rpartition("/")[2]
    same = select(Redirect.new).where(Redirect.old.endswith(f"/{end}", autoescape=True)).order_by(Redirect.old)
    return db.session.scalars(same.limit(1)).first() or "" if end else ""


def _drop(session: Session, path: str) -> None:
    gone = session.execute(delete(LostAddress).where(LostAddress.path == path).returning(LostAddress.path))
    if gone.first() is None:
        raise NotLost(path)
