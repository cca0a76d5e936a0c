"""Finished pages as files, which nginx or Caddy gives to readers without the blog (`BLOG_PAGES_DIR`; one machine).

Each content version has a folder of its own, and `current` leads to that of the newest. It is turned inside the act
that raised the version, before anybody is told that it is done: so whoever finishes a page late puts it where nobody
looks any more. The folder's name begins with a second that no other has, which is the date of all files in it: servers
tell one version of a page from the next by their dates and lengths.
"""

import fcntl
import logging
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .. import clock
from ..headers import FOREVER, PARTS, common, shared
from ..packing import WAYS
from ..trouble import trouble
from .answers import Answer

MOST = 250_000_000  # bytes that one process writes for one version; what comes after that is the blog's to answer
FOLDER = re.compile(r"(\d+)-(\d+)")  # second, version
# As WSGI has it, a character for each byte: with nothing that means another place, and short enough for a name.
PATH = re.compile(r"/|(/[^/.%\\\x00-\x20\x7f][^/%\\\x00-\x20\x7f]{0,240})+")
ENDINGS = {"br": ".br", "gzip": ".gz", "": ""}  # the plain file last: by it the others are found
OF_EACH = {"content-type", "content-length", "etag", "vary", "strict-transport-security"}

log = logging.getLogger(__name__)


class Published:
    """The folder that the server in front reads. Safe for threads and processes."""

    def __init__(self, folder: Path, version: Callable[[], int], cdn_seconds: int = 0) -> None:
        self.folder, self.version = folder, version
        self.how = shared(cdn_seconds)  # what pages say of who may keep them
        self._written = ("", 0)  # into which folder, and how many bytes
        self._trouble = ""  # that was told last

    def follow(self) -> None:
        """Show no page of another content version than the one that is committed now."""
        with self._or_none():
            if self._current()[1] != self.version():
                self._turn(is_new=False)

    def begin(self) -> None:
        """Show none that is there, whatever its version: another release would have drawn it otherwise."""
        with self._or_none():
            self._turn(is_new=True)
        self.sweep()

    def put(self, path: str, version: int, answer: Answer) -> None:
        """Write a page that was drawn when this was the version, or later; `path` is as WSGI has it."""
        name, (second, shown) = self._name(path, answer), self._current()
        folder = f"{second}-{version}"
        where, size = self._written if self._written[0] == folder else (folder, 0)
        if name is None or version != shown or size > MOST:
            return
        try:
            file = self.folder / folder / name
            _make(file.parent)
            for way in (*WAYS, "") if answer.is_text else ("",):
                content = answer.as_sent(way)[1]
                _write(file.with_name(file.name + ENDINGS[way]), content, second)
                size += len(content)
        except OSError as error:
            size = MOST + 1  # no other page of this version is tried
            log.warning("A page could not be published (%s).", trouble(error) or error)
        self._written = where, size

    def sweep(self) -> None:
        """Remove the folders of former versions."""
        for name in sorted(self._folders())[:-1]:
            shutil.rmtree(self.folder / "{}-{}".format(*name), ignore_errors=True)

    def fault(self) -> str:
        """What is wrong, in a few words."""
        if not os.access(self.folder, os.W_OK | os.X_OK):
            return f"{self.folder} cannot be written to"
        return "" if self._current()[1] == self.version() else "the pages are of another version than the database"

    def _turn(self, *, is_new: bool) -> None:
        """Lead `current` to an empty folder; the version is read where nobody else can turn it back."""
        _make(self.folder)
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            version = self.version()
            if self._current()[1] == version and not is_new:
                return
            second = max(int(clock.now().timestamp()), *(last + 1 for last, _ in self._folders()), 0)
            name, link = f"{second}-{version}", self.folder / ".current"
            _make(self.folder / name)
            link.unlink(missing_ok=True)
            link.symlink_to(name)
            link.replace(self.folder / "current")

    def _current(self) -> tuple[int, int]:
        """The second and the version of the folder that is shown; of none, what no folder has."""
        with suppress(OSError):
            if found := FOLDER.fullmatch(str((self.folder / "current").readlink())):
                return int(found[1]), int(found[2])
        return -1, -1

    def _folders(self) -> list[tuple[int, int]]:
        with suppress(OSError):
            names = (FOLDER.fullmatch(path.name) for path in self.folder.iterdir())
            return [(int(name[1]), int(name[2])) for name in names if name]
        return []

    @contextmanager
    def _or_none(self) -> Iterator[None]:
        """Better no published page than an old one: without `current`, all is the blog's to answer."""
        try:
            yield
            self._trouble = ""
        except Exception as error:  # an act that was done must not be told as one that failed
            with suppress(FileNotFoundError):
                (self.folder / "current").unlink()
            why = trouble(error) or str(error)
            if why != self._trouble:  # each tick tries again
                log.error("Pages could not be published (%s).", why)
            self._trouble = why

    def _name(self, path: str, answer: Answer) -> str | None:
        """The file where the server in front looks for it; None for what has other headers than that one gives."""
        kind = answer.names["content-type"].partition(";")[0]
        is_part = kind in PARTS
        expected = common(kind) | {"Cache-Control": FOREVER if is_part else self.how}
        own = {name: value for name, value in answer.headers if name.lower() not in OF_EACH}
        if not (own == expected and (is_part or kind == "text/html") and PATH.fullmatch(path)):
            return None
        text = path.encode("latin-1").decode("utf-8", "replace")
        return text.removeprefix("/") + ("" if is_part else ".html")


def _make(folder: Path) -> None:
    """A folder that the server in front may read, whatever `umask` says."""
    if not folder.is_dir():
        _make(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(0o755)


def _write(file: Path, content: bytes, second: int) -> None:
    """All of a file at once, with its date. Raises OSError."""
    part = file.with_name(f".{secrets.token_hex(8)}")
    try:
        part.write_bytes(content)
        part.chmod(0o644)
        os.utime(part, (second, second))
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
