"""Requests as bytes, as no client library would send them, and the memory of the server that gets them."""

import socket
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit


def send(url: str, sent: bytes, timeout: float = 20) -> bytes:
    """All that the server answers until it closes; nothing where it breaks off."""
    address = urlsplit(url)
    with closing(socket.create_connection((address.hostname, address.port), timeout)) as connection:
        answer = b""
        try:
            connection.sendall(sent)
            while chunk := connection.recv(65_536):
                answer += chunk
        except ConnectionError:
            pass
        return answer


def request(*lines: str, method: str = "GET", target: str = "/", body: bytes = b"") -> bytes:
    """A request with these lines for headers, and no others."""
    head = "".join(f"{line}\r\n" for line in (f"{method} {target} HTTP/1.1", *lines, "Connection: close", ""))
    return head.encode() + body


def status(answer: bytes) -> int:
    """The status of an answer; 0 where there was none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


def workers(parent: int) -> list[int]:
    """The processes that a server started."""
    tasks = list(Path(f"/proc/{parent}/task").iterdir())
    try:
        return [int(pid) for task in tasks for pid in (task / "children").read_text("ascii").split()]
    except (FileNotFoundError, ProcessLookupError):  # of a thread that ended, and left its own to another
        return workers(parent)


def memory(parent: int) -> int:
    """The memory of a process and its children, in megabytes."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in (parent, *workers(parent)))
    return pages * 4096 // 1_000_000
