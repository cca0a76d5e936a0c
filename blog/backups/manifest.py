"""What an archive says of itself."""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from .. import plaintext

FORMAT = 1
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,199}")  # of a file of the library
LONGEST = 300  # characters of why
SQLITE, DUMP = "blog.sqlite", "blog.dump"  # what the database is called, by its kind
MEMBERS = tuple({"files", "erased", database} for database in (SQLITE, DUMP))


class Unfit(Exception):
    """An archive that is not taken; its text says in one line why, whatever stands in the archive."""

    def __init__(self, why: str) -> None:
        super().__init__(" ".join(plaintext.plain(why).split())[:LONGEST])


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file should be: its SHA-256 and its bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """When and of what it was made, by which everything else in it is checked."""

    made_at: datetime
    release: str
    revision: str  # of the tables
    key: str  # the fingerprint of the site's key, which itself is not in it
    rows: dict[str, int]  # by table
    members: dict[str, Entry]
    lost: list[str] = field(default_factory=list)  # files of the library that were missing when it was made
    settings: dict[str, Any] = field(default_factory=dict)  # of the server, for the eye; none is secret

    @property
    def database(self) -> str:
        """Which of its members is the database."""
        return DUMP if DUMP in self.members else SQLITE

    def text(self) -> bytes:
        """As it stands in the archive."""
        plain = {"format": FORMAT} | asdict(self) | {"made_at": self.made_at.isoformat()}
        return (json.dumps(plain, indent=1, ensure_ascii=False) + "\n").encode()

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """Raises Unfit for whatever is none."""
        try:
            return cls._of(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            raise Unfit("its manifest is not one of ours") from None

    @classmethod
    def _of(cls, plain: dict[str, Any]) -> "Manifest":
        if int(plain["format"]) > FORMAT:
            raise Unfit("it was made by a newer release; restore it with that one")
        members = {str(name): Entry(str(each["digest"]), int(each["size"])) for name, each in plain["members"].items()}
        lost = [str(name) for name in plain["lost"]]
        if set(members) not in MEMBERS or not all(map(NAME.fullmatch, lost)):
            raise ValueError
        return cls(
            made_at=datetime.fromisoformat(plain["made_at"]).astimezone(UTC),
            release=str(plain["release"]),
            revision=str(plain["revision"]),
            key=str(plain["key"]),
            rows={str(table): int(count) for table, count in plain["rows"].items()},
            members=members,
            lost=lost,
        )
