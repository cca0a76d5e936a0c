"""From what people write to clean HTML: the one boundary, passed once, on write.

What it returns may be stored and then printed as it is. `comments` and `articles` read Markdown, `boundary` cleans.
"""

from .articles import Piece, article
from .comments import Letter, Link, comment, draw
from .here import NOTHING, Here, Shown

__all__ = ["MARKUP_VERSION", "NOTHING", "Here", "Letter", "Link", "Piece", "Shown", "article", "comment", "draw"]

MARKUP_VERSION = 3  # raise it when the same source would give other HTML
