"""Importing at the desk: what is at work or came of the last one, and how another one begins."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..gate import admin, takes_blogs
from ..portability import jobs
from ..portability.jobs import JobRunning, State, UnknownKind
from . import words

bp = Blueprint("importing", __name__, url_prefix="/admin")
NAME = 200  # characters of a file's name


@bp.errorhandler(JobRunning)
def running(_error: JobRunning) -> Any:
    """One at a time."""
    return _page(_("An import is at work. Wait until it has ended.")), 409


@bp.get("/import")
@admin
def show() -> str:
    """How far it is."""
    return _page()


@bp.post("/import")
@takes_blogs
def send() -> Any:
    """Have a file looked at."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(_("Choose a file.")), 422
    file.stream.flush()
    try:
        jobs.begin(_folder(), Path(file.stream.name), file.filename[:NAME], fetches="fetch" in request.form)
    except UnknownKind:
        return _page(
            _("This is no export of WordPress or Disqus (XML, unpacked), and no file of Isso (comments.db).")
        ), 422
    return _done()


@bp.post("/import/run")
@admin
def run() -> Response:
    """Take in what was looked at."""
    jobs.run(_folder())
    return _done()


@bp.post("/import/stop")
@admin
def stop() -> Response:
    """Leave off what is at work."""
    jobs.stop(_folder())
    return _done()


@bp.post("/import/removal")
@admin
def remove() -> Response:
    """Remove the file, or what was told of the last one."""
    jobs.drop(_folder())
    return _done()


def _page(problem: str = "") -> str:
    job = jobs.read(_folder())
    return render_template(
        "importing/import.html",
        job=job,
        problem=problem,
        kind=words.kind(job.kind),
        phase=words.phase(job.label),
        percent=min(100, 100 * job.done // max(1, job.total)),
        refusal=words.refusal(job),
        report=words.worded(job.report) if job.report else None,
        State=State,
    )


def _done() -> Response:
    return redirect(url_for(".show"), 303)


def _folder() -> Path:
    folder: Path = current_app.config["SERVER"].import_folder
    return folder
