"""One file of all that a backup holds, to be taken away: written while it is sent, so that no memory feels it."""

from collections.abc import Iterator
from pathlib import Path

from .archive import BLOCK, END, Archive, chunks, header, opened, padding
from .manifest import Manifest, Unfit
from .store import FILES


def whole(path: Path) -> tuple[int, Iterator[bytes]]:
    """How long it will be, and its bytes. Raises Unfit and OSError."""
    with opened(path) as archive:
        files = _files(archive)
        length = archive.size + sum(BLOCK + size + len(padding(size)) for size in files.values())
        return length, _bytes(path, files, archive.manifest)


def _files(archive: Archive) -> dict[str, int]:
    """The sizes of the files by their hashes, each once. Raises Unfit and OSError where one is not as it should be."""
    sizes = {entry.digest: entry.size for entry in archive.files.values()}
    for digest, size in sizes.items():
        if (archive.shared / digest).stat().st_size != size:
            raise Unfit(f"{FILES}/{digest} is damaged")
    return sizes


def _bytes(path: Path, files: dict[str, int], manifest: Manifest) -> Iterator[bytes]:
    with path.open("rb") as file:
        left = path.stat().st_size - END
        for chunk in chunks(file):
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                break
    for digest, size in files.items():
        yield header(f"{FILES}/{digest}", size, manifest)
        with (path.parent / FILES / digest).open("rb") as file:
            yield from chunks(file)
        yield padding(size)
    yield bytes(END)
