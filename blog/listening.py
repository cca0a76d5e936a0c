"""A socket on which somebody else listens for us: connections wait in it while we restart, and none is refused or lost.

systemd opens it (`deploy/letterpress.socket`) and keeps it. Without one, each worker opens its own, as granian does.
"""

import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NoReturn

from granian._granian import SocketHolder
from granian.server import mp
from granian.server.mp import MPServer

from . import watching

FIRST = 3  # the descriptor of the first socket that is handed over (sd_listen_fds(3))
WAITING = 4096  # connections that wait in it; more than that the kernel takes for none, unless it was told to


@cache
def given() -> int | None:
    """The descriptor of the socket that this process, or its parent, was started with; None where it opens its own."""
    is_ours = os.environ.pop("LISTEN_PID", "") == str(os.getpid())
    return FIRST if os.environ.pop("LISTEN_FDS", "") == "1" and is_ours else None


class Server(MPServer):
    """Granian on such a socket, which all workers share; `others` are those that a former parent left."""

    others: Sequence[int] = ()

    def _init_shared_socket(self) -> None:
        if (fd := given()) is None:
            super()._init_shared_socket()  # type: ignore[no-untyped-call]
        else:
            self._sfd, self._shd = fd, SocketHolder(fd, False, WAITING)  # type: ignore
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])  # until a worker can follow it
            self._sso = socket.socket(fileno=fd)
            self._sso.setblocking(False)
            self._sso.set_inheritable(True)

    def _serve_loop(self, _target: object, _loader: object) -> NoReturn:
        """All workers were started: what granian would do from now on in here, `watching` does in less memory."""
        if given() is not None:  # it is still for us
            os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
        pids = " ".join(map(str, (*self.others, *(worker.inner.pid for worker in self.wrks))))
        program = [sys.executable, "-IS", watching.__file__, pids, *sys.orig_argv[1:]]
        os.execv(sys.executable, program)  # noqa: S606 - no word of it is anybody else's


def ask_directly() -> None:
    """Have granian call what this worker answers with as it calls its own wrapper of a WSGI application (`doorway`)."""
    mp._wsgi_call_wrap = lambda callback, *_: callback  # type: ignore[attr-defined]


def leave_on_order() -> None:
    """Accept no more connections in this worker once its parent says so; those that it has are answered."""
    if (fd := given()) is not None:
        signal.signal(signal.SIGUSR1, lambda *_: _leave(fd))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])


def _leave(fd: int) -> None:
    """Put a socket to which nobody connects in the place of every descriptor of that one: granian has its own."""
    theirs = os.fstat(fd).st_ino
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        deaf.setblocking(False)
        for name in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                if os.fstat(int(name.name)).st_ino == theirs:
                    os.dup2(deaf.fileno(), int(name.name))
