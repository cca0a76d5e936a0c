"""Files are fetched from the open internet only, in bounded size and time, and each that fails is one line."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from blog.media import rules
from blog.portability import fetching
from blog.portability.blogs import sources
from blog.portability.fetching import Fetcher, is_public
from tests.factories import NOW
from tests.portability.blogs.moved import phase, piece
from tests.portability.blogs.wordpress_export import SITE, attachment, document, item, meta
from tests.portability.folders import drawn, no_step

PICTURE = drawn("red")
PLACE = "2019/a.png"


class Old(BaseHTTPRequestHandler):
    """The old site, with all that one can meet there."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.headers['Host']} {self.path}")
        name = self.path.partition("?")[0].rpartition("/")[2].removesuffix(".png")
        answers: dict[str, Callable[[], object]] = {
            "missing": lambda: self.send_error(404),
            "page": lambda: self._send(b"<html>", "text/html"),
            "large": lambda: self._send(b"x" * (rules.BYTES + 1)),
            "cut": lambda: self._send(PICTURE[:-9], length=len(PICTURE)),
            "silent": lambda: time.sleep(10),
            "slow": lambda: self._send(b"", length=1000, rest=[b"x"] * 100),
            "slow-head": lambda: self._trickle(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 30),
            "garbage": lambda: self.wfile.write(b"\x00\x01nonsense\r\n\r\n"),
            "moved": lambda: self._lead("/other/a.png"),
            "moved-inside": lambda: self._lead("http://10.0.0.1/a.png"),
            "moved-file": lambda: self._lead("file:///etc/passwd"),
            "circle": lambda: self._lead("/circle.png"),
        }
        answers.get(name, lambda: self._send(PICTURE))()

    def _trickle(self, words: bytes) -> None:
        with suppress(OSError):
            for sign in words:
                time.sleep(0.1)
                self.wfile.write(bytes([sign]))

    def _send(self, body: bytes, kind: str = "image/png", length: int | None = None, rest: Any = ()) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        with suppress(OSError):  # who asked went away
            self.wfile.write(body)
        for each in rest:
            self._trickle(each)

    def _lead(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, **known: list[str]) -> Iterator[list[str]]:
    """What names lead to, with all that were asked for; `old` stands for `old.example`."""
    asked: list[str] = []

    def look(host: str, port: int, **_options: object) -> list[tuple[Any, ...]]:
        asked.append(host)
        found = known.get(host.partition(".")[0], [host] if host[0].isdigit() else [])
        if not found:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look)
        patch.setattr(socket, "create_connection", _connect)
        yield asked


def _connect(address: tuple[str, int], timeout: float) -> socket.socket:
    """As the one of the library does, which asks for the name once more; it is to get no name."""
    found = socket.socket()
    found.settimeout(timeout)
    try:
        found.connect((socket.inet_ntoa(socket.inet_aton(address[0])), address[1]))
    except OSError:
        found.close()
        raise
    return found


@pytest.fixture
def old() -> Iterator[str]:
    """The address of the old site, without its scheme."""
    Old.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Old)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"old.example:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetch(folder: Path, address: str, place: str = PLACE, allows: Any = lambda _each: True) -> Fetcher:
    fetcher = Fetcher(folder, allows)
    fetcher.take_all([(address, place)], no_step)
    return fetcher


def test_a_file_comes_under_the_name_of_its_host_to_the_address_that_was_looked_at(
    tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    with names(monkeypatch, old=["127.0.0.1"]) as asked:
        fetcher = fetch(tmp_path, f"http://{old}/x/ä b.png?v=1", allows=lambda each: looked.append(each) or True)
    assert (fetcher.fetched, fetcher.refused) == (1, {})
    assert (tmp_path / PLACE).read_bytes() == PICTURE
    assert Old.asked == [f"{old} /x/%C3%A4%20b.png?v=1"]
    assert (asked, looked) == (["old.example"], ["127.0.0.1"])  # once, so that it cannot be another one then
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.png"]


def test_what_is_there_already_is_not_fetched_again(tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "2019").mkdir()
    (tmp_path / PLACE).write_bytes(b"mine")
    with names(monkeypatch, old=["127.0.0.1"]) as asked:
        assert fetch(tmp_path, f"http://{old}/a.png").fetched == 0
        assert fetch(tmp_path, f"http://{old}/a.php", "2019/a.php").fetched == 0
    assert asked == []
    assert (tmp_path / PLACE).read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "the answer was 404"),
        ("page", "it is text/html"),
        ("large", "it is larger than 20,971,520 bytes"),
        ("cut", "only a part of it came"),
        ("silent", "no answer within 0.5 seconds"),
        ("slow", "it took more than 60 seconds"),
        ("slow-head", "it took more than 60 seconds"),
        ("garbage", "the answer is none of the web's"),
        ("moved-inside", "10.0.0.1 is no address of the open internet"),
        ("moved-file", "its address is none of the web"),
        ("circle", "more than 5 redirects"),
    ],
)
def test_what_is_no_file_is_one_line_and_leaves_nothing(
    tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    if name == "silent":
        monkeypatch.setattr(fetching, "SECONDS", 0.5)
    if name.startswith("slow"):
        monkeypatch.setattr(fetching, "LONGEST", 1)
    with names(monkeypatch, old=["127.0.0.1"]):
        fetcher = fetch(tmp_path, f"http://{old}/{name}.png", allows=lambda each: each.startswith("127."))
    ((line, count),) = fetcher.refused.items()
    assert (line.startswith(f"http://{old}/{name}.png: "), words in line, count) == (True, True, 1), line
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_redirect_is_followed_to_where_it_may_lead(tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with names(monkeypatch, old=["127.0.0.1"]) as asked:
        assert fetch(tmp_path, f"http://{old}/moved.png").fetched == 1
    assert asked == ["old.example"] * 2  # each looked at by itself


@pytest.mark.parametrize(
    "address",
    [
        "ftp://old.example/a.png", "file:///etc/passwd.png", "//old.example/a.png", "http:///a.png", "http://[x/a.png",
        "http://me:secret@old.example/a.png", "http://old.example:99999/a.png", "",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_one_line_and_nobody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    with names(monkeypatch, old=["127.0.0.1"]) as asked:
        assert len(fetch(tmp_path, address).refused) == 1
    assert asked == []


@pytest.mark.parametrize("host", ["none.example", "old .none", "old.none\r\nX: y", "a" * 300, "a..b", "\u2028x.none"])
def test_a_host_that_there_is_none_of_is_one_line(tmp_path: Path, host: str) -> None:
    ((line, _count),) = fetch(tmp_path, f"http://{host}.invalid/a.png").refused.items()
    assert line.isprintable()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False), ("127.9.9.9", False), ("0.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("198.18.0.1", False), ("192.0.2.1", False),
        ("::1", False), ("::", False), ("fe80::1", False), ("fc00::1", False), ("ff02::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:93.184.216.34", True), ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),        ("2001:0:53aa:64c:0:0:80ff:fffe", False),
    ],
)  # fmt: skip
def test_only_the_open_internet_is_asked(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_a_name_that_leads_inside_in_one_of_its_addresses_is_not_asked(
    tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with names(monkeypatch, old=["93.184.216.34", "127.0.0.1"]):
        fetcher = fetch(tmp_path, f"http://{old}/a.png", allows=is_public)
    assert list(fetcher.refused) == [f"http://{old}/a.png: old.example is no address of the open internet"]
    assert Old.asked == []


def test_a_host_that_never_answers_is_soon_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    fetcher = Fetcher(tmp_path, lambda _each: True)
    with names(monkeypatch, old=["127.0.0.1"]) as asked:
        files = [(f"http://old.example:{port}/{number}.png", f"{number}.png") for number in range(20)]
        fetcher.take_all(files, no_step)
    assert len(asked) == fetching.MOST_FAILURES
    assert sum("old.example does not answer" in line for line in fetcher.refused) == 15


def test_nothing_is_written_outside_of_the_folder(tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "link").symlink_to(outside)
    with names(monkeypatch, old=["127.0.0.1"]):
        for place in ("../outside/a.png", "x/../../outside/a.png", "link/a.png"):
            fetcher = fetch(folder, f"http://{old}/a.png", place)
            assert "it leads out of the folder" in str(fetcher.refused)
        assert "name too long" in str(fetch(folder, f"http://{old}/a.png", f"{'a' * 300}.png").refused)
        assert fetch(folder, f"http://{old}/a.png", "/etc/a.png").fetched == 1  # below the folder
    assert list(outside.iterdir()) == []
    assert (folder / "etc/a.png").exists()


def test_a_disk_that_is_nearly_full_is_left_alone(tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "RESERVE", 10**18)
    with names(monkeypatch, old=["127.0.0.1"]):
        assert "the disk has no room for more" in str(fetch(tmp_path, f"http://{old}/a.png").refused)


@pytest.mark.usefixtures("app_context")
def test_an_import_fetches_what_its_folder_lacks_and_tells_what_failed(
    app: Flask, tmp_path: Path, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    up, folder = f"http://{old}/wp-content/uploads", tmp_path / "uploads"
    folder.mkdir()
    parts = (
        item(1, content=f'<img src="{up}/2019/a-300x200.png" alt="A">', meta=[("_thumbnail_id", "8")]),
        attachment(8, "2019/a.png"),
        attachment(9, "2019/missing.png"),
    )
    file = tmp_path / "export.xml"
    file.write_text(document(*parts, site=f"http://{old}").replace(SITE, f"http://{old}"), "utf-8")
    for is_rehearsal in (True, False, False):
        with names(monkeypatch, old=["127.0.0.1"]):
            report = sources.take_in(
                "wordpress", file, folder, app.config["MEDIA_FOLDER"], NOW, phase, dry_run=is_rehearsal,
                fetcher=Fetcher(folder, lambda _each: True),
            )  # fmt: skip
        assert report.fetched == (1 if is_rehearsal else 0)  # it stays for the next run
        assert list(report.refused) == [f"{up}/2019/missing.png: the answer was 404"]
    assert "](/media/" in piece("post-1").body
    assert piece("post-1").picture_id


def test_fetching_needs_a_folder(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text(document(meta("a", "b")))
    result = app.test_cli_runner().invoke(args=["import", "wordpress", str(tmp_path / "x.xml"), "--fetch"])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "--fetch needs a folder" in result.output
