"""A hundred thousand requests that nobody should send, and some thousands of them byte by byte to the real server.

Every fault is told with what repeats it: `FUZZ_SEED=… FUZZ_BLOCK=… make torture ARGS="-k fuzz"`.
"""

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from tests import raw
from tests.e2e.conftest import Server, starter  # noqa: F401 - a fixture
from tests.filled import Filled, fill
from tests.fuzzing.requests import Fuzzer
from tests.fuzzing.site import BLOCK, Site, for_visitors

pytestmark = [
    pytest.mark.torture,
    pytest.mark.timeout(3600),
    # A body that breaks off within a file leaves it to the garbage collector, as Werkzeug's parser does.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
Found = Callable[[str, object], None]
REQUESTS = 50_000
BYTES = 4_000  # requests to the real server
MEMORY = 40  # megabytes that may be added, by caches that fill


@pytest.fixture
def filled(app: Flask) -> Filled:
    """A site that has one of everything."""
    with app.app_context():
        return fill(app)


@pytest.fixture(scope="session")
def seed() -> str:
    """Another one at each run, unless it is given."""
    return os.environ.get("FUZZ_SEED") or secrets.token_hex(4)


@pytest.mark.parametrize("is_admin", [False, True], ids=["a visitor", "the admin"])
def test_fuzz_whatever_is_sent_is_answered_and_stores_only_what_it_should(
    app: Flask, instance: Path, filled: Filled, seed: str, is_admin: bool, found: Found
) -> None:
    site = Site(app, instance, filled if is_admin else for_visitors(app, filled), is_admin)
    first = int(os.environ.get("FUZZ_BLOCK", 0))
    added = site.run(seed, range(first, first + 1) if "FUZZ_BLOCK" in os.environ else range(REQUESTS // BLOCK))
    who = "the admin" if is_admin else "a visitor"
    found(f"requests of {who} (seed {seed})", site.statuses.total())
    for status, count in sorted(site.statuses.items()):
        found(f"of them answered {status}", count)
    found("megabytes of memory added", added)
    assert added < MEMORY
    assert not is_admin or site.signed_out < REQUESTS / 20


def test_fuzz_whatever_comes_over_the_line_is_answered_or_cut_off(
    app: Flask,
    instance: Path,
    filled: Filled,
    seed: str,
    starter: Callable[..., Server],  # noqa: F811
    found: Found,
) -> None:
    known = Site(app, instance, for_visitors(app, filled), is_admin=False).known
    shutil.copytree(instance / "kept", instance / "instance")
    server = starter(BLOG_WORKERS="1", BLOG_SECRET_KEY=app.config["SECRET_KEY"])
    quiet, statuses, memory = server.printed, Counter[int](), 0
    fuzzer, random = Fuzzer(seed, list(app.url_map.iter_rules()), filled, known), Random(seed)  # noqa: S311

    def send(sent: bytes) -> int:
        try:
            return raw.status(raw.send(server.url, sent, timeout=2))
        except TimeoutError:  # it says that more is to come
            return -1

    with ThreadPoolExecutor(4) as pool:
        for begin in range(0, BYTES, 200):
            lines = [_bent(random, sent.raw()) for sent in fuzzer.requests(200)]
            statuses.update(pool.map(send, lines))
            if begin == 400:
                memory = raw.memory(server.process.pid)
            assert max(statuses) < 500, f"FUZZ_SEED={seed!r}, one of the 200 requests from {begin} on"
    for status, count in sorted(statuses.items()):
        found({-1: "waiting for more, and left", 0: "cut off"}.get(status, f"answered {status}"), count)
    added = raw.memory(server.process.pid) - memory
    found("megabytes of memory added to the server", added)
    assert server.printed == quiet
    assert added < MEMORY
    assert raw.status(raw.send(server.url, raw.request("Host: localhost"))) == 200


def _bent(random: Random, sent: bytes) -> bytes:
    """Some of them with a byte or two exchanged, doubled, or cut off."""
    if random.random() < 0.5:
        return sent
    at = random.randrange(len(sent))
    byte = bytes([random.choice((0, 9, 10, 13, 32, 58, 47, 127, 128, 255, random.randrange(256)))])
    return random.choice((sent[:at] + byte + sent[at + 1 :], sent[:at] + byte + sent[at:], sent[:at] + sent[at + 2 :]))
