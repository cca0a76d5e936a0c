"""What somebody may have meant who found nothing: words of the site that are written nearly alike."""

from difflib import get_close_matches

from sqlalchemy import select

from ..articles.models import Article
from ..db import db
from . import index, queries
from .engine import engine
from .query import Term
from .words import words

SHORTEST = 4  # letters of a word that may be mistyped
MOST = 3  # words that are offered others, which takes some milliseconds each
ALIKE = 0.75  # of 1, as `difflib` counts
SOME = 3  # pieces that are looked at for how a word is written
TEXTS = select(Article.title, Article.standfirst, Article.body_html, Article.disclaimer).where(Article.is_live)


def meant(text: str) -> str:
    """The same with each word that the site lacks as one that it has; nothing where there is none."""
    strange = [word for word in words(text) if _is_strange(word.key)][:MOST]
    instead = [(word, _instead(word.key)) for word in strange]
    for word, other in reversed(instead):
        text = text[: word.start] + (other or text[word.start : word.end]) + text[word.end :]
    return text if any(other for _, other in instead) else ""


def _is_strange(key: str) -> bool:
    """Whether it may be mistyped: one that the site lacks, and no number, nor a few letters that are like many."""
    return len(key) >= SHORTEST and not any(letter.isdigit() for letter in key) and not queries.is_known(key)


def _instead(key: str) -> str:
    found = get_close_matches(key, queries.near(key), n=1, cutoff=ALIKE)
    return _as_written(found[0]) if found else ""


def _as_written(key: str) -> str:
    """A word of the index as the site writes it, in small letters if it ever does."""
    first = ""
    here = engine()
    some = TEXTS.join(here.ARTICLES, here.ARTICLES.c.rowid == Article.id).where(here.ARTICLES_MATCH).limit(SOME)
    for row in db.session.execute(some, here.values([Term((key,))])):
        text = "\n".join((row.title, row.standfirst, index.text_of(row)))
        for word in words(text):
            if word.key == key:
                written = text[word.start : word.end]
                if written == written.lower():
                    return written
                first = first or written
    return first or key
