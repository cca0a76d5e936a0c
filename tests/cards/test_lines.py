"""Where the lines of a headline end."""

from hypothesis import given
from hypothesis import strategies as st

from blog.cards import lines
from blog.cards.lines import balanced, wrapped

texts = st.text(st.sampled_from("ab -,、。「」あ漢क्षि\u200d🌷\u0301"), max_size=40)
widths = st.lists(st.tuples(st.floats(1, 100), st.floats(0, 5)), min_size=1, max_size=30)


def test_a_line_ends_at_a_space_or_after_a_hyphen() -> None:
    assert lines.parts("The well-known post") == ["The ", "well-", "known ", "post"]


def test_chinese_and_japanese_end_anywhere_but_not_before_a_comma_or_after_a_bracket() -> None:
    assert lines.parts("古い橋、「手紙」") == ["古", "い", "橋、", "「手", "紙」"]


def test_korean_ends_at_its_spaces() -> None:
    assert lines.parts("오래된 다리") == ["오래된 ", "다리"]


def test_a_syllable_of_hindi_and_an_emoji_of_several_signs_stay_whole() -> None:
    assert lines.clusters("क्षित्र") == ["क्षि", "त्र"]
    assert lines.clusters("a👩🏽\u200d🌾b") == ["a", "👩🏽\u200d🌾", "b"]


@given(texts)
def test_nothing_is_lost_where_text_is_cut(text: str) -> None:
    assert "".join(lines.parts(text)) == "".join(lines.clusters(text)) == text


def test_lines_are_as_even_as_can_be() -> None:
    four = [(30.0, 5.0)] * 4
    assert wrapped(four, 105) == [range(3), range(3, 4)]
    assert balanced(four, 105) == [range(2), range(2, 4)]


def test_the_space_at_the_end_of_a_line_needs_no_room() -> None:
    assert wrapped([(50, 10), (40, 10), (1, 0)], 100) == [range(2), range(2, 3)]


@given(widths, st.floats(20, 300))
def test_even_lines_are_no_more_and_no_longer(parts: list[tuple[float, float]], room: float) -> None:
    found = balanced(parts, room)
    assert len(found) == len(wrapped(parts, room))
    assert [at for line in found for at in line] == list(range(len(parts)))
    for line in found:
        used = sum(width + space for width, space in parts[line.start : line.stop]) - parts[line.stop - 1][1]
        assert used <= room + 0.001 or len(line) == 1
