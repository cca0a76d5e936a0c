"""Where the bars and marks stand, in numbers."""

from datetime import UTC, date, datetime, timedelta

from blog.authoring.chart import GAP, LEAST, MOST_MARKS, STEP, TALLEST, WEEK, Week, draw, in_weeks, mondays

MONDAY = date(2026, 3, 9)


def weeks(*counts: tuple[int, int]) -> list[Week]:
    return [Week(MONDAY + WEEK * place, *each) for place, each in enumerate(counts)]


def test_weeks_begin_on_monday_and_end_with_the_one_after_today() -> None:
    for today in (MONDAY, MONDAY + timedelta(days=6)):
        assert mondays(today, 3) == [MONDAY - 2 * WEEK, MONDAY - WEEK, MONDAY, MONDAY + WEEK]


def test_a_moment_belongs_to_the_week_that_it_begins() -> None:
    begins = [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 9, 16)]
    second = timedelta(seconds=1)
    moments = [begins[0] - second, begins[0], begins[1] - second, begins[1], begins[2] - second, begins[2]]
    assert in_weeks(moments, begins) == [2, 2]


def test_the_most_is_the_tallest_and_the_rest_is_in_proportion() -> None:
    chart = draw(weeks((10, 0), (0, 0), (5, 0)))
    assert chart is not None
    assert [(bar.x, bar.y, bar.width, bar.height) for bar in chart.bars] == [
        (GAP / 2, 0, STEP - GAP, TALLEST),
        (2 * STEP + GAP / 2, TALLEST / 2, STEP - GAP, TALLEST / 2),
    ]
    assert (chart.width, chart.most, chart.comments, chart.pieces) == (3 * STEP, 10, 15, 0)


def test_one_comment_beside_thousands_is_still_seen() -> None:
    chart = draw(weeks((1, 0), (5_000, 0)))
    assert chart is not None
    assert chart.bars[0].height == LEAST


def test_each_piece_has_a_mark_below_the_line_as_far_as_there_is_room() -> None:
    chart = draw(weeks((0, 1), (0, 9)))
    assert chart is not None
    assert chart.bars == []
    assert len(chart.marks) == 1 + MOST_MARKS
    assert all(mark.y > TALLEST and mark.y + mark.height <= chart.height for mark in chart.marks)
    assert len({(mark.x, mark.y) for mark in chart.marks}) == len(chart.marks)


def test_where_nothing_happened_there_is_no_chart() -> None:
    assert draw(weeks((0, 0), (0, 0))) is None
    assert draw([]) is None
