"""The site's language and time zone, for every page: UTC inside, the site's own outside."""

from datetime import UTC, date, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from flask import Flask, g
from flask_babel import Babel, format_date, format_decimal, format_time, get_domain, get_locale

from .config import ROOT
from .language import is_roman
from .site import queries
from .site.models import SiteSettings

CATALOGUES = ROOT / "blog" / "translations"
# The languages that the site's own words are in, as each calls itself.
INTERFACES = {
    tag: str(Locale(tag).get_display_name(tag))
    for tag in ("en", *sorted(file.parts[-3] for file in CATALOGUES.glob("*/LC_MESSAGES/messages.mo")))
}


def init_app(app: Flask) -> None:
    """Words, dates and `site` for templates; the same for every visitor, so that pages can be stored."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    Babel(app, locale_selector=_locale, timezone_selector=lambda: site().time_zone)
    app.jinja_env.filters |= {
        "day": day,
        "moment": moment,
        "hour": hour,
        "iso": iso,
        "number": format_decimal,
        "month": month,
        "month_of": month_of,
        "year": year,
    }
    app.jinja_env.tests["roman"] = is_roman
    drawn: Any = app.jinja_env.globals["ngettext"]

    @wraps(drawn)  # which also says that it takes the template's context
    def counted(context: Any, one: str, many: str, count: int, /, **values: Any) -> Any:
        """`ngettext` of templates, as ours below."""
        return drawn(context, one, many, count, **{"num": format_decimal(count)} | values)

    app.jinja_env.globals["ngettext"] = counted
    app.context_processor(lambda: {"site": site()})


def site() -> SiteSettings:
    """The site's settings, read once a request."""
    if "site" not in g:
        g.site = queries.settings()
    settings: SiteSettings = g.site
    return settings


def ngettext(one: str, many: str, count: int, /, **values: Any) -> str:
    """A phrase with a count in it, `%(num)s`, written as the site's language writes numbers."""
    words = str(get_domain().get_translations().ngettext(one, many, count))
    return words % ({"num": format_decimal(count)} | values)


def day(when: datetime) -> str:
    """14 March 2026, in the site's language and time zone."""
    return str(format_date(when, "long"))


def moment(when: datetime) -> str:
    """14 March 2026, 10:02; what stands between the two is the language's too."""
    return str(get_locale().datetime_formats["long"]).format(hour(when), day(when))


def hour(when: datetime) -> str:
    """10:02, in the site's time zone."""
    return str(format_time(when, "HH:mm"))


def month(first: date) -> str:
    """March, by its first day."""
    return str(format_date(first, "LLLL"))


def month_of(first: date) -> str:
    """March 2026."""
    return str(format_skeleton("yMMMM", first, locale=get_locale()))


def year(first: date) -> str:
    """2026, as the site's language writes it."""
    return str(format_skeleton("y", first, locale=get_locale()))


def iso(when: datetime) -> str:
    """For `<time datetime>`: the moment with the offset of the site's zone."""
    return when.astimezone(ZoneInfo(site().time_zone)).isoformat(timespec="seconds")


def to_utc(local: datetime | None) -> datetime | None:
    """What somebody typed as a date and time at this site, as a moment."""
    if local is None:
        return None
    return local.replace(tzinfo=ZoneInfo(site().time_zone)).astimezone(UTC)


def to_local(when: datetime | None) -> datetime | None:
    """A moment as the clock of the site shows it, for a form field."""
    return when.astimezone(ZoneInfo(site().time_zone)).replace(tzinfo=None) if when else None


def _locale() -> str:
    language = site().language
    try:
        # English of no country writes 14 March 2026; the bare language would mean that of the United States.
        return str(Locale.parse("en-001" if language == "en" else language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return "en"
