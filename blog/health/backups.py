"""The backups at the desk: what came of the last one, those that are kept, and one of them to take away."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from .. import clock
from ..backups import machines, making, rules, status, store
from ..backups.archive import opened
from ..backups.manifest import Unfit
from ..backups.whole import whole
from ..config import Config
from ..gate import admin, confirmed
from . import words

bp = Blueprint("backups", __name__, url_prefix="/admin")


def trouble(now: datetime) -> str:
    """What went wrong with them, in a few words, or nothing."""
    last = status.read(_server().backup_folder)
    if last.reason:
        return str(_("The last backup failed."))
    if last.not_copied:
        return str(_("The last backup was not copied away."))
    is_old = last.tried_at is not None and rules.is_overdue(last.good_at, now)
    is_old = is_old and not machines.is_elsewhere(_server(), now)
    return str(_("The last good backup is too old.")) if is_old else ""


@bp.get("/backups")
@admin
def backups() -> str:
    """What came of the last one, and all that are kept."""
    folder = _server().backup_folder
    stored = store.stored(folder)
    return render_template(
        "health/backups.html",
        last=status.read(folder),
        said=words.said(status.read(folder), is_elsewhere=machines.is_elsewhere(_server(), clock.now())),
        is_wanted=status.is_wanted(folder),
        stored=[(store.name_of(each.made_at), each) for each in stored],
        taken=rules.in_words(rules.taken(stored)),
        cap=rules.in_words(_server().backup_megabytes * 1_000_000),
        in_words=rules.in_words,
    )


@bp.post("/backups")
@admin
def want() -> Any:
    """Ask for one; it is made beside the requests, as it may take longer than one."""
    status.want(_server().backup_folder)
    flash(_("A backup begins within seconds. Load this page again to see what came of it."))
    return redirect(url_for(".backups") + "#notice", 303)


@bp.route("/backups/<name>", methods=["GET", "POST"])
@confirmed
def backup(name: str) -> Any:
    """Say what is in one first; then send all of it in one file."""
    path = _path(name)
    try:
        with opened(path) as archive:
            manifest, count = archive.manifest, len(archive.files)
        length, chunks = whole(path)
    except (Unfit, OSError):
        abort(404)
    if request.method != "POST":
        return render_template(
            "health/backup.html", name=name, manifest=manifest, count=count, length=rules.in_words(length)
        )
    making.announce("downloaded")
    return Response(
        chunks,
        mimetype="application/x-tar",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(length)},
    )


def _path(name: str) -> Path:
    known = store.archives(_server().backup_folder).values()
    return next((path for path in known if path.name == name), None) or abort(404)


def _server() -> Config:
    server: Config = current_app.config["SERVER"]
    return server
