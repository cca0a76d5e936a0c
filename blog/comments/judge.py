"""How much a comment reads like what the admin called spam before: naive Bayes, taught on this site. Knows no database.

Whoever keeps the counts adds one to each feature of a decided comment, and takes it away again when that is undone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice, pairwise
from math import exp, log
from statistics import fmean
from typing import NamedTuple

DECISIONS_NEEDED = 20
PROBABLY_SPAM = 0.9
MOST_FEATURES = 1_000
MOST_WORDS_NAMED = 4
LONGEST_TEXT = 5_000
LONGEST_WORD = 60  # or host; scripts without white space would otherwise make a word of each sentence
# Also what is written so that it is no link: `shop . com`. Only with these endings, as many a full stop has no space
# behind it, or one before it. No repetition is without an end, so that no text is slow.
LINK = re.compile(
    r"https?://(?:[^\s/@]{0,80}@)?([^\s/?#\\:@\"'<>()\[\]]+)"
    r"|(?<![\w.@-])((?:[\w-]{1,63}\.){0,4}[\w-]{2,63}(?:\.|\s{1,2}\.\s{0,2}(?=com|net|org|example))"
    r"(?:biz|cc|club|com|de|example|in|info|io|net|online|org|pro|ru|shop|site|store|top|tv|uk|xyz))\b"
)
SIGNS = frozenset({"shouting", "!!", "digits"})
NEVER_NAMED = SIGNS | {"http", "https", "www", "com", "net", "org", "example"}  # what every address has says nothing


class Counts(NamedTuple):
    """In how many comments of either kind."""

    spam: int
    ham: int


class Judgement(NamedTuple):
    """How probably it is spam, and what in it says so most."""

    probability: float
    words: tuple[str, ...]


def features(text: str, name: str, website: str, submitted_at: datetime) -> frozenset[str]:
    """What is counted of a comment: its words and pairs of words, its domains, and how it is written."""
    text, name, links = _plain(text), _plain(name), _hosts(text)
    found = [f"links:{min(len(links), 2)}", f"hour:{submitted_at.hour // 6}", *_signs(text)]
    found += [f"domain:{host}" for host in links + _hosts(website)]
    parts = _words(text), _words(name)
    found += [word for words in parts for word in words if word not in SIGNS]
    found += [f"{one} {two}" for words in parts for one, two in pairwise(words)]
    return frozenset(islice(dict.fromkeys(found), MOST_FEATURES))  # the same ones in every process: sets have no order


def judge(found: Mapping[str, Counts], total: Counts) -> Judgement | None:
    """Combine the features by the mean of their log-odds, after the geometric means of Gary Robinson's "A Statistical
    Approach to the Spam Problem" (2003): a long comment is no surer than a short one. None before enough is decided.
    """
    if total.spam + total.ham < DECISIONS_NEEDED or not total.spam or not total.ham:
        return None
    odds = {feature: _log_odds(counts, total) for feature, counts in found.items() if counts.spam or counts.ham}
    z = fmean(odds.values()) if odds else 0.0
    return Judgement(1 / (1 + exp(-2 * z)), tuple(islice(_strongest(odds), MOST_WORDS_NAMED)))


def _plain(text: str) -> str:
    """One form of each letter, without what is drawn as nothing."""
    normal = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])[:LONGEST_TEXT]
    return normal if normal.isascii() else "".join(c for c in normal if unicodedata.category(c) != "Cf")


def _hosts(text: str) -> list[str]:
    hosts = ("".join((linked or bare).split()).strip(".") for linked, bare in LINK.findall(_plain(text).lower()))
    return [host.removeprefix("www.")[-LONGEST_WORD:] for host in hosts if host]


def _signs(text: str) -> Iterator[str]:
    letters = [c for c in text if c.isalpha()]
    scripts: Counter[str] = Counter()
    for letter, times in Counter(letters).items():
        scripts[unicodedata.name(letter, "Unknown").split()[0].capitalize()] += times
    yield f"length:{min(len(text).bit_length(), 9)}"
    yield from (f"script:{script}" for script, _letters in scripts.most_common(1))
    if len(letters) > 10 and 2 * sum(map(str.isupper, letters)) > len(letters):
        yield "shouting"
    if re.search(r"[!$%]{2}", text):
        yield "!!"
    if re.search(r"\d{3}", text):
        yield "digits"


def _words(text: str) -> list[str]:
    """Runs of letters, digits and the marks on them: without those, Hindi would fall into syllables."""
    shown = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text.lower())
    return [word[:LONGEST_WORD] for word in "".join(shown).split()]


def _log_odds(counts: Counts, total: Counts) -> float:
    """What a feature says; the fewer comments it was in, the nearer to nothing."""
    spam, ham, n = counts.spam / total.spam, counts.ham / total.ham, counts.spam + counts.ham
    p = (0.5 + n * spam / (spam + ham)) / (1 + n)
    return log(p / (1 - p))


def _strongest(odds: Mapping[str, float]) -> Iterator[str]:
    """The words, pairs of words and domains that speak for spam, the strongest first; none twice."""
    named = set(NEVER_NAMED)
    for feature in sorted(odds, key=lambda feature: (-odds[feature], feature)):
        kind, _colon, said = feature.rpartition(":")
        if odds[feature] > 0 and kind in ("", "domain") and named.isdisjoint(said.split()):
            named.update(said.split())
            yield said
