"""A file that appears when it is whole, and that nobody else reads: readers' addresses stand in it."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from ... import folders


def write(path: Path, parts: Iterable[str]) -> None:
    """Write it beside its place first, and then take that, whatever was there. Raises OSError."""
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise OSError(0, "this is no file that could be written anew", str(path))
    with NamedTemporaryFile("w", dir=path.parent, prefix=".", encoding="utf-8", newline="\n", delete=False) as file:
        part = Path(file.name)
        try:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    folders.sync(path.parent)
