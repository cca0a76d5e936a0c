"""Where the file of a picture, or of what is downloaded, stands that is worth taking along."""

import re
from collections.abc import Sequence
from pathlib import Path

NAME = re.compile(r"[0-9a-f]+")
ENDING = re.compile(r"\.[a-z0-9]{1,5}")


def original(media_folder: Path, name: str, widths: Sequence[int], formats: Sequence[str]) -> Path | None:
    """What was uploaded, where it was kept; else the largest file that readers are sent; None when neither is there."""
    if not NAME.fullmatch(name):
        return None
    kept = sorted(media_folder.with_name("originals").glob(f"{name}.*"))
    stems = [f"{name}-{width}" for width in sorted(widths, reverse=True)] or [name]
    sent = [media_folder / f"{stem}.{ending}" for stem in stems for ending in reversed(formats)]
    return next((file for file in [*kept, *sent] if ENDING.fullmatch(file.suffix) and file.is_file()), None)
