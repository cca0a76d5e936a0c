"""Code in colours: marked up once, when the article is saved; the stylesheet has few of them (`article.css`)."""

from pygments import highlight as draw
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LONGEST = 50_000  # characters; what is longer is no example

_FORMATTER = HtmlFormatter(nowrap=True)


def highlight(code: str, language: str, attributes: str) -> str:
    """HTML of the lines of a fenced block, by the name behind its fence; empty, so that it is drawn plainly, when that
    is none that Pygments knows (https://pygments.org/languages/).
    """
    if len(code) > LONGEST:
        return ""
    try:
        return str(draw(code, get_lexer_by_name(language, stripnl=False), _FORMATTER))
    except ClassNotFound:
        return ""
