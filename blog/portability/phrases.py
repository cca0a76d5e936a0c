"""Words of a report: in English for the command, and with what stands in them, so that the desk words them anew."""

from typing import Any


class Phrase(str):
    """A phrase of the catalogues, filled in English; its values may be such phrases themselves."""

    words: str
    values: dict[str, Any]


class Refusal(Exception):
    """Something is not taken; `words` says why, and is a phrase where it is ours."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def phrase(words: str, /, **values: Any) -> Phrase:
    """A phrase with what stands in it; `pybabel` finds it by the name of this function."""
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    made = Phrase(words % shown)
    made.words, made.values = words, values
    return made


def kept(said: Any) -> Any:
    """The same as plain values, `[words, values]`; what is no phrase stays what it is."""
    if not isinstance(said, Phrase):
        return said
    return [said.words, {name: kept(value) for name, value in said.values.items()}]
