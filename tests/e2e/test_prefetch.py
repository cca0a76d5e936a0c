"""Whatever opens the links of a mail before a person does changes nothing; one press acts once."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import justhtml
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from blog import clock
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments import actions as comments
from blog.comments.rules import Submission
from tests.databases import inside, make, run
from tests.e2e.conftest import start
from tests.factories import make_admin
from tests.post import post_office

pytestmark = pytest.mark.browser

COMMENTS = 3
TABLES = ("comment", "comment_reason", "decision", "mail", "article", "article_tag", "setting", "person")
ACTS = ("approval", "spam", "bin", "undo")
FORM = urlencode({"act": "approval", "body": "An answer."})
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (compatible; BarracudaCentral/1.0)",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Microsoft Office Existence Discovery",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "python-requests/2.31.0",
    "curl/8.5.0",
    "",
)


@dataclass
class Inbox:
    """What the admin has in hand: the links of one mail, and the site that they lead to."""

    links: list[str]
    instance: Path

    @property
    def decide(self) -> list[str]:
        """Those that each open one comment."""
        return [link for link in self.links if "/decide/" in link]

    def rows(self) -> dict[str, list[Any]]:
        """All that a link could change, as another program reads it."""
        found = {table: run(self.instance, f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}  # noqa: S608
        # The first backup is made meanwhile, which no link asks for.
        return found | {"event": run(self.instance, "SELECT * FROM event WHERE act <> 'backup' ORDER BY 1")}

    def column(self, query: str) -> list[Any]:
        return [row[0] for row in run(self.instance, query)]


def links_of(mail: EmailMessage) -> list[str]:
    """Every one, in both parts; they are the same."""
    plain, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]
    found = re.findall(r"https?://\S+", plain)
    page: Any = justhtml.JustHTML(html, sanitize=False)
    assert [node.attrs["href"] for node in page.query("a")] == found
    return found


def write(instance: Path, smtp_url: str) -> None:
    """Comments that wait, and the mail that tells of them all, before any server could send it."""
    now = clock.now()
    with inside(instance, smtp_url=smtp_url):
        make_admin()
        articles.add(ArticleText(title="The bridge", body="Words.", published_at=now), now)
        for number in range(COMMENTS):
            sent = {"name": f"Reader {number}", "email": f"{number}@example.org", "address": f"10.0.{number}.1"}
            comments.submit(Submission(article_id=1, body=f"My letter, number {number}.", **sent), now)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Inbox]:
    """One server that sent one mail, for all that is done here to its links."""
    instance = tmp_path_factory.mktemp("prefetch") / "instance"
    make(instance)
    with post_office() as office:
        write(instance, office.url)
        server = start(instance, BLOG_WORKERS="1", BLOG_SMTP_URL=office.url, BLOG_SECRET_KEY="k")
        try:
            request.getfixturevalue("browser")  # it starts while the postman has yet to look into the outbox
            until = time.monotonic() + 30
            while not office.mails:
                assert time.monotonic() < until, server.printed
                time.sleep(0.05)
            inbox = Inbox(links_of(office.mails[0]), instance)
            while inbox.column("SELECT id FROM mail"):  # it is taken out of the outbox just after it has gone
                assert time.monotonic() < until, "the mail stays in the outbox"
                time.sleep(0.05)
            assert len(inbox.decide) == COMMENTS
            assert {*inbox.links} - {*inbox.decide} == {f"{server.url}/admin/"}
            yield inbox
        finally:
            server.stop()


# --- Without a browser ---------------------------------------------------------------------------------------------


def ask(link: str, method: str = "GET", body: str | None = None, **headers: str) -> int:
    """One request, just so; the status of its answer."""
    parts = urlsplit(link)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts._replace(scheme="", netloc="").geturl(), body, names)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def raw(link: str, *lines: str) -> int:
    """The same, line by line; the first is what follows the path."""
    parts = urlsplit(link)
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=10) as line:
        line.sendall("\r\n".join((f"GET {parts.path} {lines[0]}", *lines[1:], "Connection: close", "", "")).encode())
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    return int(answer.split(b" ", 2)[1])


def follow(link: str) -> int:
    """As a program that keeps cookies and goes wherever it is sent, twice."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    for _time in range(2):
        with opener.open(link, timeout=10) as answer:
            answer.read()
    return int(answer.status)


def respelled(link: str) -> Iterator[str]:
    """As programs write an address anew: some of these open the page, and some lead nowhere."""
    before, slash, token = link.rpartition("/")
    yield before + slash + "".join(f"%{ord(c):02x}" for c in token)
    yield before + slash + quote(quote(token), safe="") + "%20"
    yield from (link.lower(), link.upper().replace("HTTP", "http"))
    yield from (link + end for end in ("/", ".", ">", "#approval"))
    yield before + "//" + token
    yield link.replace("/decide/", "/decide/../decide/").replace("/admin/", "/admin/./")


HTTP: dict[str, Callable[[str], object]] = {
    "a plain GET": ask,
    "HEAD": lambda link: ask(link, "HEAD"),
    "OPTIONS": lambda link: ask(
        link, "OPTIONS", Origin="http://mail.example.com", Access_Control_Request_Method="POST"
    ),
    "Purpose: prefetch": lambda link: ask(link, Purpose="prefetch"),
    "Sec-Purpose: prefetch": lambda link: ask(link, Sec_Purpose="prefetch", Sec_Fetch_Site="none"),
    "Sec-Purpose: prefetch;prerender": lambda link: ask(
        link, Sec_Purpose="prefetch;prerender", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document"
    ),
    "X-Moz: prefetch": lambda link: ask(link, X_Moz="prefetch", X_Purpose="preview"),
    "programs that look into mail": lambda link: [ask(link, User_Agent=agent, Accept="*/*") for agent in AGENTS],
    "a part of it": lambda link: [ask(link, Range=part) for part in ("bytes=0-0", "bytes=0-1023", "bytes=-1,0-9")],
    "If-None-Match": lambda link: [
        ask(link, If_None_Match="*"), ask(link, If_None_Match='"x"', If_Modified_Since="Sat, 14 Mar 2026 10:00:00 GMT")
    ],
    "HTTP/1.0": lambda link: raw(link, "HTTP/1.0"),
    "HTTP/1.1, line by line": lambda link: raw(link, "HTTP/1.1", "Host: localhost", "Expect: 100-continue"),
    "redirects and cookies": follow,
    "added arguments": lambda link: [
        ask(f"{link}?{query}") for query in
        (*(f"act={act}" for act in ACTS), "_method=POST", "act=spam&_method=POST&confirm=1", "utm_source=mail", FORM)
    ],
    "X-HTTP-Method-Override": lambda link: ask(
        f"{link}?act=approval", X_HTTP_Method_Override="POST", X_HTTP_Method="POST", X_Method_Override="POST"
    ),
    "a GET with a form": lambda link: [
        ask(link, method, FORM, Content_Type="application/x-www-form-urlencoded", X_HTTP_Method_Override="POST")
        for method in ("GET", "HEAD")
    ],
    "methods that only read": lambda link: [ask(link, method) for method in ("PROPFIND", "TRACE", "SEARCH", "REPORT")],
    "a POST that presses nothing": lambda link: [
        ask(link, "POST"), ask(link, "POST", "ping", Content_Type="text/ping", Ping_To=link)
    ],
    "other spellings": lambda link: [ask(other) for other in respelled(link)],
    "eight times at once": lambda link: [raw(link, "HTTP/1.1", f"Host: {urlsplit(link).netloc}") for _time in range(8)],
}  # fmt: skip


# --- With one ------------------------------------------------------------------------------------------------------


IN_A_PAGE = {
    "img": '<img src="{}">',
    "prefetch": '<link rel="prefetch" href="{}">',
    "preload": '<link rel="preload" as="fetch" href="{}">',
    "style": '<link rel="stylesheet" href="{}">',
    "script": '<script src="{}"></script>',
    "frame": '<iframe src="{}"></iframe>',
    "object": '<object data="{}"></object>',
    "video": '<video src="{}"></video>',
    "fetch": "<script>fetch('{}', {{mode: 'no-cors', credentials: 'include'}})</script>",
}


MIDDLES = """controls => controls.map(control => {
    const box = control.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})"""


def loaded_by_a_page(page: Page, links: list[str]) -> None:
    """A page of the very site that loads them in every way that needs no press."""
    asked = set[str]()
    page.on("request", lambda request: asked.add(request.url))
    rules = {
        way: [{"urls": [f"{link}?by={way}" for link in links], "eagerness": "immediate"}]
        for way in ("prefetch", "prerender")
    }
    html = f'<script type="speculationrules">{json.dumps(rules)}</script>' + "".join(
        tag.format(f"{link}?{way}") for link in links for way, tag in IN_A_PAGE.items()
    )
    home = urljoin(links[0], "/webmail")
    page.route(home, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(home, wait_until="commit")
    awaited, until = {f"{link}?{way}" for link in links for way in IN_A_PAGE}, time.monotonic() + 10
    while not awaited <= asked:
        assert time.monotonic() < until, awaited - asked
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)  # what the rules fetch ahead is not among the requests of the page


def left_open(contexts: list[BrowserContext], links: list[str]) -> None:
    """Each in a tab of its own, for longer than a script would wait that presses by itself."""
    for context in contexts:
        for link in links:
            context.new_page().goto(link, wait_until="commit")
    contexts[0].pages[-1].wait_for_timeout(700)  # the tabs with script have been open for a second by now


def looked_at(context: BrowserContext) -> None:
    """The mouse goes over all of each tab, and the keyboard through all of it; nothing is pressed."""
    for page in context.pages:
        page.bring_to_front()
        for x, y in page.locator("main").locator("button, textarea, input, a").evaluate_all(MIDDLES):
            page.mouse.move(x, y)
            page.keyboard.press("Tab")
        page.mouse.wheel(0, 2_000)
        for key in ("Shift+Tab", "Escape", "End"):
            page.keyboard.press(key)


@pytest.mark.torture
def test_no_kind_of_prefetch_of_any_link_in_a_mail_changes_anything(inbox: Inbox, browser: Browser) -> None:
    def fetched(fetch: Callable[[str], object]) -> None:
        for link in inbox.links:
            fetch(link)

    with closing(browser.new_context()) as scripted, closing(browser.new_context(java_script_enabled=False)) as bare:
        kinds: dict[str, Callable[[], object]] = {kind: partial(fetched, fetch) for kind, fetch in HTTP.items()}
        kinds |= {
            "loaded by a page": lambda: loaded_by_a_page(scripted.new_page(), inbox.links),
            "left open, with script and without": lambda: left_open([scripted, bare], inbox.links),
            "looked at, with script": lambda: looked_at(scripted),
            "looked at, without": lambda: looked_at(bare),
        }
        assert len(kinds) >= 15
        changed, before = [], inbox.rows()
        assert len(before["comment"]) == COMMENTS
        for kind, prefetch in kinds.items():
            prefetch()
            after = inbox.rows()
            if after != before:
                changed.append(kind)
            before = after
    assert changed == []
    assert inbox.column("SELECT DISTINCT status FROM comment") == ["pending"]
    assert [ask(link) for link in inbox.decide] == [200] * COMMENTS


def test_one_press_without_a_session_acts_once_however_often_it_is_clicked(inbox: Inbox, browser: Browser) -> None:
    def press(link: str) -> int:
        return ask(link, "POST", FORM, Content_Type="application/x-www-form-urlencoded")

    once, twice, by_many = inbox.decide
    with closing(browser.new_context()) as context:
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(once)
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(page.get_by_text("Approved: Reader")).to_be_visible()
        assert inbox.column("SELECT to_status FROM decision") == ["approved"]
        page.go_back()
        page.reload()
        assert page.get_by_role("button").count() == 0
        page.goto(twice)
        page.get_by_role("button", name="Spam", exact=True).dblclick()
        expect(page.get_by_text("Marked as spam: Reader")).to_be_visible()
        assert context.cookies() == []
    assert [press(once), press(twice)] == [409, 409]
    with ThreadPoolExecutor(8) as many:  # quicker than any hand, so that some come before the first is done
        assert sorted(many.map(press, [by_many] * 8)) == [303, *[409] * 7]
    assert inbox.column("SELECT to_status FROM decision ORDER BY id") == ["approved", "spam", "approved"]
    assert sorted(inbox.column("SELECT status FROM comment")) == ["approved", "approved", "spam"]
