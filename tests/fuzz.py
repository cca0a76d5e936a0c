"""Requests that nobody in their right mind would send, from a seed: the same seed gives the same requests."""

from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

METHODS = (
    "GET", "GET", "HEAD", "POST", "POST", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "X" * 300,
    "PROPFIND",
)  # fmt: skip
NAUGHTY = (
    "", " ", "\t", "0", "-1", "1e9", "999999999999999999999999", "NaN", "None", "null", "true", "[]", "{}", "\x00",
    "\x1b[2J", "\r\n", "a\r\nSet-Cookie: a=b", "\ufeff", "\u202egnp.exe", "\ud800", "\udfff", "é", "e\u0301" * 40,
    "ﷺ" * 50, "字" * 100, "مرحبا", "नमस्ते", "👩‍👩‍👧‍👦", "İıſß", "A" * 5_001, "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{ 7 * 7 }}", "{% raw %}", "%s%n%x", "${7*7}",
    "'; DROP TABLE comment; --", "\" OR 1=1 --", "../../etc/passwd", "..%2f..%2f", "//evil.example",
    "/\\evil.example", "https://evil.example", "http://[", "http://a:99999/", "http://a..b", "mailto:", "data:,",
    "a@b.example", "a@b@c", "@", "a" * 300 + "@example.org", "2026-13-45T99:99", "0001-01-01T00:00",
    "9999-12-31T23:59:59", "-0", "+1", "١٢٣", "1_000", "0x10", "| a |\n|-|\n" * 50, "> " * 200, "- " * 300, "[" * 300,
    "*" * 600, "`" * 600, "[a](b)" * 90, "![", "<!--", "]]>", "&#0;", "&#x110000;", "&amp" * 50, "http://a.b " * 60,
    ":::" * 100, "---\ntitle: x\n---\n", "\u2028", "\x85",
)  # fmt: skip
FIELDS = (
    "name", "email", "website", "body", "parent", "notify", "stamp", "topic", "do", "why", "title", "standfirst",
    "slug", "kind", "tags", "language", "published_at", "summary", "author", "picture", "picture_id", "seen",
    "version", "ids", "act", "count", "status", "reason", "q", "after", "before", "comments", "reply", "page", "next",
    "key", "code", "words", "batch", "left", "done", "taken", "saved", "refused", "accent", "time_zone", "navigation",
    "footer", "files", "alt", "focus_x", "focus_y", "into", "description", "correction", "farewell", "disclaimer",
    "source_url", "also_read", "menu_place", "address", "since", "until", "csrf_token[]",
)  # fmt: skip
HEADERS = (
    "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_CHARSET", "HTTP_RANGE",
    "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_ORIGIN", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_PREFIX", "HTTP_FORWARDED", "HTTP_HOST", "HTTP_SEC_FETCH_SITE",
    "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT",
    "HTTP_CONTENT_ENCODING", "HTTP_X_REQUESTED_WITH", "HTTP_PREFER", "HTTP_CACHE_CONTROL", "HTTP_CONNECTION",
    "HTTP_TE", "HTTP_UPGRADE",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x", "multipart/form-data", 'multipart/form-data; boundary="',
    "multipart/form-data; boundary=" + "x" * 300, "multipart/mixed; boundary=x", "application/json", "text/plain",
    "text/xml", "", ";", "a/b; c", "application/x-www-form-urlencoded\x00", "image/png",
)  # fmt: skip
PARTS = (
    'name="body"', 'name="files"; filename="a.png"', 'name="files"; filename="../../a.png"',
    'name="files"; filename=""', 'name=""', "name=body", 'name="body', "name*=utf-8''b%C3%B6dy",
    'name="files"; filename="' + "a" * 5_000 + '"', 'filename="a.png"', "", 'name="csrf_token"',
    'name="picture"; filename="a.svg"', 'name="body"; name="name"', 'name="files"; filename="a.png\x00.php"',
)  # fmt: skip


@dataclass
class Sender:
    """Whoever sends them: with a cookie and the token of its session, or without; and what came of it."""

    app: Flask
    dice: Random
    addresses: list[str]
    cookie: str = ""
    fields: dict[str, str] = field(default_factory=dict)  # that every second form carries, so that it gets further

    def requests(self, count: int) -> Iterator[dict[str, Any]]:
        """So many of them, as WSGI environments."""
        for _ in range(count):
            yield self._request()

    def send(self, environ: dict[str, Any]) -> TestResponse:
        """The whole answer of the app to one."""
        answer = TestResponse(*Context().run(run_wsgi_app, self.app, environ, buffered=True), request=None)
        for line in answer.headers.getlist("Set-Cookie"):
            self.cookie = line.partition(";")[0]
        return answer

    def _request(self) -> dict[str, Any]:
        dice = self.dice
        method = dice.choice(METHODS)
        body, mimetype = self._body() if dice.random() < 0.7 else (b"", "")
        environ = EnvironBuilder(method="POST", base_url="http://localhost").get_environ()
        environ.update({
            "REQUEST_METHOD": method,
            "PATH_INFO": self._path(),
            "QUERY_STRING": self._form(dice.randrange(4)) if dice.random() < 0.4 else "",
            "CONTENT_TYPE": mimetype,
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": f"10.{dice.randrange(9)}.{dice.randrange(256)}.{dice.randrange(256)}",
            "wsgi.input": BytesIO(body),
        })  # fmt: skip
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        for _ in range(dice.choice((0, 0, 0, 1, 2, 5))):
            environ[dice.choice(HEADERS)] = self._text().encode("utf-8", "surrogatepass").decode("latin-1")
        if dice.random() < 0.02:
            environ["CONTENT_LENGTH"] = dice.choice(("", "-1", "x", "99999999999999999999", str(len(body) + 7)))
        return environ

    def _path(self) -> str:
        path = self.dice.choice(self.addresses)
        if self.dice.random() < 0.15:
            at = self.dice.randrange(len(path) + 1)
            path = path[:at] + self._text() + path[at:]
        return path.encode("utf-8", "surrogatepass").decode("latin-1")

    def _text(self) -> str:
        if self.dice.random() < 0.1:
            return bytes(self.dice.randrange(256) for _ in range(self.dice.randrange(40))).decode("latin-1")
        return "".join(self.dice.choice(NAUGHTY) for _ in range(self.dice.choice((1, 1, 1, 2, 3))))

    def _form(self, count: int) -> str:
        pairs = [(self.dice.choice(FIELDS), self._text()) for _ in range(count)]
        return urlencode(pairs, encoding="utf-8", errors="surrogatepass")

    def _body(self) -> tuple[bytes, str]:
        dice = self.dice
        known = self.fields if dice.random() < 0.7 else {}
        if dice.random() < 0.6:
            return "&".join((self._form(dice.randrange(12)), urlencode(known))).encode(), TYPES[0]
        if dice.random() < 0.6:
            parts = [(f'name="{name}"', value) for name, value in known.items()]
            parts += [(dice.choice(PARTS), self._text()) for _ in range(dice.randrange(6))]
            lines = "".join(f"--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n" for head, text in parts)
            ending = dice.choice(("--x--\r\n", "--x--\r\n", "--x--\r\n", "", "--x", "--x--" * 50))
            return (lines + ending).encode("utf-8", "surrogatepass"), dice.choice((TYPES[2], TYPES[2], *TYPES))
        raw = bytes(dice.randrange(256) for _ in range(dice.randrange(300)))
        return dice.choice(
            (raw, quote_from_bytes(raw).encode(), quote(self._text(), errors="surrogatepass").encode())
        ), dice.choice(TYPES)
