"""Every way that a page can come, side by side: `make bench`, or `python -m bench.run`; some minutes.

All servers run at once and are asked in turn, round by round, so that what else the machine does meets all of them;
wrk shares its cores with them, so that ratios are what counts. Start and memory are measured before, each alone.
The table, the picture and the raw figures go to `bench/results/`.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from bench import processes
from bench.contenders import ARTICLES, COMMENTS, Field, Running, missing, nginx
from bench.data import fill
from bench.figures import plot, table
from bench.load import Load, load
from bench.naive import filling
from bench.posts import post, visits
from bench.submit import teach
from bench.visit import visit
from blog import create_app
from blog.config import Config

ROUNDS, SECONDS, STARTS = 5, 4, 3
Start = Callable[[], AbstractContextManager[Running]]
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure, and write what came out."""
    if why := missing():
        sys.exit(why)
    here = machine()
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:  # not in memory, as /tmp may be
        field = prepare(Path(folder))
        contenders = {name: getattr(field, name) for name in ("published", "static", "app", "cold", "naive")}
        servers = {name: alone(start) for name, start in contenders.items()}
        posts, visited = together(field, contenders, servers)
    order = ("static", "published", "app", "cold", "naive")
    grown = RESULTS / "growth.json"
    figures = {
        "machine": here, "rounds": ROUNDS, "seconds": SECONDS,
        "servers": {name: servers[name] for name in order}, "posts": posts, "visits": visited,
        "growth": json.loads(grown.read_text("utf-8")) if grown.exists() else {},
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    text = table(figures)
    (RESULTS / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    (RESULTS / "table.md").write_text(text, "utf-8")
    (RESULTS / "plot.svg").write_text(plot(figures), "utf-8")
    print("\n" + text)


def prepare(folder: Path) -> Field:
    """Both sites; ours has learnt from some decisions, so that its score has something to say."""
    field = Field(folder)
    fill(field.site, ARTICLES, COMMENTS)
    with create_app(Config(instance=field.site, secret_key="bench")).app_context():
        teach(1)
    filling.fill(field.naive_database, field.site / "blog.sqlite")
    return field


def alone(start: Start) -> dict[str, Any]:
    """How soon it answers, and what it holds after each page of the site was asked for, on an idle machine."""
    starts, memory = [], []
    for _ in range(STARTS):
        with start() as running:
            starts.append(running.start)
            if len(starts) == STARTS:
                print(f"{running.name}: alone", flush=True)
                memory.append(processes.mebibytes(*running.pids))
                for path in running.places.values():
                    load(running, path, 2)
                if running.has_all:
                    load(running, "/", 2 * SECONDS, "all")
                memory.append(processes.mebibytes(*running.pids))
    return {"start": median(starts), "memory": memory[-1], "memory_before": memory[0], "pages": {}}


def together(
    field: Field, contenders: Mapping[str, Start], servers: dict[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, list[float]]], ...]:
    """The rounds: pages, which are added to `servers`; comments, and visits that write them, which are given."""
    with ExitStack() as stack:
        running = {name: stack.enter_context(start()) for name, start in contenders.items()}
        check_same(running)
        for name, server in running.items():
            for page, path in server.places.items():
                load(server, path, 1)  # until it is warm
                servers[name]["pages"][page] = asdict(visit(server, path)) | empty()
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", flush=True)
            for page in ("article", "home"):
                for name, server in running.items():
                    add(servers[name]["pages"][page], load(server, server.places[page], SECONDS))
        databases = {"app": field.database("app"), "naive": field.naive_database}
        posts, visited = ({name: empty() for name in databases} for _ in range(2))
        for number in range(ROUNDS):
            print(f"comments, round {number + 1} of {ROUNDS}", flush=True)
            for name, database in databases.items():
                add(posts[name], post(running[name], database, SECONDS, number + 1))
                add(visited[name], visits(running[name], database, SECONDS, ROUNDS + number + 1))
    return posts, visited


def check_same(running: dict[str, Running]) -> None:
    """nginx gives out the very same bytes both ways, or there is nothing to compare. Raises RuntimeError."""
    published, static = running["published"], running["static"]
    for page in published.places:
        for encoding in ("gzip", "br", "identity"):
            one, other = (
                server.get(server.places[page], **{"Accept-Encoding": encoding})[0] for server in (published, static)
            )
            if one != other:
                raise RuntimeError(f"{page} is not the same in both ({encoding})")


def empty() -> dict[str, list[float]]:
    """Of no rounds yet."""
    return {"rate": [], "p50": [], "p99": [], "cpu": []}


def add(rounds: dict[str, list[float]], load: Load) -> None:
    """One more round."""
    found = {"rate": load.requests / load.seconds, "p50": load.p50, "p99": load.p99, "cpu": load.cpu}
    for what, value in found.items():
        rounds[what].append(round(value, 3))


def machine() -> dict[str, str]:
    """What of this one matters, and no name of its own."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    kernel = re.match(r"\d+\.\d+", platform.release())
    told = {"wrk": ["wrk", "-v"], "nginx": [nginx(), "-v"]}
    versions = {name: re.search(r"\d+(\.\d+)+", said(command)) for name, command in told.items()}
    return {
        "cores": str(os.cpu_count()), "CPU": cpu[1] if cpu else platform.machine(),
        "Linux": kernel[0] if kernel else "", "Python": platform.python_version(),
        **{name: found[0] if found else "" for name, found in versions.items()},
        **{name: version(name) for name in ("granian", "flask", "sqlalchemy")},
        "load before": f"{os.getloadavg()[0]:.1f}",
    }  # fmt: skip


def said(command: list[str]) -> str:
    """What a program prints, wherever it prints it; some say their version and that they failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


if __name__ == "__main__":
    main()
