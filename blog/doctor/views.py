"""Whether the site is well: a word for a monitor that asks every minute, and for the admin all of it."""

from flask import Blueprint, Response, g, render_template, request

from .. import clock
from ..gate import admin, public
from .checks import Check, examine, faults
from .quick import QUICK

bp = Blueprint("doctor", __name__)


@bp.get("/healthz")
@public(kept=False)
def healthz() -> Response:
    """503 where readers get no pages here; nothing of what it is, as anybody may ask."""
    found = [check for check, _ in faults(QUICK, clock.now())]
    is_down = any(check.is_vital for check in found)
    word = "down" if is_down else "needs attention" if found else "ok"
    headers = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache"}
    return Response(f"{word}\n", 503 if is_down else 200, headers, mimetype="text/plain")


@bp.get("/admin/health")
@admin
def health() -> str:
    """Each check, with what it found and what to do."""
    return render_template("doctor/health.html", examined=list(examine(QUICK, clock.now())))


def attention() -> list[tuple[Check, str]]:
    """What every page of the desk says that needs the admin, but for the one that says all of it."""
    is_told = g.get("admin") and request.endpoint != "doctor.health"
    return faults(QUICK, clock.now()) if is_told else []
