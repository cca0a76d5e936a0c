"""What a disk holds after the power went: all that was synced, and of the rest nothing, everything, or some sectors."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

SECTOR = 512  # bytes: what a disk writes whole or not at all
SOURCE = Path(__file__).with_name("disk.c")
NOTHING, EVERYTHING, SOME = "nothing", "everything", "some"  # what of the unsynced writes is there after the cut


class Event(NamedTuple):
    """One line of the trace (`disk.c`)."""

    what: str
    file: int
    number: int
    name: str
    data: str


@dataclass
class File:
    """What of one file is safe, and what was done to it since: writes (offset and bytes) and truncations (a size)."""

    name: str
    safe: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def after_cut(self, how: str, dice: Random) -> bytes:
        """What is in it when it is read again."""
        content = bytearray(self.safe)
        for at, data in self.since:
            for place, part in _survivors(at, data, how, dice):
                if part is None:
                    del content[place:]
                content.extend(bytes(max(0, place - len(content))))  # a hole reads as zeroes
                content[place : place + len(part or b"")] = part or b""
        return bytes(content)

    def sync(self) -> None:
        """From now on it is safe as it is."""
        self.safe, self.since = self.after_cut(EVERYTHING, Random(0)), []  # noqa: S311


class Disk:
    """The files of one folder while a trace is played to it; their names are safe once the folder was synced."""

    def __init__(self, folder: Path) -> None:
        self.path, self.folder = folder, folder.stat().st_ino
        self.names = {path.name: File(path.name, path.read_bytes()) for path in folder.iterdir() if path.is_file()}
        self.files = {(folder / name).stat().st_ino: file for name, file in self.names.items()}
        self.since: list[dict[str, File | None]] = []

    def play(self, event: Event) -> None:
        """One more event."""
        if event.what == "create":
            self.files[event.file] = File(Path(event.name).name)
        if event.what == "sync" and event.file == self.folder:
            self.names, self.since = self.names_after_cut(EVERYTHING, Random(0)), []  # noqa: S311
        elif event.what == "sync" and event.file in self.files:
            self.files[event.file].sync()
        elif event.what in ("create", "link"):
            self._name({event.name: self.files[event.file]})
        elif event.what == "unlink":
            self._name({event.name: None})
        elif event.what == "rename":
            self._name({event.name: self.files.get(event.file), bytes.fromhex(event.data).decode(): None})
        elif event.what in ("write", "truncate"):
            data = bytes.fromhex(event.data) if event.what == "write" else None
            self.files[event.file].since.append((event.number, data))

    def _name(self, changes: dict[str, File | None]) -> None:
        """One change of names; those in other folders are not ours."""
        ours = {Path(path).name: file for path, file in changes.items() if Path(path).parent == self.path}
        self.since.append(ours)

    def names_after_cut(self, how: str, dice: Random) -> dict[str, File]:
        """Which files are there."""
        found: dict[str, File | None] = dict(self.names)
        for change in self.since:
            if how == EVERYTHING or (how == SOME and dice.random() < 0.5):
                found |= change
        return {name: file for name, file in found.items() if file is not None}

    def cut(self, to: Path, how: str, dice: Random) -> None:
        """Leave in `to` what the next start finds; an index in shared memory is never there."""
        for name, file in self.names_after_cut(how, dice).items():
            if not name.endswith("-shm"):
                (to / name).write_bytes(file.after_cut(how, dice))


def read(trace: Path) -> Iterator[Event]:
    """The events of a trace, in order."""
    with trace.open() as lines:
        for line in lines:
            what, file, number, name, data = line.rstrip("\n").split("\t")
            yield Event(what, int(file), int(number), name, data)


def library(folder: Path) -> Path:
    """`disk.c`, to be preloaded."""
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    made = folder / "disk.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def watched(library: Path, folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a process whose files in a folder are watched; `settings` as in `disk.c`."""
    return os.environ | {"LD_PRELOAD": str(library), "DISK_FOLDER": str(folder)} | settings


def _survivors(at: int, data: bytes | None, how: str, dice: Random) -> Iterable[tuple[int, bytes | None]]:
    """What of one write, or of a truncation, is on the disk: all of it, nothing, or some of its sectors."""
    lot = dice.randrange(3) if how == SOME else {NOTHING: 0, EVERYTHING: 1}[how]
    if lot == 2 and data is not None:
        ends = [*range(at - at % SECTOR + SECTOR, at + len(data), SECTOR), at + len(data)]
        for start, end in zip([at, *ends], ends, strict=False):
            if dice.random() < 0.5:
                yield start, data[start - at : end - at]
    elif lot:
        yield at, data
