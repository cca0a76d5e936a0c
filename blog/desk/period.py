"""From one day to another, as what happened then is looked for."""

from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, ValidationError
from wtforms.validators import Optional

from ..locale import to_utc


class PeriodFields:
    """Two days, either of which may be missing."""

    since = DateField(_l("From"), [Optional()])
    until = DateField(_l("Until"), [Optional()])

    def validate_since(self, field: Any) -> None:
        """A year that every time zone and calendar can tell."""
        if field.data and not 1000 <= field.data.year <= 9000:
            raise ValidationError(_l("Enter a year between 1000 and 9000"))

    validate_until = validate_since

    def period(self) -> tuple[datetime | None, datetime | None]:
        """Its first moment, and the first one after it; a day begins and ends in the site's time zone."""
        since, until = self.since.data, self.until.data
        return (
            to_utc(datetime.combine(since, time())) if since else None,
            to_utc(datetime.combine(until + timedelta(days=1), time())) if until else None,
        )
