"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable
from threading import Event
from threading import enumerate as threads

BESIDE = {"archivist", "clerk", "heartbeat", "importer"}  # names of threads that work beside requests


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    """Until it holds; fails where it does not in that time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited for more than {seconds} seconds"
        time.sleep(0.02)


def end(*stops: Event) -> None:
    """Let these threads end, and wait for it: else one acts in the midst of another test, and on its data."""
    for stop in stops:
        stop.set()
    for thread in threads():
        if thread.name in BESIDE:
            thread.join(30)
