"""What the parent of the workers becomes once they serve: a program of its own, as small as a Python can be.

It would else hold the former state of all that they have changed since they were forked from it. A worker that ends by
itself turns it into the server again, as it was started, to make another one; the others serve meanwhile.
"""

import os
import signal
import sys
import time

PATIENCE = 10  # seconds that a request has to end in when the server stops
QUIET = 0.3  # seconds in which whoever has connected begins to speak: a worker that stops hangs up on the others
ORDERS = [signal.SIGTERM, signal.SIGINT]
# What the server finds in its environment when a worker has ended: how many seconds it was watched, and which are left.
LEFT = "LETTERPRESS_WORKERS"


def watch(pids: list[int], command: list[str]) -> None:
    """Until the order to stop, which is done when this returns."""
    began = time.monotonic()
    signal.pthread_sigmask(signal.SIG_BLOCK, [*ORDERS, signal.SIGCHLD])
    while (there := _there(pids)) == pids:
        if signal.sigwait([*ORDERS, signal.SIGCHLD]) in ORDERS:
            _stop(there)
            return
    os.environ[LEFT] = " ".join(map(str, (int(time.monotonic() - began), *there)))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - as it was started


def end_with(parent: int) -> None:
    """For a thread of a child. A parent that was killed outright stops nobody, and its workers would keep the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(pids: list[int]) -> None:
    """First let them accept no more connections, where the next server will; who takes too long is ended."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        _send(pids, signal.SIGUSR1)
        time.sleep(QUIET)
    for order in (signal.SIGTERM, signal.SIGKILL):
        _send(pids, order)
        until = time.monotonic() + PATIENCE
        while (pids := _there(pids)) and time.monotonic() < until:
            time.sleep(0.01)


def _send(pids: list[int], order: signal.Signals) -> None:
    for pid in pids:
        os.kill(pid, order)


def _there(pids: list[int]) -> list[int]:
    """Those that have not ended."""
    return [pid for pid in pids if not _is_gone(pid)]


def _is_gone(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # somebody has seen it off
        return True


if __name__ == "__main__":
    watch([int(pid) for pid in sys.argv[1].split()], sys.argv[2:])
