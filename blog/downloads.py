"""Files to take away."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from flask import Flask, Response


def file(text: str | Iterable[str] | Iterable[bytes], mimetype: str, name: str) -> Response:
    """A file that the browser stores under this name and never shows as a page."""
    return Response(text, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def in_steps(app: Flask, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A file as it is made, each part in a context that ends with it: between two of them nothing is held, however
    slowly somebody takes it.
    """
    while True:
        with app.app_context():
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def json_file(kept: object, name: str) -> Response:
    """The same, of plain values; times in the form of ISO 8601."""
    text = json.dumps(kept, ensure_ascii=False, indent=2, default=_plain) + "\n"
    return file(text, "application/json", name)


def _plain(value: Any) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
