"""A site under fuzz: it answers in this process, is put back to how it was, and is looked at for what must not be."""

import gc
import logging
import os
import shutil
import traceback
from collections import Counter
from contextvars import Context
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, got_request_exception

from blog import gate, tokens
from blog.gate import RouteClass
from tests import databases
from tests.factories import Desk, hidden
from tests.filled import SECRET, Filled
from tests.fuzzing.forms import TOKEN, Form, forms
from tests.fuzzing.requests import Fuzzer, Sent

BLOCK = 250  # requests on one and the same site; then it is put back
WARM = 10  # blocks, before the memory is looked at
# What a visitor's form may change; all other tables are the admin's.
VISITORS = {
    "ask", "comment", "comment_key", "comment_reason", "content_version", "decision", "event", "lease", "mail",
    "pending_edit", "report", "spam_word", "sqlite_sequence", "subscription", "throttle",
    *(f"comment_words{part}" for part in ("", "_content", "_data", "_docsize", "_idx")),  # who takes a printed one back
}  # fmt: skip
COMMENTS = "SELECT id FROM comment"
PRINTED = "SELECT id FROM comment WHERE status = 'approved'"
PEOPLE = "SELECT count(*) FROM person"
HTML = "SELECT body_html FROM comment UNION ALL SELECT body_html FROM article"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """An app and its folder; `is_admin` says whose requests these are."""

    app: Flask
    instance: Path
    filled: Filled
    is_admin: bool
    statuses: Counter[int] = field(default_factory=Counter)
    cookie: str = ""
    token: str = ""
    signed_out: int = 0  # answers that ask the admin to sign in
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
        self.kept, self.saved = self.instance / "kept", databases.save(self.instance)
        self.kept.mkdir()
        for folder in ("media", "originals"):
            shutil.copytree(self.instance / folder, self.kept / folder)
        self.before = self._tables()
        self.printed, self.comments = self._ids(PRINTED), self._ids(COMMENTS)
        self.put_back()
        self.known = self._forms()
        got_request_exception.connect(self._note, self.app)
        logging.getLogger("blog").addHandler(Told(self.faults))

    def run(self, seed: str, blocks: range) -> int:
        """Fuzz it, and stop at the first thing that must not be; how many megabytes of memory were added."""
        warm, at = 0, blocks.start
        for at in blocks:
            self.put_back()
            fuzzer = Fuzzer(f"{seed} {at}", list(self.app.url_map.iter_rules()), self.filled, self.known)
            receipts = set[int]()
            for number, sent in enumerate(fuzzer.requests(BLOCK)):
                answer = self.ask(self._signed(sent, fuzzer), f"203.0.{fuzzer.randrange(99)}.{fuzzer.randrange(99)}")
                trouble = self._judge(sent, answer)
                if trouble:
                    pytest.fail(f"{trouble}\nFUZZ_SEED={seed!r} FUZZ_BLOCK={at}, request {number}:\n{sent!r:.4000}")
                if self.is_admin and answer.headers.get("location", "").startswith("/admin/login"):
                    self.signed_out += 1
                    self.put_back()
                if answer.status == 303 and answer.headers.get("location", "").startswith("/receipts/"):
                    receipts.add(self._id(answer.headers["location"]))
            if trouble := self._judge_stored(receipts):
                pytest.fail(f"{trouble}\nFUZZ_SEED={seed!r} FUZZ_BLOCK={at}")
            if at == blocks.start + WARM:
                warm = _memory()
        return _memory() - warm if warm else 0

    def put_back(self) -> None:
        """The site as it was at first, and its admin signed in."""
        databases.put_back(self.saved, self.instance)
        for folder in ("media", "originals"):
            shutil.rmtree(self.instance / folder)
            shutil.copytree(self.kept / folder, self.instance / folder)
        if self.is_admin:
            desk = Desk(self.app)
            cookie = desk.client.get_cookie("letterpress", path="/admin")
            assert cookie
            self.cookie = f"letterpress={cookie.value}"
            self.token = hidden(desk.get("/admin/").text, "csrf_token")

    def ask(self, sent: Sent, address: str) -> Answer:
        """Send it as this visitor, whose cookie may be exchanged by the answer."""
        begun: list[Any] = []
        answer = Context().run(self._answer, sent.environ(self.cookie, address), begun)
        status, pairs = begun
        headers = {name.lower(): value for name, value in pairs}
        if self.is_admin and headers.get("set-cookie", "").startswith("letterpress="):
            self.cookie = headers["set-cookie"].partition(";")[0]
            self.token = ""
        return Answer(int(status.split()[0]), headers, answer)

    def _answer(self, environ: dict[str, Any], begun: list[Any]) -> bytes:
        result = self.app.wsgi_app(environ, lambda status, headers, _error=None: begun.extend((status, headers)))
        try:
            return b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()

    def _signed(self, sent: Sent, fuzzer: Fuzzer) -> Sent:
        """With the token of this session in nearly every form."""
        if not self.is_admin or fuzzer.random() < 0.05:
            return sent
        self.token = self.token or self._new_token()
        token = self.token.encode()
        if TOKEN in sent.body:
            sent.body = sent.body.replace(TOKEN, token)
        elif sent.kind.startswith("application/x-www-form-urlencoded"):
            sent.body += b"&csrf_token=" + token
        elif sent.kind == "multipart/form-data; boundary=x":
            sent.body = (
                b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token + b"\r\n" + sent.body
            )
        return sent

    def _new_token(self) -> str:
        """Of a session that an act of the admin's exchanged."""
        page = self.ask(Sent("GET", "/admin/account"), "203.0.113.7")
        return hidden(page.body.decode(), "csrf_token") if page.status == 200 else "none"

    def _forms(self) -> list[Form]:
        """Those of every page that there is."""
        found = {}
        for rule in self.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()):
                continue
            for address in islice(self.filled.addresses(rule), 3):  # the first ones are there
                page = self.ask(Sent("GET", address), "203.0.113.7")
                if "html" in page.headers.get("content-type", "") and page.status == 200:
                    found |= {(form.action, form.method): form for form in forms(address, page.body.decode())}
        return list(found.values())

    def _judge(self, sent: Sent, answer: Answer) -> str:
        """What is wrong with an answer, or nothing."""
        self.statuses[answer.status] += 1
        if answer.status >= 500 or self.faults:
            return f"{answer.status}\n{''.join(self.faults)}"
        is_public = not sent.path.startswith(
            ("/admin", "/receipts/", "/decide/", "/confirm/", "/unsubscribe/", "/preview/")
        )
        if "content-security-policy" not in answer.headers:
            return "no policy"
        if is_public and "set-cookie" in answer.headers:
            return "a cookie for readers"
        if not self.is_admin and is_public and sent.method == "GET" and SECRET.encode() in answer.body:
            return "what waits is shown"
        if not self.is_admin and answer.status < 300 and sent.path.startswith("/admin/") and sent.method != "OPTIONS":
            return "the desk is open" if not sent.path.startswith(("/admin/login", "/admin/setup")) else ""
        return ""

    def _judge_stored(self, receipts: set[int]) -> str:
        """What is wrong with what is stored after a block, or nothing."""
        comments, printed, tables = self._ids(COMMENTS), self._ids(PRINTED), self._tables()
        by_editor = self._ids("SELECT id FROM comment WHERE by_editor")
        if strays := comments - self.comments - receipts - by_editor:
            return f"comments that nobody sent: {strays}"
        if self._ids(PEOPLE) != {1}:
            return "another admin"
        if any("<script" in str(html).lower() for html in self._ids(HTML)):
            return "a script is stored"
        if not self.is_admin and (by_editor or printed - self.printed):
            return "printed by nobody"
        changed = {name for name, rows in tables.items() if rows != self.before[name]} - VISITORS
        return f"changed by a visitor: {changed}" if changed and not self.is_admin else ""

    def _tables(self) -> dict[str, list[Any]]:
        found = databases.rows(self.instance)
        # Whom the admin trusts: a writer who is erased is forgotten there too.
        return found | {"setting": [row for row in found["setting"] if row[0] != "trusted"]}

    def _ids(self, query: str) -> set[Any]:
        return {row[0] for row in databases.run(self.instance, query)}

    def _id(self, receipt: str) -> int:
        with self.app.app_context():
            return tokens.receipt_id(receipt.split("/")[2].partition("?")[0]) or 0

    def _note(self, _app: Flask, exception: BaseException, **_: Any) -> None:
        self.faults += traceback.format_exception(exception)


class Told(logging.Handler):
    """Adds what is told in the log to the faults, but for how long something took."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.faults = faults
        self.addFilter(lambda record: record.name != "blog.slow")

    def emit(self, record: logging.LogRecord) -> None:
        self.faults.append(f"in the log: {record.getMessage()}\n")


def for_visitors(app: Flask, filled: Filled) -> Filled:
    """Without what only the admin's mail has."""
    assert any(gate.route_of(app, rule.endpoint).route_class is RouteClass.TOKEN for rule in app.url_map.iter_rules())
    return Filled(filled.values | {"decide token": ["none", filled.values["decide token"][0][:-2]]})


def _memory() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
