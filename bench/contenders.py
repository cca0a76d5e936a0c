"""The servers that are measured, each as it would run for readers: on this machine only, on a port of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from bench import processes
from bench.data import middle
from bench.parts import Parts
from blog.config import ROOT
from blog.serving import THREADS
from tests.e2e.proxies import MODULES, NAME, NGINX, PAGES

ARTICLES, COMMENTS = 1_000, 10_000
WORKERS = 2
PLACES = {"article": f"/articles/a{middle(ARTICLES)}", "home": "/"}
FILES = {"article": f"/articles/a{middle(ARTICLES)}.html", "home": "/index.html"}  # of nginx alone
# Nothing but files.
STATIC = """
server {{
    listen 127.0.0.1:{port};
    root files;
    default_type text/html;
    charset utf-8;
    gzip_static on;
    brotli_static on;
}}
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server: its processes, where it is, where its pages are, and how long it took to answer the first one."""

    name: str
    pids: tuple[int, ...]
    url: str
    places: Mapping[str, str]
    start: float

    @property
    def has_all(self) -> bool:
        """Whether it answers for each article, and not only for what is measured."""
        return self.places is not FILES

    def get(self, path: str, **headers: str) -> tuple[bytes, Message]:
        """A page and its headers."""
        with urlopen(Request(self.url + path, headers=headers), timeout=30) as answer:
            return answer.read(), answer.headers


def missing() -> str:
    """What has to be installed first, in a line; empty where all is there."""
    if not shutil.which("wrk"):
        return "wrk is missing, which asks for the pages (on Debian: apt install wrk)."
    if not nginx():
        return "nginx is missing, which gives out files (on Debian: apt install nginx)."
    if not (MODULES / "ngx_http_brotli_static_module.so").exists():
        return "nginx lacks its module for Brotli (on Debian: apt install libnginx-mod-http-brotli-static)."
    return ""


def nginx() -> str:
    """Where it is; empty for nowhere."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin") or ""


class Field:
    """A folder with a site in each place that a server wants one, and a port for each, which it keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports: dict[str, int] = {}
        self.site, self.naive_database = folder / "site", folder / "naive.sqlite"

    @contextmanager
    def app(self) -> Iterator[Running]:
        """The app as it is shipped, behind nothing."""
        with self._ours("app", {}) as running:
            yield running

    def database(self, name: str) -> Path:
        """Where one of our servers keeps its comments."""
        return self._instance(name) / "blog.sqlite"

    @contextmanager
    def cold(self) -> Iterator[Running]:
        """The same without kept pages."""
        with self._ours("cold", {}, "-m", "bench.cold") as running:
            yield running

    @contextmanager
    def naive(self) -> Iterator[Running]:
        """The blog after the tutorial; with fewer threads it answered less, whenever that was tried."""
        command = _granian("bench.naive:create_app", self._port("naive"), THREADS)
        with _running("naive", command, self._port("naive"), {"NAIVE_DATABASE": str(self.naive_database)}) as running:
            yield running

    @contextmanager
    def published(self) -> Iterator[Running]:
        """nginx by `deploy/nginx.conf`, without TLS, before the app; with the pages that are measured finished."""
        pages = self.folder / "pages"
        changes = {
            "listen 80;": f"listen 127.0.0.1:{self._port('unused')};", "\tlisten [::]:80;\n": "",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self._port('published')};",
            "\tlisten [::]:443 ssl http2;\n": "", PAGES: str(pages),
            "server 127.0.0.1:8000": f"server 127.0.0.1:{self._port('behind')}",
            f"\tssl_certificate /etc/letsencrypt/live/{NAME}/fullchain.pem;\n": "",
            f"\tssl_certificate_key /etc/letsencrypt/live/{NAME}/privkey.pem;\n": "",
        }  # fmt: skip
        site = (ROOT / "deploy/nginx.conf").read_text("utf-8")
        for old, new in changes.items():
            if old not in site:
                raise RuntimeError(f"deploy/nginx.conf has no {old!r} any more")
            site = site.replace(old, new)
        with (
            self._ours("behind", {"BLOG_PAGES_DIR": str(pages)}) as behind,
            self._proxy("published", site) as front,
        ):
            for path in PLACES.values():
                for part in Parts(behind.get(path)[0].decode()).found:
                    behind.get(part)
                if "Last-Modified" not in front.get(path)[1]:
                    raise RuntimeError(f"{path} was not published")
            yield Running("published", (*behind.pids, *front.pids), front.url, PLACES, behind.start + front.start)

    @contextmanager
    def static(self) -> Iterator[Running]:
        """nginx with the files that are published at this moment, and nothing else."""
        files = self.folder / "static/files"
        shutil.rmtree(files, ignore_errors=True)
        shutil.copytree(self.folder / "pages/current", files)
        for ending in ("", ".gz", ".br"):
            (files / f".html{ending}").rename(files / f"index.html{ending}")
        with self._proxy("static", STATIC.format(port=self._port("static")), FILES) as running:
            yield running

    @contextmanager
    def _ours(self, name: str, settings: dict[str, str], *program: str) -> Iterator[Running]:
        port = self._port(name)
        usual = {
            "BLOG_INSTANCE": str(self._instance(name)), "BLOG_PORT": str(port), "BLOG_WORKERS": str(WORKERS),
            "BLOG_TRUSTED_PROXIES": "1",
        }  # fmt: skip
        with _running(name, [sys.executable, *(program or ("app.py",))], port, usual | settings) as running:
            yield running

    @contextmanager
    def _proxy(self, name: str, site: str, places: Mapping[str, str] = PLACES) -> Iterator[Running]:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "site.conf").write_text(site, "utf-8")
        (folder / "modules").unlink(missing_ok=True)
        (folder / "modules").symlink_to(MODULES)
        user = "user root;" if folder.owner() == "root" else ""
        (folder / "nginx.conf").write_text(NGINX.format(user=user), "utf-8")
        command = [nginx(), "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
        with _running(name, command, self._port(name), {}, places) as running:
            yield running

    def _instance(self, name: str) -> Path:
        if not (to := self.folder / f"instance-{name}").exists():
            shutil.copytree(self.site, to)
        return to

    def _port(self, name: str) -> int:
        """One that nobody listens on now."""
        if name not in self.ports:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.ports[name] = probe.getsockname()[1]
        return self.ports[name]


def _granian(app: str, port: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--http", "1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(threads), "--log-level", "error", app,
    ]  # fmt: skip


@contextmanager
def _running(
    name: str, command: list[str], port: int, settings: dict[str, str], places: Mapping[str, str] = PLACES
) -> Iterator[Running]:
    """Start it, wait for its first page, and end it at last. Raises RuntimeError with what it said."""
    unusual = "BLOG_|GRANIAN_|PYTHONDONTWRITEBYTECODE"  # the last makes each start compile all that the first had
    bare = {key: value for key, value in os.environ.items() if not re.match(unusual, key)}
    url, begun = f"http://127.0.0.1:{port}", time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=bare | settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        while not _answers(url + places["home"]):
            if process.poll() is not None or time.perf_counter() - begun > 30:
                process.kill()
                raise RuntimeError(f"{name} did not start: {process.communicate()[0]}")
            time.sleep(0.005)
        yield Running(name, (process.pid,), url, places, time.perf_counter() - begun)
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it to stop; granian itself does not hear that while a worker of it starts."""
    pids = processes.tree(process.pid)
    process.terminate()
    try:
        process.communicate(timeout=12)
    except subprocess.TimeoutExpired:
        for pid in {*pids, *processes.tree(process.pid)}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=30).close()
    except (OSError, HTTPException):
        return False
    return True
