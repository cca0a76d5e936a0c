"""What is written down of what happens at the desk, and how it is sorted. Knows no Flask and no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What happened."""

    DECIDE = "decide"
    UNDO = "undo"
    EDIT = "edit"
    RESTORE = "restore"
    REVISE = "revise"
    ACCEPT = "accept"
    REFUSE = "refuse"
    DISMISS = "dismiss"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    BLOCK = "block"
    UNBLOCK = "unblock"
    TRUST = "trust"
    SET = "set"
    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_OUT = "sign-out"
    SET_UP = "set-up"
    PASSWORD = "password"  # noqa: S105 - the act of giving a new one
    CODE_REFUSED = "code-refused"
    RECOVERY_CODE = "recovery-code"
    CONFIRM = "confirm"
    CONFIRM_REFUSED = "confirm-refused"
    SESSION_ENDED = "session-ended"
    NAME = "name"
    EMAIL = "email"
    SECOND_FACTOR_ON = "second-factor-on"
    SECOND_FACTOR_OFF = "second-factor-off"
    RECOVERY_CODES = "recovery-codes"
    ARTICLE = "article"
    EMPTY = "empty"
    BACKUP = "backup"
    EXPORT = "export"


class Kind(StrEnum):
    """What is looked for in the log."""

    DECISIONS = "decisions"
    EDITS = "edits"
    SENDERS = "senders"
    SETTINGS = "settings"
    SIGN_INS = "sign-ins"
    ARTICLES = "articles"
    DELETIONS = "deletions"
    BACKUPS = "backups"


KINDS: Mapping[Kind, tuple[Act, ...]] = {
    Kind.DECISIONS: (Act.DECIDE, Act.UNDO, Act.DISMISS, Act.WITHDRAW),
    Kind.EDITS: (Act.EDIT, Act.RESTORE, Act.REVISE, Act.ACCEPT, Act.REFUSE),
    Kind.SENDERS: (Act.BLOCK, Act.UNBLOCK, Act.TRUST),
    Kind.SETTINGS: (Act.SET,),
    Kind.SIGN_INS: (
        Act.SIGN_IN,
        Act.SIGN_IN_REFUSED,
        Act.CODE_REFUSED,
        Act.RECOVERY_CODE,
        Act.CONFIRM,
        Act.CONFIRM_REFUSED,
        Act.SIGN_OUT,
        Act.SESSION_ENDED,
        Act.SET_UP,
        Act.NAME,
        Act.EMAIL,
        Act.PASSWORD,
        Act.SECOND_FACTOR_ON,
        Act.SECOND_FACTOR_OFF,
        Act.RECOVERY_CODES,
    ),
    Kind.ARTICLES: (Act.ARTICLE,),
    Kind.DELETIONS: (Act.EMPTY, Act.ERASE),
    Kind.BACKUPS: (Act.BACKUP, Act.EXPORT),
}


class Way(StrEnum):
    """From where the site was acted upon."""

    DESK = "desk"
    MAIL = "mail"  # the page behind a link in a mail
    WRITER = "writer"  # of the comment, on its private page
    COMMAND = "command"  # whoever sits at the server
    SITE = "site"  # nobody: only time has passed


# What is written down of an article that went, and whose words a comment had and has.
DELETED, WRITERS, EDITORS = "deleted", "writer's", "editor's"


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand it was, and from where; `address_short` is the network address as far as it is kept."""

    way: Way
    person_id: int | None = None
    address_short: str = ""


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    """What the admin decides about the log."""

    log_days: int = 365  # for which it is kept; 0: for good
