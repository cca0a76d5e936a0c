"""All that blogs and their letters can come from, and which of it a file is."""

import re
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

# What stands before the first element of XML: what it is written in, and remarks.
FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*<(?:\w+:)?(rss|disqus)\b", re.DOTALL)
LOOKED_AT = 10_000  # bytes
KINDS = {b"rss": "wordpress", b"disqus": "disqus"}
LETTERS: dict[str, Callable[[Path], Letters]] = {"isso": isso.Comments, "disqus": disqus.Comments}


def recognise(file: Path) -> str:
    """Which kind of file it seems to be; empty for none of them."""
    with file.open("rb") as opened:
        head = opened.read(LOOKED_AT)
    if head.startswith(isso.SIGN):
        return "isso"
    found = FIRST.match(head)
    return KINDS[found[1]] if found else ""


def take_in(
    kind: str, file: Path, media: Path | None, media_folder: Path, now: datetime, phase: Phase, *, dry_run: bool,
    fetcher: Fetcher | None = None,
) -> Report:  # fmt: skip
    """Take a file of a kind in; only a whole blog has files. Raises Unusable, and then nothing was written."""
    if kind in LETTERS:
        return import_letters(LETTERS[kind](file), now, phase, dry_run=dry_run)
    source = Export(file, ZoneInfo(settings().time_zone))
    return import_blog(source, media, media_folder, now, phase, dry_run=dry_run, fetcher=fetcher)
