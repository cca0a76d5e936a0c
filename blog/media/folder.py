"""The files of the library: those that are served, and beside them the originals, which nobody is served."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory


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


def remove(folder: Path, name: str) -> None:
    """Every file of an item, and its original; what is gone already is none the worse."""
    for place in (folder, folder.with_name("originals")):
        for path in place.glob(f"{name}[-.]*"):
            path.unlink(missing_ok=True)


def _write(path: Path, data: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
