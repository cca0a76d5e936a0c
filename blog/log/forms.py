"""What is looked for in the log, in the address of the page."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from ..audit.queries import Wanted
from ..audit.rules import Kind
from ..desk.period import PeriodFields
from ..forms import as_id
from .words import KINDS


class LogForm(PeriodFields, FlaskForm):
    """What kind, and when."""

    class Meta(FlaskForm.Meta):
        csrf = False  # it changes nothing

    kind = SelectField(_l("What"), default="")
    comment = HiddenField()
    batch = HiddenField()

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **options)
        self.kind.choices = [("", _l("All")), *KINDS.items()]

    def wanted(self) -> Wanted:
        """The plain values to look for."""
        since, until = self.period()
        return Wanted(
            kind=Kind(self.kind.data) if self.kind.data else None,
            since=since,
            until=until,
            comment_id=as_id(self.comment.data),
            batch_id=self.batch.data or "",
        )
