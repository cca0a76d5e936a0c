"""All that blogs and their letters can come from."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ...site.queries import settings
from ..fetching import Fetcher
from . import disqus, isso
from .moving import Phase, import_blog
from .records import Letters
from .report import Report
from .threads import import_letters
from .wordpress.wxr import Export

LETTERS: dict[str, Callable[[Path], Letters]] = {"isso": isso.Comments, "disqus": disqus.Comments}


def take_in(
    kind: str, file: Path, media: Path | None, media_folder: Path, now: datetime, phase: Phase, *, dry_run: bool,
    fetcher: Fetcher | None = None,
) -> Report:  # fmt: skip
    """Take a file of a kind in; only a whole blog has files. Raises Unusable, and then nothing was written."""
    if kind in LETTERS:
        return import_letters(LETTERS[kind](file), now, phase, dry_run=dry_run)
    source = Export(file, ZoneInfo(settings().time_zone))
    return import_blog(source, media, media_folder, now, phase, dry_run=dry_run, fetcher=fetcher)
