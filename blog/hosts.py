"""The names that a request may call the site by: no page, no cache and no link may be made for another one."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from .config import Config
from .plaintext import ascii_host

HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})  # for whoever sits at the server, and its own programs
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what it means to listen there


def own_names(config: Config) -> frozenset[str] | None:
    """Its own and those of this machine, without ports, which tunnels and proxies change; None for any.

    Any will do while the site has no name yet and a whole network may call it by one that we cannot know.
    """
    if not config.site_url and config.host in EVERYWHERE:
        return None
    host = urlsplit(config.public_url).hostname or ""
    return LOOPBACK | {f"[{host}]" if ":" in host else ascii_host(host)}


@lru_cache(maxsize=64)
def is_own(host: str, names: frozenset[str] | None) -> bool:
    """Whether a `Host` header calls us."""
    found = HOST.fullmatch(host)
    return found is not None and (names is None or found[1].lower() in names)
