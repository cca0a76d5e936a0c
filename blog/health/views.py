"""Whether the site is well, for a monitor that asks every minute."""

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from .. import clock
from ..backups import rules, status
from ..gate import public
from ..site import version

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public(kept=False)
def healthz() -> tuple[Response, int]:
    """503 where the database cannot be read. A backup that failed or is overdue is told, and takes no site down."""
    last = status.read(current_app.config["SERVER"].backup_folder)
    try:
        version.current()
        is_well = True
    except SQLAlchemyError:
        is_well = False
    answer = jsonify(
        status="ok" if is_well else "down",
        backup={
            "last_good": last.good_at and last.good_at.isoformat(timespec="seconds"),
            "ok": last.is_good and not rules.is_overdue(last.good_at, clock.now()),
        },
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-cache"
    return answer, 200 if is_well else 503
