"""An import that was asked for at the desk, as these tests have it."""

from pathlib import Path

from flask import Flask

from blog.portability import jobs, working
from tests.factories import NOW
from tests.portability.blogs.wordpress_export import write


def looked_at(app: Flask) -> Path:
    """The folder of an import of 300 comments that was looked at and not taken in yet."""
    folder: Path = app.config["SERVER"].import_folder
    folder.mkdir()
    begin(folder, write(folder.parent / "sent", 20, 300))
    work(folder)
    return folder


def begin(folder: Path, sent: Path) -> None:
    jobs.begin(folder, sent, "export.xml")


def work(folder: Path) -> bool:
    """What a worker does soon."""
    return working.work(folder, folder.parent / "media", NOW)
