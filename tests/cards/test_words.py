"""Words are set as large as they have room, in a few lines, and cut off where they have none."""

from hypothesis import given
from hypothesis import strategies as st

from blog.cards.words import MORE, Block, fit, words
from blog.plaintext import plain

SAMPLES = "aé ,.-—\u200d\u200c\ufe0f\u0301🌷❤👩🏽कक्षिپکא漢あ、「」한สะ1٢۳%$()[]\u00a0\u00ad\u200b\u0903"
anything = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(SAMPLES)), max_size=60)
languages = st.sampled_from(["en", "ur", "ar", "hi", "ja", "zz", "pa-Arab", "x-private", "zh-Hant"])
SIZES = (100, 70, 40)


def block(text: str, width: float = 1000, height: float = 400, most: int = 99, language: str = "en") -> Block:
    found = words(text, language)
    assert found
    return fit(found, SIZES, width, height, most)


def lines(block: Block) -> list[str]:
    return ["".join(run.text for run in line) for line in block.lines]


def test_a_short_headline_is_larger_than_a_long_one() -> None:
    assert [block(text).size for text in ("Plums", "plums " * 20, "plums " * 45)] == list(SIZES)


def test_every_word_of_what_fits_is_there() -> None:
    assert " ".join(lines(block("plums " * 45))) == " ".join(["plums"] * 45)


def test_what_does_not_fit_ends_with_a_sign_and_at_the_end_of_a_word() -> None:
    found = lines(block("plums " * 80))
    assert found[-1].endswith(f"plums{MORE}")
    assert len(found) < len(lines(block("plums " * 80, height=9999)))


def test_a_word_is_made_smaller_before_it_is_cut_up() -> None:
    found = block("W" * 11)
    assert (found.size, lines(found)) == (70, ["W" * 11])


def test_a_word_that_fits_in_no_size_is_cut_up() -> None:
    found = lines(block("W" * 50))
    assert len(found) > 1
    assert "".join(found) == "W" * 50


def test_a_single_line_that_is_asked_for_is_one() -> None:
    assert len(block("plums " * 10).lines) > 1
    assert lines(block("plums " * 40, most=1)) == [f"plums plums plums plums plums plums plums{MORE}"]


def test_no_line_is_longer_than_its_room() -> None:
    for text in ("plums " * 45, "W" * 50, "The quick brown fox " * 9):
        found = block(text)
        assert max(sum(run.length(found.size) for run in line) for line in found.lines) <= 1000 + 4


@given(anything, languages)
def test_whatever_can_be_drawn_has_room(text: str, language: str) -> None:
    if found := words(plain(text), language):
        set_words = fit(found, SIZES, 1000, 400)
        assert all(sum(run.length(set_words.size) for run in line) <= 1000 + 6 for line in set_words.lines)
        assert set_words.height <= 401 or len(set_words.lines) == 1


def test_words_of_two_directions_stand_in_the_order_of_reading(other_faces: None) -> None:
    first, *_rest, last = block("پل BBC 2026 خط", language="ur").lines[0]
    assert (first.text.strip(), last.text.strip()) == ("خط", "پل")


def test_words_that_cannot_be_drawn_are_none(no_other_faces: None) -> None:
    assert words("پل", "ur") is None
    assert words("", "en") is None
