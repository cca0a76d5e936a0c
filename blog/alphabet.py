"""The order in which a language lists words: accents count last, but for letters that are its own."""

import unicodedata
from itertools import chain

LATIN = "abcdefghijklmnopqrstuvwxyz"
# Whose alphabet has more letters than these, or others; what it does not name is sorted as its bare letter.
ALPHABETS = {
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž",
    "da": LATIN + "æøå",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "fi": LATIN + "åäö",
    "is": LATIN + "þæö",
    "nb": LATIN + "æøå",
    "nn": LATIN + "æøå",
    "no": LATIN + "æøå",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "sv": LATIN + "åäö",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ur": "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیے",
}
# Letters of more than one sound, or with a stroke, which Unicode does not take apart.
APART = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ي": "ی", "ك": "ک"}
)
FIRST, OWN, OTHER = range(3)  # digits and signs, the letters of the language, and those of others

Key = tuple[list[tuple[int, int]], str]


def key(text: str, language: str) -> Key:
    """What a word of a site in this language is sorted by."""
    alphabet = ALPHABETS.get(language.partition("-")[0].lower(), LATIN)
    small = text.replace("I", "ı").replace("İ", "i") if "ı" in alphabet else text
    letters = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", small).casefold())
    return [_place(c, alphabet) for c in chain.from_iterable(_letters(c, alphabet) for c in letters)], text


def _letters(character: str, alphabet: str) -> str:
    """The letter itself where the alphabet has it, and else those that it stands for there."""
    if character in alphabet:
        return character
    parts = unicodedata.normalize("NFD", character.translate(APART))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _place(character: str, alphabet: str) -> tuple[int, int]:
    if (index := alphabet.find(character)) >= 0:
        return OWN, index
    return (OTHER if unicodedata.category(character)[0] in "LM" else FIRST), ord(character)
