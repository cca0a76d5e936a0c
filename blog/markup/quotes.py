"""The quotation marks of a language: outer and inner."""

QUOTES = {
    "bg": "„“„“", "ca": "«»“”", "cs": "„“‚‘", "de": "„“‚‘", "de-ch": "«»‹›", "el": "«»“”", "es": "«»“”",
    "fa": "«»‹›", "fi": "””’’", "fr": "«»“”", "fr-ch": "«»‹›", "he": "””’’", "hr": "„“‚‘", "hu": "„”»«",
    "it": "«»“”", "it-ch": "«»‹›", "ja": "「」『』", "nb": "«»‘’", "nn": "«»‘’", "no": "«»‘’", "pl": "„”«»",
    "pt-pt": "«»“”", "ro": "„”«»", "ru": "«»„“", "sk": "„“‚‘", "sl": "„“‚‘", "sr": "„”’’", "sv": "””’’",
    "uk": "«»„“", "zh-hant": "「」『』", "zh-tw": "「」『』",
}  # fmt: skip
ENGLISH = "“”‘’"
INSIDE = "\u202f"  # French sets a narrow space within its marks


def quotes_of(language: str) -> tuple[str, str, str, str]:
    """How a quotation begins and ends, and one within it, in a language or the nearest that is known."""
    tag = language.lower()
    marks = QUOTES.get(tag) or QUOTES.get(tag.partition("-")[0], ENGLISH)
    if tag.partition("-")[0] == "fr" and tag != "fr-ch":
        return f"{marks[0]}{INSIDE}", f"{INSIDE}{marks[1]}", marks[2], marks[3]
    return marks[0], marks[1], marks[2], marks[3]
