"""Requests by wrk, as many as are answered, and what they took."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.contenders import Running

SCRIPT = Path(__file__).with_name("wrk.lua")
THREADS, CONNECTIONS = 1, 16


@dataclass(frozen=True, slots=True)
class Load:
    """One round."""

    requests: int
    seconds: float
    bytes: int  # of all answers, with their heads
    p50: float  # milliseconds from a request to its answer, while all connections ask
    p99: float
    cpu: float  # microseconds of all processes of the server, for a request


def load(
    server: Running, path: str, seconds: int, *script: str, connections: int = CONNECTIONS, threads: int = THREADS
) -> Load:
    """Ask for a path on some connections that stay open; `script` is what `wrk.lua` reads. Fails for any refusal."""
    command = [
        "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s",
        "-H", "Accept-Encoding: gzip", "-s", str(SCRIPT), server.url + path, "--", *script,
    ]  # fmt: skip
    before = processes.seconds(*server.pids)
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = processes.seconds(*server.pids) - before
    told = json.loads(printed.splitlines()[-1])
    if told.pop("refused") or told.pop("broken"):
        raise RuntimeError(f"{server.name} did not answer all of {path}: {printed}")
    return Load(**told, cpu=spent * 1e6 / told["requests"])
