"""What a text looks like to a person, whatever its characters are. Knows no Flask and no database."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from linkify_it import tlds

from ..plaintext import as_typed, ascii_host

FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing
# Small letters and digits that are drawn like Latin letters (after Unicode's confusables.txt); i, l and 1 are one.
LOOK_ALIKES = {
    **str.maketrans("асԁеһјոорԛѕԝхуѵмтнвкгп", "acdehjnopqswxyvmthbkrn"),
    **str.maketrans("αεκνορτυχγωϲϳօսɑɡᴠᴢ", "aekvoptuxywcjouagvz"),
    **str.maketrans("0iı1іӏι", "ollllll"),
    **dict.fromkeys(map(ord, FILLERS)),
}
LONGEST_LOOK = 20_000  # letters: 5,000 of Hangul are 15,000 here, and of a sign that stands for eighteen each, 90,000
KEPT_MARKS = (0, 8)  # no mark at all, or one that makes another kana of a kana
ALPHABETS = ("LATIN", "CYRILLIC", "GREEK")  # those whose letters pass for one another's
ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
DOMAIN = re.compile(r"(?:[^\W_][\w-]{0,62}\.){1,8}(?:xn--[\w-]{1,59}|[^\W\d_]{2,63})", re.IGNORECASE)
WEB = re.compile(r"http(?=s?:/)", re.IGNORECASE)
SCHEME = re.compile(r"(?<!hxxp)(?<!hxxps):(?=//)|(?<=mailto):", re.IGNORECASE)
DOTTED = re.compile(r"(?<=[^\s.])\.(?=[^\s!-/:-@[-`{-~])")  # between letters of every kind, marks and signs
FILES = frozenset(("md", "py", "js", "ts", "sh", "rs", "pl", "cc", "so", "ps", "mov", "zip"))  # domains too, but rarely
TLDS = frozenset((*map(str.lower, tlds.TLDS), "example", "test"))  # of more than two letters
LETTERS = re.compile(r"[^\W\d_]+")
DISGUISED = 4  # letters: shorter ones are units and signs, as in kΩ
SHORT_TEXT = 13  # letters: what is shorter and the same, as "Thank you!", many people say
SHORT = 4  # words: shorter texts are alike by chance
SKETCHES = 4
ALIKE = 0.75  # of all their words


class Eye(dict[int, int | str | None]):
    """What `str.translate` asks once for each character, so that a long text costs no more than its different ones."""

    def __missing__(self, code: int) -> int | str | None:
        """What is seen of a character: what it looks like, itself, or nothing."""
        is_shown = unicodedata.combining(chr(code)) in KEPT_MARKS and unicodedata.category(chr(code)) != "Cf"
        seen = LOOK_ALIKES.get(code, code) if is_shown else None
        if code < 0x10000:  # all the others would fill the memory
            self[code] = seen
        return seen


_eye = Eye()


@lru_cache(maxsize=16)  # asked by each rule, of the same few texts
def look(text: str) -> str:
    """A text as the eye reads it: in small letters, each as the Latin one that it looks like, without accents."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return letters.translate(_eye)[:LONGEST_LOOK]


def letters_only(text: str) -> str:
    """Its letters, marks and numbers, without white space and signs."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return all(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Zs") or c in FILLERS for c in text)


def longest_word(text: str) -> int:
    """The number of characters in the longest unbroken run."""
    return max(map(len, text.split()), default=0)


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else (flat[:length].rpartition(" ")[0] or flat[:length]) + "…"


def dead(text: str) -> str:
    """A text for a mail, in which no program finds an address to make a link of: `hxxps://a[.]example`."""
    return DOTTED.sub("[.]", SCHEME.sub("[:]", WEB.sub("hxxp", text)))


def first_match(entries: Iterable[str], text: str) -> str | None:
    """The first of these words (or phrases; `*` stands for what may come before or after) that the eye would find."""
    seen = look(text)
    return next((entry for entry in entries if _pattern(entry).search(seen)), None)


@lru_cache(maxsize=2_000)
def _pattern(entry: str) -> re.Pattern[str]:
    bare = r"\s+".join(map(re.escape, look(entry).strip("*").split()))
    before, after = ("" if entry.startswith("*") else r"(?<!\w)"), ("" if entry.endswith("*") else r"(?!\w)")
    return re.compile(before + bare + after)


def mixed_word(text: str) -> str | None:
    """The first word that mixes alphabets which pass for one another, as in `pаypal` with a Cyrillic a."""
    for word in LETTERS.findall(ADDRESS.sub(" ", text)):
        if not word.isascii() and len(word) >= DISGUISED:
            alphabets = {unicodedata.name(c, "").partition(" ")[0] for c in word}
            if len(alphabets.intersection(ALPHABETS)) > 1:
                return str(word)
    return None


def shown_domain(words: str) -> str | None:
    """The first domain that the shown words of a link name, as a host; names of files look the same, and are none."""
    for found in DOMAIN.finditer(as_typed(words)):
        ending = found[0].rpartition(".")[2]
        if ending not in FILES and (len(ending) == 2 or ending in TLDS or not ending.isascii()):
            return ascii_host(found[0])
    return None


def is_shouting(text: str) -> bool:
    """Whether most of a text that is more than a word or two stands in capitals."""
    letters = [c for c in ADDRESS.sub(" ", text) if c.isalpha()]
    return len(letters) > 20 and sum(c.isupper() for c in letters) > 0.6 * len(letters)


@lru_cache(maxsize=16)  # asked twice of each comment
def likeness(text: str) -> tuple[int, ...]:
    """Keys of which texts that are nearly the same share one at least; whether they are, `are_alike` says.

    Each is the two smallest of the text's words by a hash of their own (min-wise hashing, A. Broder 1997): when one
    word in twenty differs, four such sketches agree in one with 99.8 %. A short text has one key, for all of it.
    """
    words = sorted(_words(text))
    if len(words) < SHORT:
        return (_hash(" ".join(["all", *words, letters_only(look(text))])),)
    return tuple(
        _hash(" ".join(sorted(words, key=lambda word: _hash(f"{number} {word}"))[:2]) + f" {number}")
        for number in range(SKETCHES)
    )


def are_alike(one: str, other: str) -> bool:
    """Whether most words of two texts are the same, whatever their case, signs, numbers and addresses."""
    words, others = _words(one), _words(other)
    if min(len(words), len(others)) < SHORT:
        letters = letters_only(look(one))
        return len(letters) >= SHORT_TEXT and letters == letters_only(look(other))
    return len(words & others) >= ALIKE * len(words | others)


def place_key(host: str) -> int:
    """What links to the same place share."""
    return _hash(f"place {host}")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", look(ADDRESS.sub(" ", text))))


def _hash(text: str) -> int:
    """A signed 64-bit number, as databases hold them."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
