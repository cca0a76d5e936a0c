"""What systemd does for the blog: it listens, and starts servers on its socket, one after the other."""

import os
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from signal import SIGTERM
from types import TracebackType

from blog.config import ROOT
from tests import databases
from tests.e2e.conftest import Server
from tests.post import free_port

# As sd_listen_fds(3) has it: the process itself finds the socket as its third descriptor, and its own number beside it.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, "app.py"])
"""


class Activated(AbstractContextManager["Activated"]):
    """A socket, and the server that works on it now."""

    def __init__(self, instance: Path, root: Path = ROOT, python: Path = Path(sys.executable), **settings: str) -> None:
        self.root, self.python = root, python
        databases.name(instance)
        port = free_port()
        self.socket = socket.create_server(("127.0.0.1", port), backlog=4096)
        bare = {name: value for name, value in os.environ.items() if not name.startswith("BLOG_")}
        self.environment = bare | {"BLOG_INSTANCE": str(instance), "BLOG_PORT": str(port)} | settings
        self.output = instance.parent / "output"
        self.server = Server(f"http://127.0.0.1:{port}", self._start(), self.output, instance, settings)

    def restart(self) -> int:
        """As `systemctl restart` does; how the former one ended."""
        ended = self.stop()
        self.start()
        return ended

    def stop(self) -> int:
        """As `systemctl stop` does: nobody closes the socket."""
        return self.server.stop(SIGTERM)

    def start(self) -> None:
        """As `systemctl start` does."""
        self.server.process = self._start()

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _at: TracebackType | None) -> None:
        self.server.stop()
        self.socket.close()

    def _start(self) -> subprocess.Popen[str]:
        number = self.socket.fileno()
        with self.output.open("a") as file:
            return subprocess.Popen(
                [self.python, "-c", HAND_OVER, str(number)],
                cwd=self.root, env=self.environment, pass_fds=(number,),
                stdout=file, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
