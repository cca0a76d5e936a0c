"""Several machines that serve one site: instance folders of their own, one database, one folder of files, one proxy."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import psycopg

from tests.e2e.conftest import Server, command, start
from tests.e2e.proxies import SETTINGS, Front, bare, nginx
from tests.e2e.test_proxies import ask, cookie_of
from tests.factories import EMAIL, PASSWORD, hidden
from tests.raw import workers

SHARED = ("media", "originals")  # folders of the instance


@dataclass
class Desk:
    """The admin's browser: what it keeps, and what its forms carry."""

    cookie: str
    token: str

    def act(self, front: Front, path: str, **fields: str) -> HTTPResponse:
        """Press a button."""
        sent = "&".join(f"{name}={value}" for name, value in {"csrf_token": self.token, **fields}.items())
        return ask(front, path, sent.encode(), Cookie=self.cookie)[0]


@dataclass
class Machines:
    """Those that run, the proxy before them, and the database behind them."""

    servers: list[Server]
    front: Front
    url: str

    @property
    def each(self) -> list[Front]:
        """The machines themselves, past the proxy."""
        return [bare(server) for server in self.servers]

    def sign_in(self) -> Desk:
        """By the proxy, whichever machine that chooses for each request."""
        answer, body = ask(self.front, "/admin/login")
        fields = f"csrf_token={hidden(body.decode(), 'csrf_token')}&email={EMAIL}&password={PASSWORD}"
        answer, _ = ask(self.front, "/admin/login", fields.encode(), Cookie=cookie_of(answer))
        cookie = cookie_of(answer)
        answer, body = ask(self.front, "/admin/", Cookie=cookie)
        if answer.headers["Set-Cookie"]:
            cookie = cookie_of(answer)
        return Desk(cookie, hidden(body.decode(), "csrf_token"))

    def look(self, statement: str) -> list[tuple[object, ...]]:
        """What the database says."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[arg-type]

    def kill(self, number: int) -> None:
        """One machine is gone at once, with all that it has in hand."""
        process = self.servers[number].process
        for pid in (process.pid, *workers(process.pid)):
            os.kill(pid, signal.SIGKILL)
        process.wait()


@contextmanager
def machines(folder: Path, url: str, **settings: str) -> Iterator[Machines]:
    """Two of them, started at once on a new database, with an admin."""
    shared = folder / "shared"
    for name in SHARED:
        (shared / name).mkdir(parents=True)

    def begin(name: str) -> Server:
        instance = folder / name / "instance"
        instance.mkdir(parents=True)
        for each in SHARED:
            (instance / each).symlink_to(shared / each)
        return start(instance, **SETTINGS, BLOG_DATABASE_URL=url, BLOG_SECRET_KEY="k", **settings)

    with ThreadPoolExecutor() as both:
        servers = list(both.map(begin, ("first", "second")))
    try:
        environment = {"BLOG_INSTANCE": str(servers[0].instance), "BLOG_DATABASE_URL": url}
        made = command("create-admin", "--email", EMAIL, stdin=PASSWORD, **environment)
        assert made.returncode == 0, made.stderr + "".join(server.printed for server in servers)
        with nginx(servers[0], folder / "proxy", servers[1]) as front:
            yield Machines(servers, front, url)
    finally:
        for server in servers:
            server.stop()
