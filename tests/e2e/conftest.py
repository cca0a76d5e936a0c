"""The real thing: the server as a person starts it, and a real browser in front of it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from blog.config import ROOT, Config, load
from tests import databases
from tests.factories import EMAIL, PASSWORD
from tests.post import free_port

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
expect.set_options(timeout=15_000)  # milliseconds; a machine that does other things too is no fault of the page


@dataclass
class Server:
    """A running server: where it is, its process, what it has printed, its folder, and what else was set."""

    url: str
    process: subprocess.Popen[str]
    output: Path
    instance: Path
    settings: Mapping[str, str]

    @property
    def config(self) -> Config:
        """For an app beside it, in this process, on the same site."""
        return load({"BLOG_INSTANCE": str(self.instance), "BLOG_PORT": self.url.rpartition(":")[2]} | self.settings)

    @property
    def printed(self) -> str:
        return self.output.read_text("utf-8")

    @property
    def setup_link(self) -> str:
        found = re.search(r"http://\S+/admin/setup\?key=\S+", self.printed)
        assert found, self.printed
        return found[0]

    @property
    def database(self) -> Path:
        return self.instance / "blog.sqlite"

    def stop(self, with_signal: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.process.wait(20)


def start(instance: Path, **settings: str) -> Server:
    """`python app.py` on a free port, and wait until it answers."""
    databases.name(instance)
    port = settings.pop("BLOG_PORT", None) or str(free_port())
    bare = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
    environment = bare | {"BLOG_INSTANCE": str(instance), "BLOG_PORT": port} | settings
    output = instance.parent / f"output-{port}-{time.monotonic_ns()}"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT, text=True
        )
    server = Server(f"http://127.0.0.1:{port}", process, output, instance, settings)
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(server.url, timeout=5).close()
            return server
        except (OSError, HTTPException):  # the second: somebody else answers there
            time.sleep(0.1)
    return server


def sign_in(page: Page) -> None:
    """As the admin of `factories.make_admin`, whatever language the page is in."""
    page.goto("/admin/login")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/admin/")


def command(*words: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """One of the `flask` commands, as a person types it."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT, env=os.environ | settings, input=stdin, text=True, capture_output=True, check=False,
    )  # fmt: skip


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers on one instance folder, and stops them all at the end."""
    started: list[Server] = []

    def one(**settings: str) -> Server:
        started.append(start(tmp_path / "instance", **settings))
        return started[-1]

    yield one
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The one server on which the tests that do not start and stop it follow one another."""
    server = start(tmp_path_factory.mktemp("home") / "instance", BLOG_WORKERS="2", BLOG_SECRET_KEY="k")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def new(home: Server) -> str:
    """What its database holds at first."""
    return databases.save(home.instance)


@pytest.fixture
def server(home: Server, new: str) -> Server:
    """A new site that runs."""
    databases.put_back(new, home.instance)
    return home


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """Everything must work both ways."""
    return bool(request.param)


def intercept(page: Page, address: str, handle: Callable[[Route], object]) -> None:
    """`page.route` for an open page, which may send its next request past that: on return it does so no more."""
    page.route(address, handle)
    page.route("**/is-intercepted", lambda route: route.fulfill())
    for _ in range(100):
        if page.evaluate("fetch('/is-intercepted').then((answer) => answer.ok)"):
            return
    pytest.fail(f"{page.url} still sends requests past what is to intercept them")


def first(page: Page, held: list[Route]) -> Route:
    """The request that a page has sent, or is about to send."""
    while not held:
        page.wait_for_timeout(10)
    return held[0]


def cut_off(page: Page) -> None:
    """Take the browser of an open page off line; on return it reaches nobody any more."""
    page.context.set_offline(True)
    for _ in range(100):
        if page.evaluate("fetch('/robots.txt', { cache: 'no-store' }).then(() => false, () => true)"):
            return
    pytest.fail(f"{page.url} still reaches the server")


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser contexts on the server; what their consoles complain of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def one(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=server.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        contexts.append(context)
        return context

    yield one
    for context in contexts:
        context.close()
    # A browser notes each refused request as an error of its own; those are the test's to judge.
    assert [line for line in complaints if not line.startswith("Failed to load resource")] == []
