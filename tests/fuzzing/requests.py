"""Requests without end: some that a browser would send with a thing or two wrong, and some that nobody would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from sys import stderr
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.routing import Rule

from tests.filled import PLACEHOLDER, Filled
from tests.fuzzing.forms import Form
from tests.fuzzing.naughty import NAUGHTY

METHODS = (
    ("GET",) * 8 + ("POST",) * 8 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "get", "FOO", "PROPFIND")
)
ARGUMENTS = (
    "after", "before", "comments", "reply", "next", "key", "q", "email", "status", "group", "campaign", "back",
    "done", "left", "tag", "kind", "state", "saved", "taken", "refused", "reason", "since", "until", "article",
    "address", "id", "page", "_method", "_external",
)  # fmt: skip
FIELDS = (
    "csrf_token", "stamp", "name", "email", "website", "body", "parent", "notify", "topic", "do", "ids", "seen",
    "version", "password", "code", "title", "slug", "tags", "published_at", "picture_id", "files", "batch", "up_to",
    "all_like", "count", "why", "into", "language",
)  # fmt: skip
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": ("*/*", "application/json", "text/html;q=0", "a/b;q=x,,;", "*" * 999),
    "Accept-Encoding": ("gzip", "br;q=1.0, gzip;q=0", "*;q=0", ",,,", "gzip;q=nan"),
    "Accept-Language": ("en", "x-klingon", "en;q=9,*;q=-1", "-"),
    "Authorization": ("Basic !!!", "Bearer x", "Digest username=", "Basic " + "x" * 999),
    "Cache-Control": ("no-cache", "max-age=x"),
    "Content-Encoding": ("gzip", "deflate, br"),
    "Content-MD5": ("x",),
    "Cookie": (
        "a=b", "letterpress=x.y.z", "letterpress=", "letterpress=.eJw.x.y", "=;;=", "a" * 999, "__Secure-letterpress=é",
    ),
    "Date": ("x", "Sat, 14 Mar 2026 10:00:00 GMT"),
    "Expect": ("100-continue", "x"),
    "Forwarded": ('for="[::1]";host=evil.example',),
    "Host": ("localhost", "127.0.0.1:8000", "evil.example", "", "a b", "[", "localhost:99999", "LOCALHOST.", "é"),
    "If-Match": ('"x"', "*"),
    "If-Modified-Since": ("x", "Sat, 14 Mar 2026 10:00:00 GMT", "Sat, 99 Mar 99999 10:00:00 GMT"),
    "If-None-Match": ("*", '"x"', 'W/"', ",,"),
    "If-Range": ("x", '"x"'),
    "Origin": ("null", "http://localhost", "http://evil.example", "http://[", "é", ""),
    "Range": (
        "bytes=0-", "bytes=5-1", "bytes=-99999999999999999999", "bytes=0-0,1-1,2-2", "x=1-2", "bytes=",
        "bytes=" + "0-1," * 99,
    ),
    "Referer": ("http://localhost/", "javascript:alert(1)", "\\", "é"),
    "Sec-Fetch-Site": ("same-origin", "none", "cross-site", "x"),
    "Transfer-Encoding": ("chunked", "gzip, chunked"),
    "User-Agent": ("", "Mozilla/5.0 (X11; Linux x86_64) Firefox/999", "x" * 2_000, "%n%s", "é\x1b[31m"),
    "X-Forwarded-For": ("198.51.100.1", '"', "," * 99, "é"),
    "X-HTTP-Method-Override": ("DELETE",),
    "X-Requested-With": ("XMLHttpRequest",),
}  # fmt: skip
KINDS = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data",
    "multipart/form-data; boundary=", 'multipart/form-data; boundary="', "multipart/form-data; boundary=x",
    "multipart/mixed; boundary=x", "application/json", "text/plain", "application/xml", "image/png", "", ";", "x",
    "text/html; charset=\xff", "multipart/form-data; boundary=" + "x" * 300,
)  # fmt: skip
DISPOSITIONS = (
    'form-data; name="{}"', 'form-data; name="{}"; filename="a.png"',
    'form-data; name="{}"; filename="../../a.html"', "form-data; name*=utf-8''{}",
    'form-data; filename=""; name="{}"', "form-data", 'attachment; name="{}"', 'form-data; name="{}',
    'form-data; name="{}"; filename*=UTF-8\'\'%ff', 'FORM-DATA; NAME="{}"; name="b"',
)  # fmt: skip
# After these there is less to ask for, or nobody is signed in.
ENDS = ("/erasure", "/withdrawal", "/deletion", "/removal", "/bin", "/spam", "/logout", "/end", "/end-others")
LONG = 400_000  # bytes: more than a visitor may send


@dataclass
class Sent:
    """One request, before a browser's cookie is added."""

    method: str
    path: str  # of bytes, as a server gives it: Latin-1
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: str = ""
    length: str | None = None  # where it is not that of the body

    def environ(self, cookie: str, address: str) -> dict[str, Any]:
        """What a server makes of it."""
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        if cookie:
            headers["HTTP_COOKIE"] = f"{cookie}; {headers.get('HTTP_COOKIE', '')}"
        return {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "PATH_INFO": self.path, "QUERY_STRING": self.query,
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": address,
            "HTTP_HOST": "localhost", "CONTENT_TYPE": self.kind, "CONTENT_LENGTH": self.length or str(len(self.body)),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(self.body), "wsgi.errors": stderr,
            "wsgi.input_terminated": True, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
            **headers,
        }  # fmt: skip

    def raw(self) -> bytes:
        """The same as bytes on a line."""
        path = quote(self.path.encode("latin-1"), safe="/;=@!*~%") or "/"
        target = path + (f"?{self.query}" if self.query else "")
        lines = {"Host": "localhost", "Content-Type": self.kind, "Content-Length": self.length or str(len(self.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in (lines | self.headers).items() if value)
        return (
            f"{self.method} {target} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode("latin-1", "replace")
            + self.body
        )


class Fuzzer(Random):
    """The same requests for the same seed."""

    def __init__(self, seed: str, rules: list[Rule], filled: Filled, known: list[Form]) -> None:
        super().__init__(seed)
        self.rules, self.filled, self.known = rules, filled, known

    def requests(self, count: int) -> Iterator[Sent]:
        """So many."""
        for _number in range(count):
            sent = self.choices((self._form, self._route, self._anywhere), (45, 40, 15))[0]()
            if self.random() < 0.3:
                self._add_headers(sent)
            if self.random() < 0.02:
                sent.length = self.choice(("0", "-1", "1", "x", str(len(sent.body) + 9), "9" * 30, ""))
            yield sent

    def word(self) -> str:
        """Something naughty, or two of it."""
        return self.choice(NAUGHTY) + (self.choice(NAUGHTY) if self.random() < 0.1 else "")

    def _form(self) -> Sent:
        """A form of a page with a field or two wrong."""
        form = self.choice(self.known)
        while form.action.partition("?")[0].endswith(ENDS) and self.random() < 0.98:
            form = self.choice(self.known)
        fields = list(form.fields)
        for _time in range(self.choice((0, 1, 1, 1, 2, 4))):
            self._spoil(fields)
        path, _mark, query = form.action.partition("?")
        if form.method == "GET":
            return Sent("GET", path, _encoded(fields))
        sent = Sent(form.method, path, query)
        if form.is_multipart or self.random() < 0.15:
            sent.body, sent.kind = self._parts(fields, 0.1), "multipart/form-data; boundary=x"
        else:
            sent.body, sent.kind = _encoded(fields).encode(), KINDS[0]
        return sent

    def _spoil(self, fields: list[tuple[str, str]]) -> None:
        at = self.randrange(len(fields)) if fields else -1
        what = self.random()
        if at < 0 or what < 0.1:
            fields.append((self.choice(FIELDS), self.word()))
        elif what < 0.75:
            fields[at] = (fields[at][0], self.word())
        elif what < 0.9:
            del fields[at]
        else:
            fields.insert(at, (self.choice((fields[at][0], self.word())), self.word()))

    def _route(self) -> Sent:
        """Any route, at something that is there or is not, with anything."""
        rule = self.choice(self.rules)
        path = PLACEHOLDER.sub(lambda found: self._part(rule, found[1]), rule.rule)
        usual = sorted(rule.methods or ())
        sent = Sent(self.choice(usual if self.random() < 0.8 else METHODS), _as_bytes(path), self._query())
        if rule.rule.endswith(ENDS) and self.random() < 0.98:
            sent.method = "GET"
        if sent.method not in ("GET", "HEAD") or self.random() < 0.05:
            self._fill(sent)
        return sent

    def _part(self, rule: Rule, name: str) -> str:
        values = self.filled.values.get(f"{rule.rule.split('/')[1]} {name}") or self.filled.values[name]
        part = self.choice(values)
        if (what := self.random()) < 0.7:
            return part
        return (
            self.word()
            if what < 0.9
            else part[: self.randrange(len(part) + 1)] + self.choice(("", "A", ".", "%", "=", "é"))
        )

    def _anywhere(self) -> Sent:
        """An address that nobody made."""
        start = self.choice(
            ("/", "//", "", "/admin", "/admin/", "/articles/", "/static/", "/media/", "/receipts/", "/tags/", "*")
        )
        path = start + "/".join(self.word() for _part in range(self.randrange(3)))
        sent = Sent(self.choice(METHODS), _as_bytes(path), self._query())
        if self.random() < 0.5:
            self._fill(sent)
        return sent

    def _query(self) -> str:
        what = self.random()
        if what < 0.5:
            return ""
        if what < 0.9:
            return _encoded([(self.choice(ARGUMENTS), self.word()) for _pair in range(self.randrange(1, 4))])
        return _as_bytes(quote(self.word(), safe="%&=;+?/:@'\"<>\\", errors="replace"))

    def _fill(self, sent: Sent) -> None:
        """Give it a body of some kind, which may be another than it says."""
        fields = [(self.choice(FIELDS), self.word()) for _field in range(self.randrange(6))]
        sent.kind = self.choice(KINDS)
        what = self.random()
        if what < 0.4:
            sent.body, sent.kind = _encoded(fields).encode(), KINDS[0]
        elif what < 0.7:
            sent.body = self._parts(fields, 0.3)
            sent.kind = "multipart/form-data; boundary=x" if self.random() < 0.8 else sent.kind
        elif what < 0.99:
            sent.body = self.choice(
                (b"", self.randbytes(self.randrange(200)), self.word().encode("utf-8", "replace"), b"{}", b"&" * 2_000)
            )
        else:
            sent.body = self.choice((b"x", b"a=b&", b"--x\r\n", b"%", b"\xff")) * (LONG // 4)

    def _parts(self, fields: list[tuple[str, str]], oddity: float) -> bytes:
        """As multipart/form-data, of which some is not as it should be."""
        body = b""
        for name, value in fields:
            is_odd = self.random() < oddity
            line = (self.choice(DISPOSITIONS) if is_odd else DISPOSITIONS[0]).format(name)
            more = self.choice(
                (
                    "",
                    "Content-Type: image/png\r\n",
                    "Content-Transfer-Encoding: base64\r\n",
                    ": x\r\n",
                    "X: " + "y" * 9_000,
                )
            )
            end = self.choice((b"\r\n", b"\r\n", b"\n", b"")) if is_odd else b"\r\n"
            head = f"--x\r\nContent-Disposition: {line}\r\n{more if is_odd else ''}\r\n"
            body += head.encode("utf-8", "replace") + value.encode("utf-8", "replace") + end
        return body + self.choice((b"--x--\r\n", b"--x--\r\n", b"--x--\r\n", b"--x", b"", b"--y--\r\n"))

    def _add_headers(self, sent: Sent) -> None:
        for name in self.sample(list(HEADERS), self.randrange(1, 4)):
            value = self.choice(HEADERS[name]) if self.random() < 0.9 else self.word()
            sent.headers[name] = _as_bytes("".join(c for c in value if c not in "\r\n\0"))


def _encoded(fields: list[tuple[str, str]]) -> str:
    return urlencode(fields, errors="replace")


def _as_bytes(text: str) -> str:
    return text.encode("utf-8", "replace").decode("latin-1")
