"""A piece as it is read elsewhere: its clean HTML, in which every address begins with that of this site."""

from html import escape
from html.parser import HTMLParser

from ..links import absolute

ADDRESSES = ("href", "src")


def readable_elsewhere(html: str, here: str) -> str:
    """The same HTML with full addresses; a place in the piece itself (`#note-1`) is one at `here`, its own address."""
    parser = _Elsewhere(here)
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


class _Elsewhere(HTMLParser):
    """Writes what it reads, and draws anew only the tags that name an address."""

    def __init__(self, here: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._here = here

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(name in (*ADDRESSES, "srcset") for name, _ in attrs):
            drawn = (f' {name}="{escape(self._full(name, value or ""))}"' for name, value in attrs)
            self.parts.append(f"<{tag}{''.join(drawn)}>")
        else:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")

    def _full(self, name: str, value: str) -> str:
        if name == "srcset":
            return ", ".join(self._address(part.strip()) for part in value.split(","))
        return self._address(value) if name in ADDRESSES else value

    def _address(self, value: str) -> str:
        if value.startswith("#"):
            return self._here + value
        return absolute(value) if value.startswith("/") else value
