"""The words for what came of a backup, which is stored as code."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..backups.status import Status
from ..locale import moment

REASONS = {
    "cap": _l(
        "It needs %(needs)s of disk, and of the %(cap)s that backups may take the last good one holds %(held)s. "
        "BLOG_BACKUP_MEGABYTES on the server gives them more."
    ),
    "disk": _l("It needs %(needs)s of disk while it is made, and only %(free)s are free that the machine can spare."),
    "unfit": _l("It was not what it should be when it was checked: %(what)s"),
    "failed": _l("It could not be written: %(what)s"),
    "program": _l("%(program)s is missing on the server, one of PostgreSQL's own programs: install postgresql-client."),
    "older": _l(
        "%(program)s is of PostgreSQL %(here)s, and the database of %(server)s: install postgresql-client-%(server)s."
    ),
}


def said(last: Status, *, is_elsewhere: bool) -> str:
    """What came of the last one."""
    if last.reason and last.tried_at:
        why = str(REASONS[last.reason]) % last.values
        return str(_("The backup of %(when)s failed. %(why)s", when=moment(last.tried_at), why=why))
    if last.good_at:
        return str(_("The backup of %(when)s is good: all of it was read back and checked.", when=moment(last.good_at)))
    if is_elsewhere:
        return str(_("Another machine of this site makes the backups, and keeps them."))
    return str(_("There is no backup yet. The server makes the first one by itself, soon after it starts."))
