"""What came of the last backup: a small file beside the backups, as the database may be what is wrong."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from .disk import put

NAME, WANTED = "status.json", "wanted"
TIMES = ("tried_at", "good_at", "copied_at")


@dataclass(frozen=True, slots=True)
class Status:
    """When one was tried and when one was good last; why the last one was refused, and why it was not copied away."""

    tried_at: datetime | None = None
    good_at: datetime | None = None
    reason: str = ""  # a key of `rules.REASONS`
    values: dict[str, str] = field(default_factory=dict)
    lost: int = 0  # files of the library that were missing
    copied_at: datetime | None = None
    not_copied: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nothing went wrong the last time."""
        return not self.reason and not self.not_copied


def read(folder: Path) -> Status:
    """What stands there; nothing of a file that is none."""
    try:
        stored = json.loads((folder / NAME).read_bytes())
        times = {key: stored[key] and datetime.fromisoformat(stored[key]) for key in TIMES}
        return Status(**stored | times)
    except (OSError, ValueError, TypeError, KeyError):
        return Status()


def change(folder: Path, **values: object) -> None:
    """Keep what came of it."""
    plain = asdict(replace(read(folder), **values))  # type: ignore[arg-type]
    put(folder / NAME, json.dumps(plain, default=datetime.isoformat, indent=1).encode())


def want(folder: Path) -> None:
    """Ask for a backup, to be made soon by whichever worker is first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / WANTED).touch()


def is_wanted(folder: Path) -> bool:
    """Whether somebody asked for one."""
    return (folder / WANTED).exists()


def grant(folder: Path) -> None:
    """It is being made."""
    (folder / WANTED).unlink(missing_ok=True)
