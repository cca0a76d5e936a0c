"""The proxies as they are shipped, in front of a server: only names, ports and the certificate are those of a test."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from blog.config import ROOT
from tests.e2e.conftest import Server
from tests.post import free_port

NAME = "letters.example.org"
SETTINGS = {
    "BLOG_SITE_URL": f"https://{NAME}",
    "BLOG_TRUSTED_PROXIES": "1",
    "BLOG_WORKERS": "2",
}  # of the server behind
MODULES = Path("/usr/lib/nginx/modules")
PAGES = "/var/cache/letterpress"  # as the files name it
TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE
# What Debian's own nginx.conf says around a site, and where this one may write.
NGINX = """
{user}
load_module modules/ngx_http_brotli_static_module.so;
daemon off;
pid nginx.pid;
worker_processes auto;
events {{ worker_connections 768; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    include site.conf;
}}
"""


@dataclass
class Front:
    """What readers meet: the server itself, or a proxy before it that speaks TLS."""

    port: int
    name: str = NAME
    has_tls: bool = True

    def dial(self, source: str = "127.0.0.1") -> socket.socket:
        """A connection from this address of the machine."""
        bare = socket.create_connection(("127.0.0.1", self.port), 60, (source, 0))
        return TLS.wrap_socket(bare, server_hostname=NAME) if self.has_tls else bare

    def connect(self, source: str = "127.0.0.1") -> HTTPConnection:
        """The same, for whole requests."""
        connection = HTTPConnection(self.name, timeout=60)
        connection.sock = self.dial(source)
        return connection


class Proxy(Protocol):
    """Starts a proxy in front of a server, with its files in a folder of its own."""

    def __call__(self, server: Server, folder: Path) -> AbstractContextManager[Front]: ...


def bare(server: Server) -> Front:
    """The server without any proxy."""
    address = urlsplit(server.url)
    return Front(address.port or 0, address.netloc, has_tls=False)


@contextmanager
def nginx(server: Server, folder: Path, *others: Server) -> Iterator[Front]:
    """Debian's nginx with `deploy/nginx.conf`, before one machine or several."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or pytest.skip("there is no nginx")
    if not (MODULES / "ngx_http_brotli_static_module.so").exists():
        pytest.skip("there is no libnginx-mod-http-brotli-static")
    port, plain = _prepare(folder)
    changes = {
        "server 127.0.0.1:8000;": "\n".join(f"server {urlsplit(each.url).netloc};" for each in (server, *others)),
        PAGES: str(server.instance / "pages"),
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": "certificate.pem",
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": "key.pem",
    }
    (folder / "site.conf").write_text(_shipped("nginx.conf", changes), "utf-8")
    (folder / "modules").symlink_to(MODULES)
    user = "user root;" if folder.owner() == "root" else ""
    (folder / "nginx.conf").write_text(NGINX.format(user=user), "utf-8")
    command = [program, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    subprocess.run([*command, "-t", "-q"], check=True, cwd=folder)
    with _running(command, folder, port):
        yield Front(port)


@contextmanager
def caddy(server: Server, folder: Path) -> Iterator[Front]:
    """Caddy with `deploy/Caddyfile`."""
    program = (
        shutil.which("caddy") or shutil.which("caddy", path=ROOT / ".venv/bin") or pytest.skip("there is no Caddy")
    )
    port, plain = _prepare(folder)
    changes = {
        "127.0.0.1:8000": urlsplit(server.url).netloc,
        PAGES: str(server.instance / "pages"),
        "\n{\n": f"\n{{\nadmin off\ndefault_bind 127.0.0.1\nhttp_port {plain}\nhttps_port {port}\n",
        f"\n{NAME} {{\n": f"\n{NAME} {{\ntls certificate.pem key.pem\n",
    }
    (folder / "Caddyfile").write_text(_shipped("Caddyfile", changes), "utf-8")
    subprocess.run([program, "validate"], check=True, cwd=folder, env=_home(folder), capture_output=True)
    with _running([program, "run"], folder, port):
        yield Front(port)


PROXIES: dict[str, Proxy] = {"nginx": nginx, "Caddy": caddy}


def _prepare(folder: Path) -> tuple[int, int]:
    """A folder with a certificate, and two ports."""
    folder.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", "key.pem",
         "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return free_port(), free_port()


def _shipped(name: str, changes: dict[str, str]) -> str:
    text = (ROOT / "deploy" / name).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"deploy/{name} has no {old!r} any more"
        text = text.replace(old, new)
    return text


def _home(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(command, env=_home(folder), cwd=folder, stdout=output, stderr=output)
    try:
        until = time.monotonic() + 60
        while not _is_open(port):
            assert (process.poll(), time.monotonic() < until) == (None, True), (folder / "output").read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
