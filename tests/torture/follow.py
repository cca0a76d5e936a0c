"""Follows docs/deploy.md in a clean root: this machine's files, under which nothing changes, and a new user.

Run it as root in a mount namespace of its own (`unshare -m`), with a new folder. What stands for systemd, sudo and nano
is below; all else is the real thing, and packages come from where this machine gets them.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from configparser import RawConfigParser
from contextlib import closing
from pathlib import Path
from signal import SIGTERM
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent.parent
SECTION = re.compile(r"^##+ ([^\n]*)$|^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = ("fonts-noto", "nginx", "flask reset-password")  # faces; the other way; what asks for a password
PARTS = (
    "blog",
    "templates",
    "static",
    "deploy",
    "app.py",
    "supported.py",
    "Makefile",
    "requirements.txt",
    "pyproject.toml",
)
PATH = "/shims:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SHIMS = {
    "sudo": 'if [ "$1" = -u ]; then user=$2; shift 2; exec runuser -u "$user" -- "$@"; fi; exec "$@"',
    "nano": '[ -w "$1" ]',  # the name in the files is one that will do
    "journalctl": "cat /shims/journal",
    "systemctl": """
        case "$*" in
        "show --property Listen --value letterpress.socket") cat /shims/address; exit ;;
        status*) ;;
        "reload caddy") grep -q 'letters.example.org {' /etc/caddy/Caddyfile; exit ;;
        esac
        echo "$*" > /shims/asked; read code < /shims/answered; exit "$code"
    """,
}
HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); "
    "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)


def blocks() -> list[tuple[str, str]]:
    """The lines to type, each with the headline above it."""
    headline, found = "", []
    for each in SECTION.finditer((ROOT / "docs/deploy.md").read_text("utf-8")):
        headline, lines = each[1] or headline, each[2] or ""
        if lines and not any(word in lines for word in LEFT_OUT):
            found.append((headline, re.sub(r" +# .*$", "", lines, flags=re.MULTILINE)))
    return found


class Machine:
    """The clean root in `folder`, and its systemd."""

    def __init__(self, folder: Path) -> None:
        self.root, self.process = folder / "root", None
        for name in ("changes", "work", "root"):
            (folder / name).mkdir()
        layers = f"lowerdir=/,upperdir={folder}/changes,workdir={folder}/work"
        for kind, options, place in (("overlay", layers, ""), ("proc", "ro", "proc"), ("devtmpfs", "ro", "dev")):
            subprocess.run(["mount", "-t", kind, "-o", options, kind, self.root / place], check=True)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=4096)
        shims = self.root / "shims"
        shims.mkdir()
        for name, text in SHIMS.items():
            (shims / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
            (shims / name).chmod(0o755)
        (shims / "address").write_text(f"127.0.0.1:{self.socket.getsockname()[1]} (Stream)\n", "ascii")
        (shims / "journal").touch()
        (shims / "here").write_text("/root", "ascii")
        for name in ("asked", "answered"):
            os.mkfifo(shims / name)
        (self.root / "etc/caddy").mkdir(exist_ok=True)  # as Caddy's own packages make it
        (self.root / "etc/gitconfig").write_text("[safe]\n\tdirectory = *\n[user]\n\tname = a\n\temail = a@a.example\n")
        self.release("The first release", PARTS)
        Thread(target=self._be_systemd, daemon=True).start()

    def release(self, name: str, parts: tuple[str, ...] = ()) -> None:
        """Commit what is in the repository that the site is cloned from."""
        origin = self.root / "origin"
        origin.mkdir(exist_ok=True)
        for part in parts:
            (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, origin / part)
        (origin / ".gitignore").write_text(".venv/\n__pycache__/\ninstance/\n", "ascii")
        self.type(f"cd /origin; git init -q; git add .; git commit -q -m '{name}'; cd -")

    def type(self, lines: str) -> None:
        """As root at a terminal; the first line that fails ends all of it."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BLOG_", "VIRTUAL"))}
        environment |= {"PATH": PATH, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        lines = f"cd $(cat /shims/here)\n{lines}\npwd > /shims/here"
        subprocess.run(["chroot", self.root, "bash", "-euo", "pipefail", "-c", lines], env=environment, check=True)

    def ask(self, path: str) -> str:
        """What a reader is answered."""
        with closing(socket.create_connection(self.socket.getsockname(), 60)) as reader:
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: reader.recv(65_536), b"")).decode()

    def _be_systemd(self) -> None:
        while True:
            asked, code = (self.root / "shims/asked").read_text("ascii").strip(), 0
            if asked.startswith(("stop", "restart")) and self.process:
                self.process.send_signal(SIGTERM)
                self.process.wait(30)
            if asked.startswith(("start", "restart", "enable --now")):
                self._start()
            if asked.startswith(("is-failed", "status")):
                is_there = self.process and self.process.poll() is None
                code = int(bool(is_there) is asked.startswith("is-failed"))
            (self.root / "shims/answered").write_text(f"{code}\n", "ascii")

    def _start(self) -> None:
        """What the unit says, as far as it does not need a systemd."""
        unit = RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read(self.root / "etc/systemd/system/letterpress.service")
        service = unit["Service"]
        lines = (self.root / service["EnvironmentFile"].lstrip("/")).read_text("utf-8").splitlines()
        values = dict(line.split("=", 1) for line in (service["Environment"], *lines) if re.match("[A-Z_]+=", line))
        number, user = self.socket.fileno(), service["User"]
        os.set_inheritable(number, True)
        with (self.root / "shims/journal").open("a") as journal:
            self.process = subprocess.Popen(
                ["chroot", f"--userspec={user}:{service['Group']}", self.root, "sh", "-c",
                 'cd "$1"; umask "$2"; shift 2; exec "$@"', "-", service["WorkingDirectory"], service["UMask"],
                 "/usr/bin/python3", "-c", HAND_OVER, str(number), *service["ExecStart"].split()],
                env=values | {"PATH": PATH}, pass_fds=(number,), stdout=journal, stderr=journal,
            )  # fmt: skip

    def end(self) -> None:
        """Stop what runs."""
        if self.process:
            self.process.send_signal(SIGTERM)
            self.process.wait(30)


def main(folder: Path) -> None:
    """Type all of it, and look at what came of it."""
    machine = Machine(folder)
    try:
        for headline, lines in blocks():
            print(f"## {headline}\n{lines}", flush=True)
            if headline == "A newer release" and "make upgrade" in lines:
                (machine.root / "origin/newer").touch()
                machine.release("A newer release")
            if "deploy-check" in lines:  # which finds that there is no admin, no mail and no copy of backups
                lines = lines.rstrip() + " | tee /shims/found || true\n"
            machine.type(lines.replace("ADDRESS-OF-THE-REPOSITORY", "/origin"))
            if headline == "4. The service":
                assert "Sample" in machine.ask("/")
            if "make upgrade" in lines:
                assert (machine.root / "srv/letterpress/newer").exists()
        assert not (machine.root / "srv/letterpress/newer").exists()
        assert "Sample" in machine.ask("/")
        found = (machine.root / "shims/found").read_text("utf-8")
        wrong = re.findall(r"^! ([^:]+)", found, re.MULTILINE)
        assert wrong == ["admin", "mail", "copies of backups"], found
        print("All of it was followed.")
    finally:
        machine.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
