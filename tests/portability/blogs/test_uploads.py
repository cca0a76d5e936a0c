"""Why a file of the old site is not taken is said as the library says it."""

from blog.media import rules
from blog.portability.blogs.uploads import REFUSALS


def test_the_words_are_those_of_the_library() -> None:
    assert REFUSALS.items() <= rules.REFUSALS.items()
