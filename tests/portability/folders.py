"""What these tests put into folders, and how they take it in."""

from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image

from blog.portability.exporting import Report as Written
from blog.portability.exporting import export_folder
from blog.portability.importing import Report, import_folder
from tests.factories import NOW


def no_step(_done: int, _of: int) -> None:
    """Nobody watches."""


def drawn(colour: str, size: tuple[int, int] = (1700, 40), form: str = "PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, form)
    return file.getvalue()


def lay(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, said in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(said.encode() if isinstance(said, str) else said)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def take_in(folder: Path, app: Flask, now: Any = NOW, **options: Any) -> Report:
    return import_folder(folder, app.config["MEDIA_FOLDER"], now, no_step, **options)


def write_out(folder: Path, app: Flask) -> Written:
    return export_folder(folder, app.config["MEDIA_FOLDER"], no_step)
