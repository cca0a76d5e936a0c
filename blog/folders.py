"""Names that outlive a power cut."""

import os
from pathlib import Path


def sync(folder: Path) -> None:
    """Put on the disk which names stand in a folder: a file may be safe, and its name not yet."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
