"""The site's language and time zone, for every page: UTC inside, the site's own outside."""

from datetime import UTC, date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from flask import Flask, g
from flask_babel import Babel, format_date, get_domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from .config import ROOT
from .language import is_roman
from .site import queries
from .site.models import SiteSettings

MOMENTS = 512  # that are worded once for all pages: those of what is drawn most, as each worker holds its own
CATALOGUES = ROOT / "blog" / "translations"


def init_app(app: Flask) -> None:
    """Words, dates and `site` for templates; the same for every visitor, so that pages can be stored."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    Babel(app, locale_selector=lambda: _locale_of(site().language), timezone_selector=lambda: site().time_zone)
    app.jinja_env.filters |= {
        "day": day,
        "moment": moment,
        "hour": hour,
        "iso": iso,
        "number": number,
        "month": month,
        "month_of": month_of,
        "year": year,
    }
    app.jinja_env.tests["roman"] = is_roman
    app.jinja_env.globals |= {"_": phrase, "gettext": phrase, "ngettext": counted}
    app.context_processor(lambda: {"site": site()})


@cache
def interfaces() -> dict[str, str]:
    """The languages that the site's own words are in, as each calls itself; to know that takes 2 MB for each."""
    tags = ("en", *sorted(file.parts[-3] for file in CATALOGUES.glob("*/LC_MESSAGES/messages.mo")))
    return {tag: str(Locale(tag).get_display_name(tag)) for tag in tags}


def site() -> SiteSettings:
    """The site's settings, read once a request."""
    found: SiteSettings | None = g.get("site")
    if found is None:
        found = g.site = queries.settings()
    return found


@pass_eval_context
def phrase(drawn: EvalContext, words: str, /, **values: Any) -> str:
    """`_()` of templates, of which a page has a hundred; what is put into markup is escaped."""
    if values:
        return _words(_translations(), words, bool(drawn.autoescape)) % values
    return _all_words(_translations(), words, bool(drawn.autoescape))


@pass_eval_context
def counted(drawn: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    """`ngettext` of templates, as ours below."""
    words = _translations().ngettext(one, many, count)
    return (Markup(words) if drawn.autoescape else words) % ({"num": number(count)} | values)  # noqa: S704 - words of our own


def ngettext(one: str, many: str, count: int, /, **values: Any) -> str:
    """A phrase with a count in it, `%(num)s`, written as the site's language writes numbers."""
    words = _translations().ngettext(one, many, count)
    return words % ({"num": number(count)} | values)


def number(count: float) -> str:
    """A number as the site's language writes it."""
    return _number(count, site().language)


def day(when: date) -> str:
    """14 March 2026, in the site's language, and of a moment in its time zone."""
    return _day(when, site().language, site().time_zone)


def moment(when: datetime) -> str:
    """14 March 2026, 10:02; what stands between the two is the language's too."""
    here = site()
    return _moment(when, here.language, here.time_zone)


def hour(when: datetime) -> str:
    """10:02, in the site's time zone."""
    return _hour(when, site().language, site().time_zone)


def month(first: date) -> str:
    """March, by its first day."""
    return str(format_date(first, "LLLL"))


def month_of(first: date) -> str:
    """March 2026."""
    return str(dates.format_skeleton("yMMMM", first, locale=get_locale()))


def year(first: date) -> str:
    """2026, as the site's language writes it."""
    return str(dates.format_skeleton("y", first, locale=get_locale()))


def iso(when: datetime) -> str:
    """For `<time datetime>`: the moment with the offset of the site's zone."""
    return _iso(when, site().time_zone)


def to_utc(local: datetime | None) -> datetime | None:
    """What somebody typed as a date and time at this site, as a moment."""
    if local is None:
        return None
    return local.replace(tzinfo=ZoneInfo(site().time_zone)).astimezone(UTC)


def to_local(when: datetime | None) -> datetime | None:
    """A moment as the clock of the site shows it, for a form field."""
    return when.astimezone(ZoneInfo(site().time_zone)).replace(tzinfo=None) if when else None


# Each phrase is worded once for all the pages that show it, and so are moments and numbers.
@lru_cache(maxsize=4096)
def _words(translations: NullTranslations, words: str, as_markup: bool) -> str:
    found = translations.gettext(words)
    return Markup(found) if as_markup else found  # noqa: S704 - words of our own


@lru_cache(maxsize=4096)
def _all_words(translations: NullTranslations, words: str, as_markup: bool) -> str:
    return _words(translations, words, as_markup) % {}


@lru_cache(maxsize=MOMENTS)
def _number(count: float, language: str) -> str:
    return numbers.format_decimal(count, locale=_locale_of(language))


@lru_cache(maxsize=MOMENTS)
def _day(when: date, language: str, zone: str) -> str:
    here = when.astimezone(ZoneInfo(zone)) if isinstance(when, datetime) else when
    return dates.format_date(here, "long", _locale_of(language))


@lru_cache(maxsize=MOMENTS)
def _hour(when: datetime, language: str, zone: str) -> str:
    return dates.format_time(when, "HH:mm", ZoneInfo(zone), _locale_of(language))


@lru_cache(maxsize=MOMENTS)
def _moment(when: datetime, language: str, zone: str) -> str:
    form = str(_locale_of(language).datetime_formats["long"])
    return form.format(_hour(when, language, zone), _day(when, language, zone))


@lru_cache(maxsize=MOMENTS)
def _iso(when: datetime, zone: str) -> str:
    return when.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _translations() -> NullTranslations:
    """What the site's language says for each phrase, found once a request."""
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = get_domain().get_translations()
    return found


@cache
def _locale_of(language: str) -> Locale:
    try:
        # English of no country writes 14 March 2026; the bare language would mean that of the United States.
        return Locale.parse("en-001" if language == "en" else language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
