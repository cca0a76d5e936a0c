"""Two hundred connections that send one byte a second: behind a proxy, as it is shipped, no reader notices them."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

import pytest

from blog import clock
from blog.media import actions as media
from tests.databases import inside
from tests.e2e.conftest import Server, start
from tests.e2e.proxies import NAME, PROXIES, SETTINGS, Front, bare
from tests.e2e.slow import comment, head_without_end, large_form, slow_clients
from tests.factories import stamp_in

PAGES = ("/", "/articles/welcome")
SOON = 1  # second
AT_LAST = 5  # seconds, on a machine that does other things too
Found = Callable[[str, object], None]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(tmp_path_factory.mktemp("behind") / "instance", **SETTINGS)
    yield server
    server.stop()


@pytest.fixture(params=PROXIES)
def front(request: pytest.FixtureRequest, behind: Server, tmp_path: Path) -> Iterator[Front]:
    with PROXIES[request.param](behind, tmp_path / "files") as front:
        yield front


@pytest.fixture
def stamp(behind: Server) -> str:
    return stamp_in(read(bare(behind), "/articles/welcome"))


def read(front: Front, path: str, patience: float = 10) -> str:
    """One page, over a connection of its own."""
    with closing(front.connect()) as connection:
        connection.sock.settimeout(patience)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()


def seconds(front: Front, path: str) -> float:
    """How long a page takes."""
    begun = time.perf_counter()
    read(front, path)
    return time.perf_counter() - begun


def large_file(behind: Server) -> str:
    """The address of a sound of 19 MB."""
    sound = (b"RIFF" + (19_000_000 - 8).to_bytes(4, "little") + b"WAVEfmt ").ljust(19_000_000, b"\0")
    with inside(behind.instance) as app:
        media.store(sound, "sound.wav", app.config["MEDIA_FOLDER"], clock.now())
    return f"/media/{next(app.config['MEDIA_FOLDER'].glob('*.wav')).name}"


def hanging(part: str, stamp: str) -> tuple[bytes, bytes]:
    """What slow clients send at once, and byte by byte."""
    return head_without_end() if part == "head" else comment(stamp)


@pytest.mark.parametrize("part", ["head", "body"])
def test_readers_do_not_notice_two_hundred_who_send_one_byte_a_second(front: Front, stamp: str, part: str) -> None:
    with slow_clients(front, *hanging(part, stamp)) as slow:
        taken = [seconds(front, PAGES[number % 2]) for number in range(50)]
    assert median(taken) < SOON
    assert max(taken) < AT_LAST
    assert slow.cut == 0  # all of them hung there meanwhile


@pytest.mark.parametrize("path", ["/articles/welcome/comments", "/admin/login", "/admin/nowhere", "/Admin/"])
def test_nor_those_who_send_more_than_a_form_has(front: Front, path: str) -> None:
    """What is too large to be gathered is refused, and not passed on piece by piece."""
    with slow_clients(front, *large_form(path), many=40):
        taken = [seconds(front, PAGES[number % 2]) for number in range(20)]
    assert median(taken) < SOON
    assert max(taken) < AT_LAST


@pytest.mark.torture
@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", ["head", "body"])
def test_nor_do_they_over_a_minute(front: Front, stamp: str, part: str, found: Found) -> None:
    with slow_clients(front, *hanging(part, stamp)) as slow:
        taken, until = [], time.monotonic() + 60
        while time.monotonic() < until:
            taken.append(seconds(front, PAGES[len(taken) % 2]))
            time.sleep(0.1)
    found(f"pages while 200 hang in the {part}", len(taken))
    found("slowest of them, ms", round(max(taken) * 1000))
    found("slow connections that were cut off and came again", slow.cut)
    assert max(taken) < SOON


@pytest.mark.torture
def test_nor_those_who_read_nothing_of_a_large_file(front: Front, behind: Server, found: Found) -> None:
    """More than all the buffers of the system together hold: who sends it waits for who reads it."""
    request = f"GET {large_file(behind)} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
    with ExitStack() as readers:
        for _number in range(30):  # more than two workers have threads
            reader = readers.enter_context(closing(front.dial()))
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.sendall(request)
        time.sleep(1)
        taken = [seconds(front, PAGES[number % 2]) for number in range(20)]
    found("slowest page while 30 read nothing of 19 MB, ms", round(max(taken) * 1000))
    assert max(taken) < AT_LAST


def test_a_slow_writer_who_comes_to_the_end_is_sent_to_the_receipt(front: Front, stamp: str) -> None:
    head, body = comment(stamp, f"Slowly, but surely, to {front.port}.")
    with closing(front.dial()) as connection:
        connection.sendall(head + body[:-8])
        for byte in body[-8:]:
            time.sleep(0.3)
            connection.sendall(bytes([byte]))
        assert connection.recv(1000).startswith(b"HTTP/1.1 303 ")


@pytest.mark.torture  # how many threads wait is the machine's to say
def test_a_server_without_a_proxy_is_stopped_by_slow_bodies(behind: Server, stamp: str) -> None:
    """So it is the proxies that help; and so `python app.py` alone listens on this machine only."""
    front = bare(behind)
    with slow_clients(front, *comment(stamp)), pytest.raises(TimeoutError):
        read(front, "/", patience=3)
    read(front, "/")
