"""In which forms the blog can be taken away at the desk, each as one file that is written while it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from blinker import Signal

from ...db import writing

# Sent inside a transaction with `session` and the `form`: somebody takes it all away.
exported = Signal()


class Form(StrEnum):
    """One of them."""

    MARKDOWN = "markdown"
    WORDPRESS = "wordpress"
    JSON = "json"


ENDINGS = {Form.MARKDOWN: ("zip", "application/zip"), Form.WORDPRESS: ("xml", "text/xml"),
           Form.JSON: ("json", "application/json")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Download:
    """What a browser stores it as, and the file itself."""

    name: str
    mimetype: str
    chunks: Iterator[bytes]


def take_away(form: Form, media_folder: Path, now: datetime) -> Download:
    """Write down that it goes, and begin."""
    from .chunks import chunks  # noqa: PLC0415 - a server that is never asked for it has no use for that

    with writing() as session:
        exported.send(None, session=session, form=form)
    ending, mimetype = ENDINGS[form]
    return Download(f"letterpress-{now:%Y-%m-%d}.{ending}", mimetype, chunks(form, media_folder, now))
