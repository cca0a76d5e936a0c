"""A mail about hostile comments, kept as a file and read anew: no foreign header, no live link but ours, no picture."""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import justhtml
import pytest
from bleach.linkifier import Linker, build_email_re, build_url_re
from flask import Flask
from flask.testing import FlaskClient
from linkify_it import LinkifyIt

from blog import clock, postman, tokens
from blog.comments import actions as comments
from blog.comments.rules import Submission
from blog.comments.texts import TLDS
from blog.db import db
from blog.notices import mails
from blog.outbox import smtp
from blog.outbox.models import Mail
from blog.plaintext import UNWANTED
from tests.factories import EMAIL, NOW, make_article, make_comment, make_printed
from tests.post import PostOffice

HOME = "https://letters.example.org"
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "In-Reply-To", "References", "MIME-Version",
    "Content-Type",
}  # fmt: skip

# --- What a hostile visitor writes ---------------------------------------------------------------------------------

NAMES = [
    "A\r\nBcc: all@evil.example",
    "A\nSubject: Yours\n\n<img src=https://evil.example/a.gif>",
    '"<all@evil.example>, "',
    "Content-Type: text/html",
    "x" * 80,
    "É" * 80,
    "\u202emoc.elpmaxe.live\u202c evil",
    "A\x00\x07\x1b[31m\x7f\x85B",
    "<img src=https://evil.example/a.gif>",
    "</bdi></b><script src=//evil.example/a.js></script>",
    "www.evil.example",
    "https://evil.example/name",
    "me@evil.example",
    "бад.example.com",
    "ev\u200bil.example.com",
    "--===============0000000000000000000==",
    ".",
    "From evil.example Sat Mar 14 10:00:00 2026",
    "[x](https://evil.example/name)",
    "{{ config }} %(num)s %s ${evil.example}",
]
# An encoded word is plain ASCII to us, and is decoded by what writes the header, or else by what reads it.
ENCODED = [
    "=?utf-8?q?A=0D=0ABcc=3A_all=40evil=2Eexample=2Ecom?=",
    "=?utf-8?b?" + b64encode(b"A\r\nCc: all@evil.example\r\n").decode() + "?=",
    "=?utf-8?q?=0AContent-Type=3Atext/html=0A=0A<img_src=//evil=2Eexample=2Ecom>?=",
    "=?unicode_escape?q?A=5Cx0aBcc=5Cx3a_all=5Cx40evil=5Cx2eexample?=",
    "=?utf-8?q?https=3A//evil=2Eexample=2Ecom/?=",
    "=?utf-8?q?=00=07?=",
    "=?utf-8?q?=E2=80=AEevil?=",
    "=?utf-8?q?A=0D?= =?utf-8?q?=0ABcc=3A_all=40evil=2Eexample=2Ecom?=",
]
EMAILS = [
    "asha@evil.example",
    "www.evil.example.org@evil.example",
    "=?utf-8?q?x?=@evil.example",
    "//evil.example.org@evil.example",
    "a@бад.example.com",
    "{x}|`'@evil.example",
]
WEBSITES = [
    "https://evil.example/site",
    "HTTP://WWW.EVIL.EXAMPLE.COM:8080/?a=b#c",
    "https://бад.рф/",
    "https://evil．example/",
    "http://192.0.2.9/",
    "https://[2001:db8::9]/x",
    "",
]
BODIES = [
    "https://evil.example/win http://evil.example:8080/a?b=c#d HTTP://EVIL.EXAMPLE.COM https://3221225993/ "
    "http:\\\\evil.example http:/evil.example https://me:word@evil.example/ view-source:http://evil",
    "evil.example www.evil.example //evil.example/x evil.example:8080/x (evil.example) "
    "a.evil.example. evil.example, \\\\evil.example\\share",
    "![x](https://evil.example/y.gif) [x](https://evil.example/) [x](//evil.example 'www.evil.example')\n\n"
    "[y]\n\n[y]: https://evil.example/y\n\n<https://evil.example/z> <me@evil.example> ![y]",
    '<img src="https://evil.example/a.gif" srcset="//evil.example/b.gif 2x"> <iframe src=//evil.example>'
    "</iframe><link rel=stylesheet href=//evil.example/c.css><svg onload=alert(1)><video poster=//evil.example>",
    "<style>@import '//evil.example/a.css'; p { background: url(//evil.example/b.png) }</style>"
    '<p style="background: url(https://evil.example/c.png)" background=//evil.example/d.png>x</p>',
    "me@evil.example <b>me@www.evil.example</b> me@evil.example?bcc=all@evil.example.org \"a b\"@evil.example",
    "javascript:alert(1) [x](javascript:alert`1`) <a href=JaVaScRiPt:alert(1)>x</a> data:text/html,x vbscript:x "
    "[y](data:text/html;base64,PHNjcmlwdD4=)",
    "бад.example.com https://бад.рф/x бад.рф xn--e1aybc.example.com https://xn--e1aybc.xn--p1ai/ münchen.example.com",
    "https://evil。example/ www．evil．example evil｡example ｈｔｔｐｓ：／／evil.example https:／／evil.example",
    "http://192.0.2.9/x 192.0.2.9/x 192.0.2.9 https://[2001:db8::9]/ [2001:db8::9] http://0xC0000209/ http://3221225993",
    "ev\u200bil.exa\u2060mple.com htt\u200bps://evil.example https:\u200b//evil.example evil.\u200bexample.com "
    "ev\u00adil.example.com www\ufeff.evil.example",
    "http&#58;//evil.example https&colon;&sol;&sol;evil&period;example.com evil&#46;example&#x2e;com &lt;img src=x>",
    "--===============0000000000000000000==\nContent-Type: text/html\n\n<img src=https://evil.example/a.gif>\n"
    "--===============0000000000000000000==--\n\n--\n\n-- \nbegin 644 evil.exe\n#86)C\nend",
    ".\n..\n.evil.example\nFrom evil.example Sat Mar 14 10:00:00 2026\n\nFrom me\n>From me\n\n.\nQUIT\n"
    "RCPT TO:<all@evil.example>",
    "Bcc: all@evil.example\r\nSubject: Yours\r\nContent-Type: text/html\r\n\r\n<b>x</b>\r\n.\r\n",
    " ".join(["lang-wörter.example.com"] * 180) + " " + "x" * 500,
    f"{HOME}/decide/forged {HOME}/admin/ {HOME}.evil.example/x {HOME}@evil.example letters.example.org/admin/ "
    f"[Approve, spam, bin or reply]({HOME}/admin/) {HOME}",
    "A\x00B\x07\x08\x1b]8;;https://evil.example\x07x\x1b]8;;\x07 \u202ehttps://evil.example\u202c \u2066evil.example"
    "\u2069 \x85 https://evil.example\u2028 https://evil.example\x0b https://evil.example\x0c http://evil.example",
    "</div></body></html><base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>"
    "<!--[if mso]><img src=//evil.example/a.gif><![endif]--><form action=//evil.example><button>Approve</button>",
    "The words of my bаnk: [www.bank.example.org](https://evil.example/) and [bank.example.org](http://192.0.2.9/) "
    "and HTTPS://BANK.EXAMPLE.ORG, in reply to https://evil.example.",
]  # fmt: skip


# --- What reads the mail -------------------------------------------------------------------------------------------

ENDINGS = sorted(TLDS, key=len, reverse=True)  # of every domain that there is
WEB, POST = build_url_re(ENDINGS), build_email_re(ENDINGS)
LINKS = LinkifyIt(options={"fuzzy_ip": True}).tlds(ENDINGS)
NAKED = re.compile(r"(?:https?|ftp)://\S*|\bwww\.\S+|\bmailto:\S+", re.IGNORECASE)


def live(text: str) -> set[str]:
    """What those programs take for an address that make a link of whatever looks like one."""
    found = {match[0] for pattern in (WEB, POST, NAKED) for match in pattern.finditer(text)}
    return found | {match.raw for match in LINKS.match(text) or []}


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", None) or []:
        yield from nodes(child)


def page(html: str) -> list[Any]:
    """Every node of it, as a real parser reads it."""
    return list(nodes(justhtml.JustHTML(html, sanitize=False).root))


def hrefs(html: str) -> list[str]:
    return [node.attrs["href"] for node in page(html) if node.name == "a"]


def text(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def own(mail: EmailMessage) -> list[str]:
    """The links that are meant to be there: for each comment one, and that to the queue."""
    found = re.findall(rf"^(?:{HOME}/decide/[\w.-]+|{HOME}/admin/)$", text(mail), re.MULTILINE)
    assert found[-1] == f"{HOME}/admin/"
    return found


# --- The mail ------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _home(app: Flask, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with an address that programs make a link of, at one moment."""
    app.config |= {"PUBLIC_URL": HOME, "MAIL_FROM": "letters@example.org"}
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))


def fields(number: int) -> dict[str, str]:
    """One of twenty hostile comments; its last words tell whether all of it is there."""
    name = (NAMES[:12] + ENCODED)[number] if number % 2 else NAMES[number]
    return {
        "name": name,
        "email": EMAILS[number % len(EMAILS)],
        "website": WEBSITES[number % len(WEBSITES)],
        "body": f"{BODIES[number]}\n\nThese are the last words of number {number}.",
    }


def send(client: FlaskClient, article_id: int, parent_id: int) -> None:
    """As a visitor does; what the form does not take out of it goes into the mail."""
    place = {"stamp": tokens.stamp(article_id), "parent": parent_id}
    for number in range(20):
        # From IPv6: the network that somebody writes from is told too, and as IPv4 it looks like an address.
        answer = client.post(
            "/articles/hello/comments", data=fields(number) | place, environ_base={"REMOTE_ADDR": "2001:db8:7::1"}
        )
        assert answer.status_code == 303, number


def submit(article_id: int, parent_id: int) -> None:
    """With nothing in between that tidies it."""
    for number in range(20):
        raw = fields(number)
        raw |= {"email": f"{raw['name']}@evil.example", "website": f"javascript:{raw['name']}"}
        raw["body"] = raw["body"].replace("x" * 500, "x" * 3_000)
        comments.submit(Submission(article_id=article_id, parent_id=parent_id, **raw), NOW)  # type: ignore[arg-type]


def composed() -> bytes:
    """The mail that waits, as it goes to the server."""
    message = mails.compose(db.session.query(Mail).one(), clock.now())
    assert message
    return message.as_bytes(policy=smtp.SEVEN_BIT)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


@pytest.fixture(params=["by the form", "past the form"])
def file(request: pytest.FixtureRequest, client: FlaskClient, tmp_path: Path) -> Path:
    """A digest of twenty hostile comments that all answer a hostile one, as a file."""
    article_id = make_article()
    parent_id = make_printed(article_id, BODIES[0] + BODIES[11], name=NAMES[11])
    if request.param == "by the form":
        send(client, article_id, parent_id)
    else:
        submit(article_id, parent_id)
    path = tmp_path / "digest.eml"
    path.write_bytes(composed())
    return path


@pytest.fixture
def digest(file: Path) -> EmailMessage:
    """The same, read anew."""
    return read(file.read_bytes())


def assert_only_our_headers(mail: EmailMessage) -> None:
    assert Counter(mail.keys()) == Counter(HEADERS)
    assert [address.addr_spec for address in mail["To"].addresses] == [EMAIL]
    assert [address.addr_spec for address in mail["From"].addresses] == ["letters@example.org"]
    assert not UNWANTED.search(mail["Subject"]), mail["Subject"]
    parts = list(mail.walk())
    assert [part.get_content_type() for part in parts] == ["multipart/alternative", "text/plain", "text/html"]
    for part in parts:
        assert part.defects == []
        assert part.get_filename() is None
        assert part.get_content_disposition() is None
        assert {*part.keys()} <= HEADERS | {"Content-Transfer-Encoding"}


def test_a_digest_of_hostile_comments_has_our_headers_once_one_reader_two_parts_and_every_word(file: Path) -> None:
    digest = read(file.read_bytes())
    assert_only_our_headers(digest)
    assert digest["Subject"] == "[Letterpress] 20 comments wait"
    for kind in ("plain", "html"):
        told = re.findall(r"These are the last words of number (\d+)\.", text(digest, kind))
        assert sorted(map(int, told)) == [*range(20)], kind
        assert text(digest, kind).count("In reply to") == 20
    assert len(own(digest)) == 21


def test_no_line_of_the_file_is_too_long_or_eight_bits_wide_or_ended_in_half(file: Path) -> None:
    raw = file.read_bytes()
    assert raw.isascii()
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)


def test_the_html_loads_nothing_and_leads_to_nowhere_but_us(digest: EmailMessage) -> None:
    html = text(digest, "html")
    elements = [node for node in page(html) if getattr(node, "attrs", None) is not None and node.name[0] != "#"]
    assert {element.name for element in elements} == {
        "html", "head", "meta", "title", "body", "p", "b", "bdi", "br", "small", "blockquote", "div", "a", "hr"
    }  # fmt: skip
    assert {attribute for element in elements for attribute in element.attrs} == {
        "lang", "dir", "charset", "style", "href"
    }  # fmt: skip
    styles = {element.attrs["style"] for element in elements if "style" in element.attrs}
    assert len(styles) == 2
    assert not re.search(r"[\\(@]|:\s*//|http", "".join(styles))  # no url(…), no @import, nothing hidden in an escape
    assert hrefs(html) == own(digest)
    assert not any(node.name == "#comment" for node in page(html))  # some programs read conditions in them


def test_no_program_that_makes_links_of_words_finds_any_but_ours(digest: EmailMessage) -> None:
    assert live(text(digest)) == {*own(digest)}
    html = text(digest, "html")
    for node in page(html):
        if node.name == "#text":
            assert live(node.data) == set(), node.data
    linker = Linker(url_re=WEB, email_re=POST, parse_email=True, callbacks=[])
    assert hrefs(linker.linkify(html)) == own(digest)


def test_what_the_server_takes_is_that_mail_for_one_reader(file: Path, office: PostOffice) -> None:
    """With every dot at the beginning of a line, and every `From `."""
    assert postman.deliver("me") == 1
    assert office.steps == ["MAIL", "RCPT", "DATA"]
    (taken,), kept = office.mails, read(file.read_bytes())
    assert_only_our_headers(taken)
    for kind in ("plain", "html"):
        assert text(taken, kind) == text(kept, kind)


@pytest.mark.parametrize("name", [*NAMES, *ENCODED], ids=ascii)
def test_no_name_makes_a_header_or_a_link_of_the_mail_about_one_comment(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    """Here alone somebody else's words stand in a header."""
    place = {"stamp": tokens.stamp(make_article()), "body": "A letter.", "email": EMAILS[0], "name": name}
    assert client.post("/articles/hello/comments", data=place, environ_base={"REMOTE_ADDR": "::1"}).status_code == 303
    file = tmp_path / "one.eml"
    file.write_bytes(composed())
    mail = read(file.read_bytes())
    assert_only_our_headers(mail)
    subject = mail["Subject"].strip()  # a long word is put on a line of its own
    assert re.fullmatch(r"\[Letterpress\] .+ on Hello", subject)
    assert live(subject) == set()
    assert live(text(mail)) == {*own(mail)}
    assert len(own(mail)) == 2


@pytest.mark.parametrize(
    "words",
    [
        "ftp://files.evil.example/x",
        "ftp://3221225993/x",
        "mailto:me@evil.example",
        "mailto:me@evil",
        "_http://evil/x",
        "xhttp://3221225993/x",
        "evil-.example.com",
        "evil\u200b.example.com",
        "नमस्ते.com",
        "ก็.example.com",
        "☃.example.com",
        "me@नमस्ते.com",
    ],
    ids=ascii,
)
def test_no_odd_address_is_live(words: str) -> None:
    make_comment(make_article(), f"Look: {words} and ({words}).\n\n{words}", address="")
    mail = read(composed())
    assert live(text(mail)) == {*own(mail)}
    for node in page(text(mail, "html")):
        if node.name == "#text":
            assert live(node.data) == set(), node.data
