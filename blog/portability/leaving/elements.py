"""Elements of XML with text in them, and what XML has no place for, which is taken out and counted."""

from html import escape

from ...plaintext import NO_CHAR


class Elements:
    """Writes elements, and knows how many characters it had to leave out."""

    def __init__(self) -> None:
        self.left_out = 0

    def one(self, name: str, value: object, **attributes: str) -> str:
        """An element with a text."""
        text = self._clean(str(value)).replace("]]>", "]]]]><![CDATA[>")
        said = "".join(f' {key}="{escape(self._clean(each))}"' for key, each in attributes.items())
        return f"<{name}{said}><![CDATA[{text}]]></{name}>\n"

    def within(self, name: str, values: dict[str, object]) -> str:
        """An element with others in it, each with a text."""
        return f"<{name}>\n{self.several(values)}</{name}>\n"

    def several(self, values: dict[str, object]) -> str:
        """Elements beside one another."""
        return "".join(self.one(name, value) for name, value in values.items())

    def meta(self, key: str, value: object) -> str:
        """Something that WordPress keeps about a post, under a name."""
        return self.within("wp:postmeta", {"wp:meta_key": key, "wp:meta_value": value})

    def _clean(self, text: str) -> str:
        cleaned, count = NO_CHAR.subn("", text)
        self.left_out += count
        return cleaned
