"""Who signed in, and what became of the account, is told by mail: put into the outbox in the same transaction."""

from typing import Any

from flask import Flask, current_app, has_request_context, request
from sqlalchemy.orm import Session

from .. import clock
from ..audit.rules import Act
from ..comments.rules import shortened
from ..desk.browsers import browser
from ..outbox import actions as outbox
from ..people.queries import the_admin
from ..people.sessions import accessed
from .listen import QUEUE

ALERT = "alert"  # the kind of mail
TOLD = {
    Act.SIGN_IN,
    Act.RECOVERY_CODE,
    Act.PASSWORD,
    Act.EMAIL,
    Act.SECOND_FACTOR_ON,
    Act.SECOND_FACTOR_OFF,
    Act.RECOVERY_CODES,
}


def init_app(_app: Flask) -> None:
    """From now on, it is told."""
    accessed.connect(tell)


def tell(_sender: Any, *, session: Session, act: str, former: str | None = None, **_: Any) -> None:
    """Write to the admin, and to the former address if there is one; what waits for that goes to the new one."""
    if act not in TOLD or (admin := the_admin()) is None:
        return
    if former:
        outbox.readdress(session, QUEUE, admin.email)
    if current_app.config["SMTP_URL"]:
        now = clock.now()
        for recipient in filter(None, (admin.email, former)):
            outbox.add(session, ALERT, recipient, now, act=act, at=now.isoformat(), **_from_where())


def _from_where() -> dict[str, Any]:
    """Words of our own and a shortened address; nothing that a browser could have written."""
    if not has_request_context():
        return {}
    return {"browser": browser(request.user_agent.string), "network": shortened(request.remote_addr or "")}
