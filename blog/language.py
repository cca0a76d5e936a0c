"""What a language tag (BCP 47: `en`, `pa-Arab`, `pt-BR`) says. Knows no Flask and no database."""

import re

from babel import Locale, UnknownLocaleError

RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Nkoo", "Syrc", "Thaa"}
TAG = re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*")


def is_language(tag: str) -> bool:
    """Whether it has the form of a language tag."""
    return TAG.fullmatch(tag) is not None


def direction(tag: str) -> str:
    """`rtl` or `ltr`: which way the words of a language run."""
    parts = tag.split("-")
    if any(part.title() in RIGHT_TO_LEFT_SCRIPTS for part in parts[1:]):
        return "rtl"
    try:
        return Locale.parse(parts[0]).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"
