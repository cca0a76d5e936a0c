"""The words of a piece or letter as WordPress stores them: HTML that its own paragraphs do no harm to."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from ...articles.elsewhere import readable_elsewhere
from ...db import AnyRow
from ..blogs import markdown
from ..blogs.inline import Here
from ..blogs.wordpress.content import BLOCKS

KEPT = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
# WordPress makes a break of every line's end that stands in a text, and none of what stands between blocks.
ENDS = re.compile(rf"(</(?:{BLOCKS})>|<hr>) *")
# WordPress fetches one file of a picture, and knows it by its address.
FORMATS = re.compile(r"</?picture>|<source\b[^>]*>")
PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
SIZES = re.compile(r' (?:srcset|sizes|loading)="[^"]*"')
SHORTCODE = re.compile(r"\[(?=/?[a-z])", re.IGNORECASE)  # which these words are not, whatever they look like
NOWHERE = Here(lambda _address: None, lambda _address: None, is_letter=True)
MORE = re.compile(r"<(?!/?(?:p|br|a|em|strong|code)\b)")  # than a letter of plain paragraphs has


def piece(row: AnyRow, corrections: Iterable[AnyRow], address: str) -> str:
    """A whole piece, with what stands around its text here, and full addresses in it."""
    parts = "\n".join(_parts(row, corrections))
    lines = (
        part if number % 2 else ENDS.sub("\\1\n\n", part.replace("\n", " "))
        for number, part in enumerate(KEPT.split(parts))
    )
    html = PICTURE.sub(lambda picture: SIZES.sub("", picture[0]), FORMATS.sub("", "".join(lines)))
    return readable_elsewhere(SHORTCODE.sub("&#91;", html).strip(), address)


def letter(html: str) -> str:
    """A letter as its writer would have typed it there: lines, with an empty one between paragraphs."""
    if MORE.search(html):
        return html
    return html.replace("</p>\n", "\n\n").replace("</p>", "").replace("<p>", "").replace("<br>\n", "\n").strip()


def gives(html: str, body: str) -> bool:
    """Whether it is seen at once that the HTML of a letter gives back the Markdown that it was made from."""
    return bool(markdown.PLAIN.fullmatch(html)) and markdown.letter(html, NOWHERE) == body


def _parts(row: AnyRow, corrections: Iterable[AnyRow]) -> Iterator[str]:
    if row.standfirst:
        yield f"<p><em>{escape(row.standfirst, quote=False)}</em></p>"
    yield row.body_html
    for each in corrections:
        yield f"<p><small>{each.made_at:%Y-%m-%d}: {escape(each.text, quote=False)}</small></p>"
    for words in row.disclaimer.split("\n\n"):
        if words:
            yield f"<p><small>{escape(words, quote=False)}</small></p>"
    if row.source_url:
        yield f'<p><a href="{escape(row.source_url)}">{escape(row.source_name or row.source_url, quote=False)}</a></p>'
    elif row.source_name:
        yield f"<p>{escape(row.source_name, quote=False)}</p>"
