"""What the server writes about itself: a line an event, which steers no terminal and holds nobody's address."""

import json
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import IPv6Address
from pathlib import Path
from traceback import extract_tb

from sqlalchemy.exc import DBAPIError

MOST = 2_000  # characters of a line
EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
IPV4 = re.compile(r"\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b")
COLONS = re.compile(r"(?<![\w:.])[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?![\w])", re.IGNORECASE)  # times, or IPv6

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of the request that this thread answers


class OneLine(logging.Formatter):
    """An event with its error and where that was raised, the innermost place first; last the id of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line, of = shown(f"{record.levelname} {record.name}: {_said(record)}"), request_id.get()
        return f"{line} [{of}]" if of else line


class Json(logging.Formatter):
    """The same as an object in one line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        event = {"time": at, "level": record.levelname, "logger": record.name, "message": shown(_said(record))}
        of = request_id.get()
        return json.dumps(event | ({"request": of} if of else {}), ensure_ascii=False)


FORMATS = {"text": OneLine, "json": Json}


def start(form: str) -> None:
    """Let every part of this process write so, in one of FORMATS."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATS[form]())
    logging.basicConfig(handlers=[handler], force=True)


def shown(line: str) -> str:
    """The same in printable characters, without e-mail addresses and with the networks of network addresses only."""
    line = COLONS.sub(_network, IPV4.sub(r"\1.0", EMAIL.sub("…@…", line[:MOST])))
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def _network(found: re.Match[str]) -> str:
    try:
        return str(IPv6Address(int(IPv6Address(found[0])) >> 80 << 80))
    except ValueError:
        return found[0]


def _said(record: logging.LogRecord) -> str:
    return " / ".join((record.getMessage(), *_told(record.exc_info[1] if record.exc_info else None)))


def _told(error: BaseException | None) -> Iterator[str]:
    """What was raised, and what was raised before it."""
    while error is not None:
        places = (f"{Path(at.filename).name}:{at.lineno}" for at in reversed(extract_tb(error.__traceback__)))
        yield f"{type(error).__name__}{_words(error)} ({' < '.join(places)})"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _words(error: BaseException) -> str:
    """Those of the database and of the system; any others may be a reader's."""
    words = error.orig if isinstance(error, DBAPIError) else error.strerror if isinstance(error, OSError) else None
    return f": {words}" if words else ""
