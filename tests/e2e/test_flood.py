"""Writers and readers at once, for a moment; the long form is in `tests/torture/test_flood.py`."""

from tests.databases import run
from tests.e2e.conftest import Server
from tests.e2e.flood import addresses, commenting, flood, guessing
from tests.e2e.proxies import bare

SOON = 1000  # milliseconds; the slowest are measured by the long form, on a machine that does nothing else
ANSWERS = {303, 422, 429, 503}


def test_twenty_writers_at_once_lose_no_word_and_readers_go_on(server: Server) -> None:
    front = bare(server)
    readers, writers = flood(front, 3, commenting(front), addresses(20, network=4))
    assert set(readers.statuses) == {200}
    assert set(writers.statuses) <= ANSWERS
    assert writers.lost == []
    assert readers.percentile(50) < SOON
    assert stored(server) >= writers.receipts.keys() != set()


def test_a_hundred_who_guess_the_password_at_once_keep_nobody_from_reading(server: Server) -> None:
    front = bare(server)
    readers, guesses = flood(front, 3, guessing(front), addresses(100, network=5))
    assert set(readers.statuses) == {200}
    assert readers.percentile(50) < SOON
    assert set(guesses.statuses) <= ANSWERS


def stored(server: Server) -> set[str]:
    """The words of each comment; and none is there twice."""
    words = [body for (body,) in run(server.instance, "SELECT body FROM comment")]
    assert len(set(words)) == len(words)
    return set(words)
