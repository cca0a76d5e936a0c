"""What a language tag (BCP 47: `en`, `pa-Arab`, `pt-BR`) says. Knows no Flask and no database."""

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Nkoo", "Syrc", "Thaa"}
TAG = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*")


def is_language(tag: str) -> bool:
    """Whether it has the form of a language tag."""
    return TAG.fullmatch(tag) is not None


@lru_cache(maxsize=256)
def direction(tag: str) -> str:
    """`rtl` or `ltr`: which way the words of a language run."""
    parts = tag.split("-")
    if any(part.title() in RIGHT_TO_LEFT_SCRIPTS for part in parts[1:]):
        return "rtl"
    try:
        return Locale.parse(parts[0]).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def is_roman(tag: str) -> bool:
    """Whether the words of a language are written in Latin letters, as far as anybody knows."""
    language, *parts = tag.split("-")
    script = next((part.title() for part in parts if len(part) == 4 and part.isalpha()), "")
    return "Latn" in (script or get_global("likely_subtags").get(language.lower(), "Latn"))
