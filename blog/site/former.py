"""Addresses that the site had elsewhere, as they are kept to be known again. Knows no Flask and no database."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

ASKED = (
    "p",
    "page_id",
    "attachment_id",
    "cat",
    "tag",
    "feed",
)  # arguments that name a page of WordPress, the first that is there
LONGEST = 400  # characters
INDEX = "/index.php"
# What the addresses of this site begin with: whatever stood there elsewhere, none of them leads away.
OURS = {
    "admin", "archive", "articles", "cards", "comments.xml", "confirm", "decide", "favicon.ico", "feed.json",
    "feed.xml", "healthz", "media", "pages", "preview", "privacy", "receipts", "robots.txt", "search", "sitemap.xml",
    "static", "tags", "unsubscribe",
}  # fmt: skip
KINDS = ("", "/rss", "/rss2", "/atom", "/rdf")
FEEDS = (
    {f"/feed{kind}": "/feed.xml" for kind in KINDS}
    | {f"/comments/feed{kind}": "/comments.xml" for kind in KINDS}
    | {"/rss": "/feed.xml", "/rss.xml": "/feed.xml", "/atom.xml": "/feed.xml", "/wp-rss2.php": "/feed.xml",
       "/wp-commentsrss2.php": "/comments.xml", "/?feed=rss2": "/feed.xml", "/?feed=atom": "/feed.xml",
       "/?feed=comments-rss2": "/comments.xml"}
)  # fmt: skip
# A picture in one of its sizes, or one that was too large; a part of a page, or its feed; a category in another one.
FILE = re.compile(r"(/.+?)(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,14})+(\.[A-Za-z0-9]{2,5})")
PART = re.compile(r"(/.+?)/(feed|amp|embed|trackback|print|comment-page-\d+|page/\d+|\d+)(?:/(?:rss|rss2|atom|rdf))?")
NESTED = re.compile(r"/category/(?:[^/]+/)+([^/]+)")


def key(address: str) -> str:
    """What an address is kept under: its path without what is said in many ways, or `/?p=12`; empty for none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return key_of(unquote(parts.path), dict(parse_qsl(parts.query)))


def key_of(path: str, arguments: dict[str, str]) -> str:
    """The same of a path and its arguments, as a request has them."""
    if len(path) > 4 * LONGEST:
        return ""
    path = "/" + unicodedata.normalize("NFC", path).strip("/")
    if path == INDEX or path.startswith(f"{INDEX}/"):
        path = path.removeprefix(INDEX) or "/"
    path = path.removesuffix("/index.html") or "/"
    name = next((name for name in ASKED if arguments.get(name)), "")
    found = f"{path.rstrip('/')}/?{name}={arguments[name]}" if name else path
    return found if len(found) <= LONGEST and found.isprintable() else ""


def is_ours(key: str) -> bool:
    """Whether a key is an address of this site, or below one."""
    return key.split("/")[1] in OURS


# --- Where a former address leads ---


def lead(key: str, look: Callable[[str], str | None]) -> str | None:
    """Where a key leads: what `look` has for it, or for what it is a part or another form of; None for nowhere."""
    if found := look(key):
        return found
    if key in FEEDS:
        return FEEDS[key]
    if (file := FILE.fullmatch(key)) and (found := look(file[1] + file[2])):
        return found
    if part := PART.fullmatch(key):
        base = look(part[1]) or (look(f"/category/{part[1].rpartition('/')[2]}") if "/category/" in part[1] else None)
        return _feed_of(base) if base and part[2] == "feed" else base
    if (nested := NESTED.fullmatch(key)) and (found := look(f"/category/{nested[1]}")):
        return found
    return None


def _feed_of(path: str) -> str:
    """The feed of a piece is that of its letters."""
    if path.startswith("/articles/"):
        return f"{path}/comments.xml"
    return f"{path}/feed.xml" if path.startswith("/tags/") else path
