"""What an article is, in the words of schema.org, for programs that read its page."""

from collections.abc import Sequence
from typing import Any

from ..articles.around import Corrected
from ..articles.pieces import Piece
from ..links import absolute, address
from ..locale import iso, site
from .cards import shared


def linked(article: Piece, corrections: Sequence[Corrected], comment_count: int) -> dict[str, Any]:
    """A BlogPosting. Its template writes it with `tojson`, which leaves no sign that could end the script's element."""
    author, image = article.author or site().author, shared(article)
    moments = [article.published_at, article.revised_at, *(correction.made_at for correction in corrections)]
    publisher = {"@type": "Organization", "name": site().title, "url": absolute(address("reading.home"))}
    known = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": article.title,
        "description": article.summary or article.standfirst,
        "url": absolute(address("reading.article", slug=article.slug)),
        "image": absolute(image.shared[0]) if image else "",
        "datePublished": iso(article.published_at),
        "dateModified": iso(max(moment for moment in moments if moment)),
        "inLanguage": article.language,
        # What nobody signed is the paper's; reader modes would take the date for the author.
        "author": {"@type": "Person", "name": author} if author else publisher,
        "publisher": publisher,
        "correction": [
            {"@type": "CorrectionComment", "text": correction.text, "datePublished": iso(correction.made_at)}
            for correction in corrections
        ],
    }
    return {name: value for name, value in known.items() if value} | {"commentCount": comment_count}
