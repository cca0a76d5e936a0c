"""Answers are kept for one version, in so many bytes."""

from blog.pagecache.answers import Answer
from blog.pagecache.store import Store


def answer(size: int = 0) -> Answer:
    return Answer("200 OK", [], b"x" * size)


def test_an_answer_is_kept_until_the_version_is_another_one() -> None:
    store, kept = Store(10_000), answer()
    assert store.get("/", 1) is None
    store.put("/", 1, kept)
    assert store.get("/", 1) is kept
    assert store.get("/", 2) is None
    assert store.get("/", 1) is None  # also where a restore brought the former one back


def test_what_was_drawn_for_a_former_version_is_not_kept() -> None:
    store = Store(10_000)
    store.get("/", 2)
    store.put("/", 1, answer())
    assert store.get("/", 2) is None


def test_those_go_that_were_not_asked_for_longest() -> None:
    store = Store(3 * answer().size)
    store.get("/", 1)
    for path in ("/a", "/b", "/c"):
        store.put(path, 1, answer())
    store.get("/a", 1)
    store.put("/d", 1, answer())
    assert [path for path in ("/a", "/b", "/c", "/d") if store.get(path, 1)] == ["/a", "/c", "/d"]


def test_it_never_grows_over_its_bytes() -> None:
    store = Store(50_000)
    store.get("/", 1)
    for number in range(1_000):
        store.put(number, 1, answer(number * 10))
        assert store.used <= store.most
    store.put("large", 1, answer(30_000))
    assert store.get("large", 1) is None
    assert store.used == sum(kept.size for kept in store._answers.values())


def test_the_same_is_counted_once() -> None:
    store = Store(10_000)
    store.get("/", 1)
    for _ in range(2):
        store.put("/", 1, answer())
    assert store.used == answer().size
