"""What a page names that a browser fetches with it."""

from collections.abc import Mapping
from html.parser import HTMLParser

PARTS = ("stylesheet", "preload", "modulepreload")


class Parts(HTMLParser):
    """Addresses of stylesheets, faces, scripts and pictures; icons, which a browser keeps for a site, are left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Mapping[str, str | None] = dict(attrs)
        address = given.get("href") if tag == "link" and given.get("rel") in PARTS else given.get("src")
        if address:
            self.found[address] = None
