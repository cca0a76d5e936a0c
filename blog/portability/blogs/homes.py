"""The pieces of ours that the pages of elsewhere are, told by their addresses; the host does not count."""

from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import select

from ...articles import rules
from ...articles.models import Article
from ...db import db
from ...site import former
from ...site.queries import redirect
from .. import naming
from .records import Discussion

ENDINGS = (".html", ".htm", ".php")
HOPS = 3  # a former address may lead to another one


class Home(NamedTuple):
    """A piece of ours; `is_sure` where an address says so, and not only the end of one."""

    id: int
    path: str
    is_sure: bool


class Homes:
    """Looks each address up once."""

    def __init__(self) -> None:
        rows = db.session.execute(select(Article.id, Article.kind, Article.slug))
        self._ours = {rules.path(rules.Kind(row.kind), row.slug): row.id for row in rows}
        self._by_end = {path.rpartition("/")[2]: path for path in self._ours}
        self._found: dict[str, str | None] = {}

    def of(self, discussion: Discussion) -> Home | None:
        """The piece under which it stands: by any of its addresses, present or former, else by the end of one."""
        for address in discussion.addresses:
            if path := self.path(address):
                return Home(self._ours[path], path, is_sure=True)
        for address in discussion.addresses:
            key = former.key(address)
            end = _bare(key).rpartition("/")[2]
            if path := self._by_end.get(end) or self._by_end.get(naming.address(end)):
                self._found[key] = path  # for links that lead there
                return Home(self._ours[path], path, is_sure=False)
        return None

    def path(self, address: str) -> str | None:
        """Where the piece of an address stands here."""
        keys = [former.key(address)]
        if "?" in keys[0]:  # `/post?tag=x` is that post too
            keys.append(former.key(_without_query(address)))
        keys += [f"{_bare(key)}{ending}" for key in keys for ending in ("", *ENDINGS) if key and "?" not in key]
        return next((path for key in dict.fromkeys(keys) if key and (path := self._look(key))), None)

    def _look(self, key: str) -> str | None:
        if key not in self._found:
            path: str | None = key
            for _ in range(HOPS):
                if path is None or path in self._ours:
                    break
                path = former.lead(path, redirect)
            self._found[key] = path if path in self._ours else None
        return self._found[key]


def _bare(key: str) -> str:
    """A key without what static sites write at the end of a file's name."""
    ending = next((ending for ending in ENDINGS if key.endswith(ending)), "")
    bare = key.removesuffix(ending)
    return "" if "?" in key else bare.removesuffix("/index") or "/"


def _without_query(address: str) -> str:
    try:
        return urlsplit(address)._replace(query="").geturl()
    except ValueError:
        return ""
