"""Which kind of file another blog left, by how it begins."""

import re
from pathlib import Path

# What stands before the first element of XML: what it is written in, and remarks.
FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*<(?:\w+:)?(rss|disqus)\b", re.DOTALL)
LOOKED_AT = 10_000  # bytes
KINDS = {b"rss": "wordpress", b"disqus": "disqus"}
SQLITE = b"SQLite format 3\0"


def recognise(file: Path) -> str:
    """Which kind of file it seems to be; empty for none of them."""
    with file.open("rb") as opened:
        head = opened.read(LOOKED_AT)
    if head.startswith(SQLITE):
        return "isso"
    found = FIRST.match(head)
    return KINDS[found[1]] if found else ""
