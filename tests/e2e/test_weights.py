"""What pages weigh over the wire, headers and all, behind the proxies as they are shipped; and that nothing moves."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.config import ROOT
from blog.site import actions as site
from tests.databases import inside, make
from tests.e2e.conftest import CHROMIUM, FLAGS, Server, sign_in, start
from tests.e2e.proxies import NAME, PROXIES, SETTINGS
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed

pytestmark = pytest.mark.browser
DEMO = tomllib.loads((ROOT / "blog/samples/demo.toml").read_text("utf-8"))
# The bars of the look: bytes and requests, on a first visit. That of the queue is 24 kB there (docs/quality.md).
BARS = {"/": (14_000, 3), "/articles/closed": (16_000, 3), "/articles/open": (19_000, 4), "/admin/": (30_300, 6)}
# What each proxy may add: nginx sends every header whole with every answer, where Caddy says "as before".
MORE = {"Caddy": 0, "nginx": 500}
HEADLINE = "The kettle is on, and the post has come"  # on a phone, in two lines of its face and in three of another
PAINTED = "new Promise((go) => new PerformanceObserver(() => go()).observe({ type: 'paint', buffered: true }))"
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
        .observe({ type: "layout-shift", buffered: true });
"""


Visit = tuple[str, Callable[..., BrowserContext]]


def prose(words: int) -> str:
    """So many words of the samples, none of their paragraphs twice, with headings and a pull quote."""
    parts = [f"::: pull\n{DEMO['pulls'][0]}\n:::"]
    left = words - len(DEMO["pulls"][0].split())
    for number, paragraph in enumerate(DEMO["paragraphs"]):
        if number % 6 == 5:
            parts.append(f"## {DEMO['headings'][number // 6]}")
            left -= len(DEMO["headings"][number // 6].split())
        these = paragraph.split()[:left]
        parts.append(" ".join(these))
        left -= len(these)
        if not left:
            break
    return "\n\n".join([*parts[1:4], parts[0], *parts[4:]])


def fill() -> None:
    """A site with more than a page of articles, two of them of 900 words with five comments, and fifty that wait."""
    make_admin()
    site.change(title="The Tamberley Post", language="en")
    written = [{name: entry[name] for name in ("title", "standfirst", "author")} for entry in DEMO["article"]]
    for entry in written[3:20]:
        make_article(**entry, tags=("Market", "History"))
    for slug, entry in zip(("closed", "open"), written, strict=False):
        text = ArticleText(
            **entry | {"title": HEADLINE}, slug=slug, body=prose(900), tags=("Market", "History"), published_at=NOW
        )
        article = articles.add(text, NOW)
        for number, letter in enumerate(DEMO["letters"][:5]):
            make_printed(article, letter, name=DEMO["names"][number], email=f"{number}@example.org")
        if slug == "closed":
            articles.revise(article, replace(text, comments_open=False), NOW)
    for number in range(50):
        sent = {"name": DEMO["names"][number % 40], "email": f"{number}@example.com", "address": f"10.0.{number}.1"}
        make_comment(article, DEMO["letters"][number] + f" The {number}th.", **sent)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    instance = tmp_path_factory.mktemp("weights") / "instance"
    make(instance)
    with inside(instance):
        fill()
    server = start(instance, **SETTINGS, BLOG_SECRET_KEY="k")
    yield server
    server.stop()


@pytest.fixture(scope="module", params=PROXIES)
def visit(
    request: pytest.FixtureRequest, browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """Opens browsers that have been nowhere, but for the admin's cookie, and says which proxy they meet."""
    name = request.param
    with PROXIES[name](server, tmp_path_factory.mktemp("proxy") / "files") as front:
        where = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
        browser = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, where])
        options = {"base_url": f"https://{NAME}:{front.port}", "ignore_https_errors": True}
        context = browser.new_context(**options)
        page = context.new_page()
        sign_in(page)
        yield name, lambda **more: browser.new_context(**options, storage_state=context.storage_state(), **more)
        browser.close()


def weigh(page: Page, address: str) -> dict[str, int]:
    """The size of each answer that a page brings, with its headers; the icon of the tab is the browser's own wish."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    devtools.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    devtools.on(
        "Network.loadingFinished",
        lambda event: sizes.update({names[event["requestId"]]: round(event["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    return {name: size for name, size in sizes.items() if "favicon" not in name}


@pytest.mark.parametrize("address", BARS)
def test_no_page_weighs_more_than_its_bar(visit: Visit, address: str) -> None:
    proxy, context = visit
    sizes = weigh(context().new_page(), address)
    most, requests = BARS[address]
    assert sum(sizes.values()) <= most + MORE[proxy], sizes
    assert len(sizes) <= requests, sizes


@pytest.mark.parametrize("visit", ["Caddy"], indirect=True)
@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_while_a_page_comes_though_its_font_is_late(visit: Visit, width: int) -> None:
    _proxy, context = visit
    page = context(viewport={"width": width, "height": 800}).new_page()
    page.add_init_script(SHIFTS)
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    for address in BARS:
        page.goto(address, wait_until="commit")
        page.evaluate(PAINTED)
        while held:
            held.pop().continue_()
        page.wait_for_load_state()
        page.wait_for_timeout(300)
        assert page.evaluate("shifts") == [], address


def test_the_prose_that_is_weighed_has_nine_hundred_words_and_does_not_repeat_itself() -> None:
    text = prose(900)
    assert len(re.sub(r"## |::: pull|:::", "", text).split()) == 900
    assert len(set(text.split("\n\n"))) == text.count("\n\n") + 1
