"""Which of several machines makes the backups: one goes on with it until it has tried none for longer than a day."""

from datetime import datetime
from socket import gethostname

from ..config import Config
from ..outbox import queries
from ..outbox.actions import take_lease
from ..upgrade import is_server
from .rules import OVERDUE

LEASE = "backup"


def is_elsewhere(config: Config, now: datetime) -> bool:
    """Whether another machine makes them."""
    return is_server(config.database) and queries.holder(LEASE, now, 2 * OVERDUE) not in (None, _here(config))


def is_here(config: Config, now: datetime) -> bool:
    """Whether it is for this machine, which is from now on the one."""
    return not is_server(config.database) or take_lease(LEASE, _here(config), now, OVERDUE)


def _here(config: Config) -> str:
    return f"{gethostname()}:{config.backup_folder}"
