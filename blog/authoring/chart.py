"""Where the bars and marks of the weeks stand. Knows no Flask and no database."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WEEK = timedelta(weeks=1)
STEP, GAP = 20, 6  # from one week to the next, and how much of that stays empty
TALLEST, LEAST = 60, 2  # a bar
MARK, MOST_MARKS = 6, 3  # the side of a mark with the space after it, and how many of them a week has room for


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in the week that begins on this Monday."""

    begins: date
    comments: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, as SVG takes it."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The weeks, and how they are drawn in a field of `width` and `height`."""

    weeks: Sequence[Week]
    bars: list[Box]
    marks: list[Box]
    width: int
    height: int
    foot: int  # what is below the line on which the bars stand
    most: int  # comments in one week

    @property
    def comments(self) -> int:
        """How many comments came in all."""
        return sum(week.comments for week in self.weeks)

    @property
    def pieces(self) -> int:
        """How many pieces were published in all."""
        return sum(week.pieces for week in self.weeks)


def mondays(today: date, weeks: int) -> list[date]:
    """The beginnings of so many weeks, the last of which is today's, and of the one that follows."""
    this = today - timedelta(days=today.weekday())
    return [this + WEEK * number for number in range(1 - weeks, 2)]


def in_weeks(moments: Sequence[datetime], begins: Sequence[datetime]) -> list[int]:
    """How many moments lie between each two of these; what lies before or after them is left out."""
    counts = [0] * (len(begins) + 1)
    for moment in moments:
        counts[bisect_right(begins, moment)] += 1
    return counts[1:-1]


def draw(weeks: Sequence[Week]) -> Chart | None:
    """The chart of these weeks, or nothing where nothing happened."""
    most = max((week.comments for week in weeks), default=0)
    if not most and not any(week.pieces for week in weeks):
        return None
    bars = [_bar(place, week.comments, most) for place, week in enumerate(weeks) if week.comments]
    marks = [_mark(place, row) for place, week in enumerate(weeks) for row in range(min(week.pieces, MOST_MARKS))]
    foot = MARK * (MOST_MARKS + 1)
    return Chart(weeks, bars, marks, STEP * len(weeks), TALLEST + foot, foot, most)


def _bar(place: int, count: int, most: int) -> Box:
    height = max(LEAST, round(TALLEST * count / most, 1))
    return Box(place * STEP + GAP / 2, TALLEST - height, STEP - GAP, height)


def _mark(place: int, row: int) -> Box:
    side = MARK - 2
    return Box(place * STEP + (STEP - side) / 2, TALLEST + MARK * (row + 0.75), side, side)
