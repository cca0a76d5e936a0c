"""A socket on which somebody else listens for us."""

import subprocess
import sys

from blog.config import ROOT

# A worker to which the order to leave comes before it can follow it; whether it has the socket at the end.
EARLY = """
import os, signal, socket
from blog import listening
given = socket.create_server(("127.0.0.1", 0))
os.dup2(given.fileno(), listening.FIRST)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
server = listening.Server.__new__(listening.Server)
server._init_shared_socket()
number = os.fstat(listening.FIRST).st_ino
os.kill(os.getpid(), signal.SIGUSR1)
listening.leave_on_order()
print(os.fstat(listening.FIRST).st_ino == number)
"""


def test_a_worker_that_is_told_to_leave_before_it_serves_does_not_begin_to_let_anybody_in() -> None:
    assert subprocess.check_output([sys.executable, "-c", EARLY], cwd=ROOT, text=True) == "False\n"
