"""Taking the backups to another machine, by a command of the owner's."""

import os
import shlex
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import BinaryIO

SECONDS = 3_600
LONGEST = 300  # characters that are told of what it said


class NotCopied(Exception):
    """The command failed; its text says how."""


def copy_away(command: str, folder: Path, newest: Path) -> None:
    """Run it on the folder; no shell reads it, and it learns none of our settings. Raises NotCopied."""
    words = [word.replace("{}", str(folder)) for word in shlex.split(command if "{}" in command else f"{command} {{}}")]
    known = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - the owner's own words, from the server's settings
                words, env=known | {"BLOG_BACKUP_FILE": str(newest)},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise NotCopied(f"{error.filename}: {error.strerror}") from error
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise NotCopied(f"it was stopped after {SECONDS} seconds") from None
        if code:
            raise NotCopied(f"it ended with {code}: {_last_line(said)}")


def _last_line(said: BinaryIO) -> str:
    said.seek(max(0, said.seek(0, os.SEEK_END) - 4 * LONGEST))
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return "".join(sign for sign in lines[-1] if sign.isprintable())[-LONGEST:] if lines else "it said nothing"
