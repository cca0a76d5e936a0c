"""How threads are laid out on pages: pure, without an app."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from blog.comments.pages import MOST, THREADS, Layout, Place, Span, span

HERE = Span(1, 25)


def laid_out(*sizes: int) -> list[tuple[str, int, int]]:
    """The pages of threads that have so many comments: where each begins, and what it holds."""
    layout = Layout(HERE, list(enumerate(sizes, start=1)))
    return [(str(leaf.begins), leaf.start, leaf.stop) for leaf in layout.leaves]


def test_oldest_first_always_the_same_25_places_belong_together() -> None:
    for front in (1, 20, 30):
        assert {span(rank, front, newest_first=False) for rank in range(26, 51)} == {Span(26, 50)}


def test_newest_first_the_first_page_is_full_and_the_second_has_what_it_leaves() -> None:
    assert [span(rank, 61, newest_first=True) for rank in (61, 37, 36, 26, 25, 1)] == [
        Span(61, 37), Span(61, 37), Span(36, 26), Span(36, 26), Span(25, 1), Span(25, 1),
    ]  # fmt: skip


@given(st.integers(1, 300), st.booleans())
def test_every_place_belongs_to_one_span_of_at_most_25(front: int, newest_first: bool) -> None:
    ranks = range(1, front + 1) if newest_first else range(front, 301)
    spans = {rank: span(rank, front, newest_first=newest_first) for rank in ranks}
    for rank, found in spans.items():
        assert min(found) <= rank <= max(found)
        assert max(found) - min(found) < THREADS
        assert all(spans[other] == found for other in range(min(found), max(found) + 1) if other in spans)


def test_threads_that_fit_stand_on_one_page() -> None:
    assert laid_out(*[4] * 25) == [("1", 0, 100)]


def test_a_thread_that_does_not_fit_any_more_begins_the_next_page() -> None:
    assert laid_out(60, 30, 20, 80, 1) == [("1", 0, 90), ("3", 90, 190), ("5", 190, 191)]


def test_a_thread_that_is_too_long_goes_on_over_several_pages_and_the_last_takes_what_fits() -> None:
    assert laid_out(5, 230, 70, 1) == [
        ("1", 0, 5),
        ("2", 5, 105),
        ("2-2", 105, 205),
        ("2-3", 205, 305),
        ("4", 305, 306),
    ]


def test_the_first_page_is_named_by_its_first_place_even_if_nothing_stands_there_now() -> None:
    assert Layout(Span(26, 50), [(28, 1), (30, 1)]).leaves[0].begins == Place(26)


@given(st.lists(st.integers(1, 350), min_size=1, max_size=THREADS))
def test_every_comment_is_on_exactly_one_page_and_found_there(sizes: list[int]) -> None:
    layout = Layout(HERE, list(enumerate(sizes, start=1)))
    leaves = layout.leaves
    assert (leaves[0].start, leaves[-1].stop) == (0, sum(sizes))
    assert all(here.stop == following.start for here, following in pairwise(leaves))
    assert all(0 < leaf.stop - leaf.start <= MOST for leaf in leaves)
    before = 0
    for rank, size in layout.threads.items():
        for earlier in {0, size // 2, size - 1}:
            leaf = leaves[layout.at(rank, earlier)]
            assert leaf.start <= before + earlier < leaf.stop
        before += size


@given(st.lists(st.integers(1, 350), min_size=1, max_size=THREADS))
def test_a_page_is_found_again_by_where_it_begins(sizes: list[int]) -> None:
    layout = Layout(HERE, list(enumerate(sizes, start=1)))
    for index, leaf in enumerate(layout.leaves):
        assert layout.at(leaf.begins.rank, (leaf.begins.part - 1) * MOST) == index
