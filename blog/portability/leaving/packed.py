"""Files in one zip file, which is written while it is sent."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

CHUNK = 1 << 16


class _Out(RawIOBase):
    """What a zip file was written to, until somebody takes it; there is no way back in it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: Any) -> int:
        """More of it."""
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What came since it was asked last."""
        data = b"".join(self.parts)
        self.parts.clear()
        return data


def packed(files: Iterable[tuple[str, bytes | Path]], now: datetime) -> Iterator[bytes]:
    """The zip file in parts, from the names of files and what is in them, or which they are copies of."""
    out = _Out()
    with ZipFile(out, "w") as archive:
        for name, said in files:
            entry = ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = ZIP_STORED if isinstance(said, Path) else ZIP_DEFLATED  # pictures are packed already
            with archive.open(entry, "w") as inside:
                for chunk in _chunks(said):
                    inside.write(chunk)
                    yield out.taken()
            yield out.taken()
    yield out.taken()


def _chunks(said: bytes | Path) -> Iterator[bytes]:
    if isinstance(said, bytes):
        yield said
        return
    with said.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
