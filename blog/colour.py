"""The second ink of the pages: whether it can be read on their paper, and what it is in the dark. Pure.

Contrast is that of WCAG 2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio); lighter and darker is meant in OKLCH
(https://bottosson.github.io/posts/oklab/), in which a colour stays the same colour on its way.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import atan2, cos, floor, hypot, sin

ACCENT = "#9c2318"  # as `tokens.css` has it
INKS = (ACCENT, "#6e3b10", "#4d4a10", "#1a4d2e", "#0f4a52", "#1f3f7a", "#55307a", "#7d1d4f")  # to choose from
COLOUR = re.compile("#[0-9a-f]{6}")
# What it stands on, by the names of `tokens.css`, and the contrast that the smallest words need there.
LIGHT: Mapping[str, tuple[str, float]] = {"paper": ("#faf6ee", 7.0), "wash": ("#f9e9e2", 6.6)}
DARK: Mapping[str, tuple[str, float]] = {"paper": ("#16140f", 7.0), "wash": ("#38201a", 6.6)}
STEP = 0.004  # of lightness from 0 to 1: less than one can see

Triple = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether it is `#` and six hexadecimal digits in small letters."""
    return COLOUR.fullmatch(text) is not None


@lru_cache
def is_good(colour: str) -> bool:
    """Whether it is a colour that can be read on light pages."""
    return is_colour(colour) and lacking(colour) is None


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lacking(colour: str, grounds: Mapping[str, tuple[str, float]] = LIGHT) -> tuple[str, float, float] | None:
    """The first ground on which it has too little contrast: its name, what it has (cut to tenths) and needs."""
    for name, (ground, needed) in grounds.items():
        if (ratio := contrast(colour, ground)) < needed:
            return name, floor(ratio * 10) / 10, needed
    return None


def darker(colour: str) -> str:
    """The nearest darker one that can be read on light pages; itself where it can."""
    return next(each for each in _shades(colour, -STEP) if lacking(each) is None)


@lru_cache
def in_the_dark(colour: str) -> str:
    """The nearest lighter one that can be read on dark pages; itself where it can."""
    return next(each for each in _shades(colour, STEP) if lacking(each, DARK) is None)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shades(colour: str, step: float) -> Iterator[str]:
    """The colour itself, then on towards black or white, which is the last."""
    yield colour
    lightness, chroma, hue = _oklch(colour)
    while 0 < (lightness := lightness + step) < 1:
        yield _nearest(lightness, chroma, hue)
    yield "#ffffff" if step > 0 else "#000000"


def _nearest(lightness: float, chroma: float, hue: float) -> str:
    """As colourful as screens can show it."""
    shown = _rgb(lightness, chroma, hue)
    while chroma and not all(-0.0005 <= part <= 1.0005 for part in shown):
        chroma = chroma * 0.97 if chroma > 0.001 else 0.0
        shown = _rgb(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _curved(min(max(part, 0.0), 1.0))):02x}" for part in shown)


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _curved(part: float) -> float:
    return float(part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)


def _oklch(colour: str) -> Triple:
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short, hypot(a, b), atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> Triple:
    """Linear, and outside of 0 to 1 where no screen shows it."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
