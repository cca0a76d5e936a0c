"""What came in and what went out, week by week, for the chart over the list."""

from datetime import datetime, time

from ..articles import listing
from ..comments import activity
from ..locale import to_local, to_utc
from .chart import Chart, Week, draw, in_weeks, mondays


def chart_of_weeks(now: datetime) -> Chart | None:
    """The last half year, in weeks that begin on Monday by the site's clock; nothing where nothing happened."""
    days = mondays((to_local(now) or now).date(), activity.WEEKS)
    begins = [moment for day in days if (moment := to_utc(datetime.combine(day, time())))]
    published = in_weeks(listing.published_since(begins[0]), begins)
    return draw([Week(*each) for each in zip(days, activity.received(begins), published, strict=False)])
