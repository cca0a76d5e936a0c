"""What shows why something was found."""

from blog.search.query import parse
from blog.search.snippets import LENGTH, Part, marked, snippet


def plain(parts: list[Part]) -> str:
    return "".join(f"[{words}]" if is_found else words for words, is_found in parts)


def test_what_was_looked_for_is_marked_as_it_is_written() -> None:
    assert plain(marked("The Café of the cafés", parse("cafe"))) == "The [Café] of the [cafés]"


def test_words_that_stand_together_are_marked_together_only() -> None:
    assert plain(marked("A foo, a bar and foo-bars", parse("foo-bar"))) == "A foo, a bar and [foo-bars]"


def test_pairs_that_follow_each_other_are_one_mark() -> None:
    assert plain(marked("私は東京都に行く", parse("東京都"))) == "私は[東京都]に行く"


def test_the_paragraph_that_has_most_of_them_is_shown() -> None:
    text = "A bridge.\nThe river and the bridge.\nThe river."
    assert plain(snippet(text, parse("river bridge"))) == "The [river] and the [bridge]."


def test_a_long_paragraph_is_cut_around_what_was_found_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(300))
    shown = plain(snippet(f"{words} needle {words}", parse("needle")))
    assert shown.startswith("… word")
    assert shown.endswith(" …")
    assert "[needle]" in shown
    assert LENGTH * 0.7 < len(shown) < LENGTH + 10
    assert set(shown.strip("… ").replace("[needle]", "needle").split()) <= {*words.split(), "needle"}


def test_one_endless_word_is_cut_too() -> None:
    assert "[東西]" in plain(snippet("京" * 1000 + "東西" + "京" * 1000, parse("東西")))


def test_nothing_is_shown_of_a_text_that_has_none_of_them() -> None:
    assert snippet("Some words.", parse("other")) == []
    assert snippet("", parse("other")) == []
