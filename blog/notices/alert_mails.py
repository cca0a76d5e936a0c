"""What the admin is told of their account."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from flask_babel import lazy_gettext as _l

from ..audit.rules import Act
from ..links import absolute
from ..locale import moment
from ..outbox.models import Mail
from .envelopes import envelope, fill

SUBJECTS: dict[str, Any] = {
    Act.SIGN_IN: _l("New sign-in"),
    Act.RECOVERY_CODE: _l("A recovery code was used to sign in"),
    Act.PASSWORD: _l("The password was changed"),
    Act.EMAIL: _l("The email address of the admin was changed"),
    Act.SECOND_FACTOR_ON: _l("The second factor was turned on"),
    Act.SECOND_FACTOR_OFF: _l("The second factor was turned off"),
    Act.RECOVERY_CODES: _l("New recovery codes were made"),
}


def alert(mail: Mail, now: datetime) -> EmailMessage:
    """What happened, when and from where, and what to do about it."""
    what = str(SUBJECTS[mail.data["act"]])
    message = envelope(mail, what, now)
    fill(
        message,
        "alert",
        what=what,
        at=moment(datetime.fromisoformat(mail.data["at"])),
        browser=mail.data.get("browser"),
        network=mail.data.get("network"),
        account=absolute("/admin/account"),
    )
    return message
