"""Letters as a page shows them. Each is drawn once and kept: most pages are drawn anew as something else has changed.

What is kept is found by all that it is drawn from, so that it cannot be out of date.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from ..comments.threads import Letter
from ..locale import site

SHOWN = attrgetter(*(field.name for field in fields(Letter) if field.name != "replies"))


def drawer(slug: str, *, is_open: bool) -> Callable[[Letter], Markup]:
    """What draws the letters of an article, each without the answers to it; with a way to answer where it is open."""
    here = site()
    how = (slug, is_open, here.newest_first, here.language, here.time_zone)
    return lambda letter: _kept(SHOWN(letter), *how) if letter.id else _draw(letter)  # a draft is its writer's alone


@lru_cache(maxsize=250)  # of some kilobytes each
def _kept(shown: tuple[Any, ...], slug: str, is_open: bool, moves_on: bool, _language: str, _zone: str) -> Markup:
    return _draw(Letter(*shown), slug, is_open, moves_on)


def _draw(letter: Letter, *how: Any) -> Markup:
    found: Markup = get_template_attribute("_macros/letters.html", "letter")(letter, *how)
    return found
