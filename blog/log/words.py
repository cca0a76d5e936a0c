"""The words for what happened, which is stored as code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..articles.rules import State
from ..audit.rules import DELETED, Act, Kind, Way
from ..comments.rules import Status
from ..db import AnyRow
from ..desk import words as desk
from ..locale import ngettext

KINDS = {
    Kind.DECISIONS: _l("Decisions"),
    Kind.EDITS: _l("Edited comments"),
    Kind.SENDERS: _l("Blocks and trust"),
    Kind.SETTINGS: _l("Settings"),
    Kind.SIGN_INS: _l("Sign-ins and account"),
    Kind.ARTICLES: _l("Articles"),
    Kind.DELETIONS: _l("Deleted for good"),
    Kind.BACKUPS: _l("Backups and exports"),
}
WAYS = {
    Way.DESK: _l("at the desk"),
    Way.MAIL: _l("from a mail"),
    Way.WRITER: _l("on its private page"),
    Way.COMMAND: _l("on the server"),
    Way.SITE: _l("by itself"),
}

CHANGED = _l("Changed")
# By the act and what is so after it; None: whatever that is.
HAPPENED: dict[tuple[str, str | None], Any] = {
    (Act.DECIDE, Status.APPROVED): _l("Approved"),
    (Act.DECIDE, Status.SPAM): _l("Marked as spam"),
    (Act.DECIDE, Status.BIN): _l("Put in the bin"),
    (Act.UNDO, None): _l("Undone"),
    (Act.EDIT, None): _l("Edited"),
    (Act.RESTORE, None): _l("Restored as it was sent"),
    (Act.REVISE, None): _l("Changed by its writer"),
    (Act.ACCEPT, None): _l("Printed the writer's change"),
    (Act.REFUSE, None): _l("Left as it was printed"),
    (Act.DISMISS, None): _l("Left printed, though readers reported it"),
    (Act.WITHDRAW, None): _l("Taken back by its writer"),
    (Act.ERASE, None): _l("Erased"),
    (Act.BLOCK, "email"): _l("Blocked the e-mail address of"),
    (Act.BLOCK, "domain"): _l("Blocked the domain of"),
    (Act.BLOCK, "network"): _l("Blocked the network of"),
    (Act.UNBLOCK, None): _l("No longer blocked"),
    (Act.TRUST, None): _l("Trusted"),
    (Act.SET, None): CHANGED,
    (Act.SIGN_IN, None): _l("Signed in"),
    (Act.SIGN_IN_REFUSED, None): _l("Sign-in refused"),
    (Act.SIGN_OUT, None): _l("Signed out"),
    (Act.SET_UP, None): _l("Set up the admin"),
    (Act.PASSWORD, None): _l("Gave a new password"),
    (Act.CODE_REFUSED, None): _l("Code refused, after the right password"),
    (Act.RECOVERY_CODE, None): _l("Signed in with a recovery code"),
    (Act.CONFIRM, None): _l("Gave the password again"),
    (Act.CONFIRM_REFUSED, None): _l("Password refused when asked again"),
    (Act.SESSION_ENDED, None): _l("Signed other browsers out"),
    (Act.NAME, None): _l("Changed the name of the admin"),
    (Act.EMAIL, None): _l("Changed the address of the admin"),
    (Act.SECOND_FACTOR_ON, None): _l("Turned the second factor on"),
    (Act.SECOND_FACTOR_OFF, None): _l("Turned the second factor off"),
    (Act.RECOVERY_CODES, None): _l("Made new recovery codes"),
    (Act.ARTICLE, State.LIVE): _l("Published"),
    (Act.ARTICLE, State.SCHEDULED): _l("Scheduled"),
    (Act.ARTICLE, State.WITHDRAWN): _l("Withdrew"),
    (Act.ARTICLE, State.DRAFT): _l("Kept as a draft"),
    (Act.ARTICLE, DELETED): _l("Deleted"),
    (Act.BACKUP, "good"): _l("Made a backup"),
    (Act.BACKUP, "failed"): _l("A backup failed"),
    (Act.BACKUP, "not-copied"): _l("A backup was not copied away"),
    (Act.BACKUP, "downloaded"): _l("Downloaded a backup"),
    (Act.BACKUP, "restored"): _l("Restored a backup"),
    (Act.EXPORT, "markdown"): _l("Downloaded all articles as Markdown"),
    (Act.EXPORT, "wordpress"): _l("Downloaded the blog for WordPress"),
    (Act.EXPORT, "json"): _l("Downloaded the blog as JSON"),
}


def happened(event: AnyRow) -> str:
    """What happened, without what it happened to."""
    if event.act == Act.EMPTY:
        return str(
            ngettext(
                "Deleted for good: %(num)s comment from Spam and Bin",
                "Deleted for good: %(num)s comments from Spam and Bin",
                event.after,
            )
        )
    is_same = event.act == Act.ARTICLE and event.before == event.after
    after = event.after if isinstance(event.after, str) else None
    known = CHANGED if is_same else HAPPENED.get((event.act, after)) or HAPPENED.get((event.act, None))
    return str(known or event.act)


def change(event: AnyRow) -> tuple[str, str] | None:
    """What it was before and what it is now, where that says more."""
    if event.act in (Act.DECIDE, Act.UNDO):
        states = desk.states()
        return states.get(event.before, event.before), states.get(event.after, event.after)
    if event.act == Act.SET:
        return _value(event.before), _value(event.after)
    return None


def _value(value: Any) -> str:
    if isinstance(value, dict):
        lines = ngettext("%(num)s line", "%(num)s lines", value["lines"])
        if "added" not in value:
            return str(lines)
        words = _("%(lines)s (%(added)s added, %(removed)s taken out)", **(value | {"lines": lines}))
        return str(words)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, str) and value:
        return str(_("“%(text)s”", text=value))
    return str(_("nothing") if value in ("", None) else value)
