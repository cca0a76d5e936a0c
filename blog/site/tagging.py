"""Names that nothing changes for what the site gives away (`tag:` URIs, RFC 4151), whatever its address becomes.

They are built from the host and the day on which the site was first served under an address of its own, and the id in
the database: slugs, headlines and even the host may change, and a feed reader would take each piece for a new one.
"""

from datetime import datetime
from urllib.parse import urlsplit

from ..db import writing
from ..plaintext import ascii_host
from .actions import put
from .queries import settings

LOCAL = "localhost,1970"  # while it is tried out, and nobody else reads it


def tag_uri(*parts: str | int) -> str:
    """The name of something of this site, like `tag:letters.example.org,2026-03-14:articles/12`."""
    return f"tag:{settings().tagging or LOCAL}:{'/'.join(map(str, parts))}"


def settle(public_url: str, now: datetime) -> None:
    """Keep for good what the names begin with, as soon as the site has an address that others can reach."""
    host = ascii_host(urlsplit(public_url).hostname or "")
    is_own = any(letter.isalpha() for letter in host) and "." in host and ":" not in host
    if is_own and not settings().tagging:
        with writing() as session:
            put(session, tagging=f"{host},{now:%Y-%m-%d}")
