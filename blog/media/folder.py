"""The files of the library: those that are served, and beside them the originals, which nobody is served."""

import os
import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from .. import folders


def original(folder: Path, name: str, ending: str) -> Path:
    """Where a picture is kept as it was uploaded."""
    return folder.with_name("originals") / f"{name}.{ending}"


def write(files: dict[Path, bytes]) -> None:
    """All of them appear, each whole, or none does: on a full disk what is finished already goes too."""
    with ExitStack() as unfinished:
        parts = {}
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = unfinished.enter_context(TemporaryDirectory(dir=path.parent, prefix="."))
            parts[path] = Path(beside, path.name)
            _write(parts[path], data, 0o600 if path.parent.name == "originals" else 0o666)
        for path, part in parts.items():
            part.replace(path)
        for folder in {path.parent for path in parts}:
            folders.sync(folder)


def remove(folder: Path, name: str) -> None:
    """Every file of an item, and its original; what is gone already is none the worse."""
    for place in (folder, folder.with_name("originals")):
        for path in place.glob(f"{name}[-.]*"):
            path.unlink(missing_ok=True)


def remove_cards(folder: Path, name: str, but: str) -> None:
    """Every card of a picture, but one."""
    for path in folder.glob(f"{name}-card-*"):
        if path.name != but:
            path.unlink(missing_ok=True)


def remove_nameless(folder: Path, names: set[str], before: float) -> int:
    """Every file of an item that has none of these names, unless it is newer than that; how many there were."""
    found = [path for place in (folder, folder.with_name("originals")) for path in place.glob("*") if path.is_file()]
    gone = [path for path in found if re.split("[-.]", path.name)[0] not in names and path.stat().st_mtime < before]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _write(path: Path, data: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
