"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

TOKEN = b"the-token-of-the-session"  # in the place of one that only that page's session had


@dataclass
class Form:
    """Where it goes, and what it carries before anything is typed."""

    action: str
    method: str
    is_multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Finds them; a button that leads elsewhere makes another one of the same fields."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.choices = address, list[Form](), dict[str, str]()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = urljoin(self.address, values.get("action", ""))
            self.forms.append(Form(action, values.get("method", "get").upper(), "enctype" in values))
        elif self.forms and tag in ("input", "textarea", "select", "button") and "name" in values:
            value = TOKEN.decode() if values["name"] == "csrf_token" else values.get("value", "A few words.")
            self.forms[-1].fields.append((values["name"], value))
        if tag == "button" and "formaction" in values:
            last = self.forms[-1]
            self.forms.append(Form(urljoin(self.address, values["formaction"]), "POST", last.is_multipart, last.fields))


def forms(address: str, page: str) -> list[Form]:
    """All of a page that stands at an address."""
    reader = Reader(address)
    reader.feed(page)
    return reader.forms
