"""A finished answer: its bytes as they are and packed, and whether somebody has them already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from werkzeug.http import parse_date, parse_etags

from ..packing import QUICK, pack, unpack

Headers = list[tuple[str, str]]

# Pictures and sound are packed already, and stand in files of their own.
TEXT = (
    "text/",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "image/svg+xml",
)
OF_A_BODY = {"content-length", "content-type", "content-encoding", "content-language"}


@dataclass
class Answer:
    """What everyone gets at an address; `headers` are without those that depend on how the bytes are packed."""

    status: str
    headers: Headers
    plain: bytes | None  # until it is packed
    effort: tuple[int, int] = QUICK
    packed: dict[str, bytes] = field(default_factory=dict)
    heads: dict[str, Headers] = field(default_factory=dict)  # all headers by encoding, as they were sent once

    @property
    def body(self) -> bytes:
        """Its bytes as they are; once they are packed they are kept again only if somebody asks for them."""
        plain = self.plain
        if plain is None:
            way = min(self.packed)  # in one step, as another thread may pack it in another way
            plain = self.plain = unpack(self.packed[way], way)
        return plain

    @property
    def names(self) -> dict[str, str]:
        """Its headers by their names in small letters."""
        return {name.lower(): value for name, value in self.headers}

    @cached_property
    def etag(self) -> str:
        """The app's own, or one of its bytes: weak, because it is that of every way in which they are packed."""
        return self.names.get("etag") or f'W/"{sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def is_text(self) -> bool:
        """Whether packing makes it smaller."""
        return self.names.get("content-type", "").startswith(TEXT) and "content-encoding" not in self.names

    @cached_property
    def common(self) -> Headers:
        """Headers of the whole answer and of a 304 alike."""
        kept = [(name, value) for name, value in self.headers if name.lower() not in {*OF_A_BODY, "etag", "vary"}]
        vary = [("Vary", "Accept-Encoding")] if self.is_text else []
        return [*kept, *vary, ("ETag", self.etag)]

    @cached_property
    def of_body(self) -> Headers:
        """Headers that a 304 has not."""
        return [(name, value) for name, value in self.headers if name.lower() in OF_A_BODY - {"content-length"}]

    @cached_property
    def size(self) -> int:
        """Bytes that it may come to take, in all ways in which it is sent."""
        return 2 * len(self.body) + 2_000

    def is_ready(self, encoding: str) -> bool:
        """Whether it was sent so before, and nothing has to be made for it."""
        return encoding in self.heads and (encoding in self.packed or self.plain is not None)

    def as_sent(self, encoding: str) -> tuple[Headers, bytes]:
        """All headers, and the bytes in an encoding, in which they are packed once; the list is not the caller's."""
        is_packed = encoding != "" and self.is_text
        if is_packed and encoding not in self.packed:
            _ = self.etag  # that of its bytes as they are
            self.packed[encoding], self.plain = pack(self.body, encoding, self.effort), None
        body = self.packed[encoding] if is_packed else self.body
        if (headers := self.heads.get(encoding)) is None:
            coded = [("Content-Encoding", encoding)] if is_packed else []
            headers = [*self.common, *self.of_body, *coded, ("Content-Length", str(len(body)))]
            self.heads[encoding] = headers
        return headers, body

    def is_known(self, environ: Mapping[str, Any]) -> bool:
        """Whether the browser or program that asks has it (RFC 9110, 13.2.2: a date counts only without an ETag)."""
        if etags := environ.get("HTTP_IF_NONE_MATCH"):
            return bool(etags == self.etag or parse_etags(etags).contains_weak(self.etag.removeprefix("W/").strip('"')))
        if not (since := parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))):
            return False
        modified = parse_date(self.names.get("last-modified"))
        return bool(modified and modified <= since)
