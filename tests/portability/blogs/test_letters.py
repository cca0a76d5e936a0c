"""The ids of letters are kept in little room, and none is taken for another."""

import tracemalloc

import pytest

from blog.portability.blogs.letters import Numbers


@pytest.mark.parametrize(
    "numbers",
    [[0], [511, 512], [1, 1, 1], [3, 10**17], [10**18 - 1, 2**63, 2**64 + 1, 10**40], [-1, -512, -513, -(10**18)]],
)
def test_a_number_is_known_once_it_was_given_and_its_neighbours_are_not(numbers: list[int]) -> None:
    known = Numbers()
    for number in numbers:
        assert numbers.count(number) > 1 or number not in known
        known.add(number)
    assert all(number in known for number in numbers)
    near = {number + step for number in numbers for step in (-513, -512, -1, 1, 512, 513)} | {
        -number for number in numbers
    }
    assert not any(number in known for number in near - set(numbers))


def test_a_hundred_thousand_in_a_row_take_less_than_a_byte_each() -> None:
    known = Numbers()
    tracemalloc.start()
    try:
        for number in range(1_000_000, 1_100_000):
            known.add(number)
        kept, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 100_000
    assert all(number in known for number in range(1_000_000, 1_100_000, 997))
