"""Why a comment waits: each rule yields reasons, and what they weigh sorts the queue. Knows no Flask and no database.

Every comment waits to be read, always; only what the admin refused or blocked goes straight to the spam, where it can
be seen and undone. To add a rule, write a function here and list it in RULES, word its code in `desk/words.py`,
and test it in `tests/comments/test_triage.py`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from ..people.rules import same_person
from ..plaintext import ascii_host
from . import texts
from .disposable import DISPOSABLE
from .judge import PROBABLY_SPAM, Judgement
from .rules import Status, Submission, contains_name

FLOOD, FLOOD_TIME = 3, timedelta(minutes=10)  # so many others from one network address in so short a time
SUSPECT = 5  # reasons that weigh so much together put a comment with the probable spam
HOST = re.compile(r"^https?://([^\s/?#:]+)", re.IGNORECASE)  # of a website
AT_ONCE = 10  # the weight of what needs no second reason


@dataclass(frozen=True, slots=True)
class Policy:
    """What the admin decides about comments, on the settings page and in the queue."""

    held_words: tuple[str, ...] = ()
    refused_words: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()  # e-mail addresses, domains, network addresses and networks
    trusted: tuple[str, ...] = ()  # e-mail addresses
    most_links: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the site knows when a comment comes in. `links` are the shown words and the host of each."""

    links: tuple[tuple[str, str], ...] = ()
    approved_before: int = 0  # from this very e-mail address
    recent: int = 0  # others from this network address within FLOOD_TIME
    twins: tuple[int, ...] = ()  # the first two earlier comments that say nearly the same
    editors: tuple[tuple[str, str], ...] = ()  # the name and the e-mail address of each
    judgement: Judgement | None = None  # of the local spam score, once it has learnt enough


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment waits: a code and its data; the words are chosen when it is shown."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)
    weight: int = 1
    setting: str = ""  # the field of Policy that governs it

    @property
    def is_refusal(self) -> bool:
        """Whether the admin decided beforehand that such a comment is spam."""
        return self.setting in ("refused_words", "blocked")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a new comment goes, why, and whether it stands with the probable spam."""

    status: Status
    reasons: tuple[Reason, ...]

    @property
    def is_suspect(self) -> bool:
        """Whether the reasons weigh enough to sort it there; nothing is decided by that."""
        return sum(reason.weight for reason in self.reasons) >= SUSPECT


def triage(sent: Submission, facts: Facts, policy: Policy) -> Verdict:
    """Judge a new comment."""
    reasons = tuple(reason for rule in RULES for reason in rule(sent, facts, policy))
    is_refused = any(reason.is_refusal for reason in reasons)
    return Verdict(Status.SPAM if is_refused else Status.PENDING, reasons)


def _first_comment(_sent: Submission, facts: Facts, _policy: Policy) -> Iterator[Reason]:
    if not facts.approved_before:
        yield Reason("first_comment")


def _links(_sent: Submission, facts: Facts, policy: Policy) -> Iterator[Reason]:
    if len(facts.links) > policy.most_links:
        yield Reason("links", {"count": len(facts.links)}, min(len(facts.links), 4), "most_links")


def _hidden_target(_sent: Submission, facts: Facts, _policy: Policy) -> Iterator[Reason]:
    """A link that shows one place and leads to another."""
    for words, host in facts.links:
        shown = texts.shown_domain(words)
        if shown and not _is_in(ascii_host(host), shown.removeprefix("www.")):
            yield Reason("hidden_target", {"shown": shown, "host": host}, 3)
            return


def _held_words(sent: Submission, _facts: Facts, policy: Policy) -> Iterator[Reason]:
    if word := texts.first_match(policy.held_words, _all_of(sent)):
        yield Reason("held_word", {"word": word}, 3, "held_words")


def _refused_words(sent: Submission, _facts: Facts, policy: Policy) -> Iterator[Reason]:
    if word := texts.first_match(policy.refused_words, _all_of(sent)):
        yield Reason("refused_word", {"word": word}, AT_ONCE, "refused_words")


def _blocked(sent: Submission, facts: Facts, policy: Policy) -> Iterator[Reason]:
    hosts = {host for _words, host in facts.links} | {sent.email.rpartition("@")[2]}
    hosts.update(HOST.findall(sent.website))
    for entry in policy.blocked:
        if _is_blocked(entry, sent, hosts):
            yield Reason("blocked", {"what": entry}, AT_ONCE, "blocked")
            return


def _resembles_spam(_sent: Submission, facts: Facts, _policy: Policy) -> Iterator[Reason]:
    yield from resembles_spam(facts.judgement)


def _same_text(_sent: Submission, facts: Facts, _policy: Policy) -> Iterator[Reason]:
    """Twice may be a slip; whoever sends a third one has something to sell."""
    if facts.twins:
        yield Reason("same_text", {"id": facts.twins[0]}, 3 if len(facts.twins) == 1 else SUSPECT)


def _honeypot(sent: Submission, _facts: Facts, _policy: Policy) -> Iterator[Reason]:
    """Nobody sees that field; a program that fills in all of them does."""
    if sent.trapped:
        yield Reason("honeypot", weight=SUSPECT)


def _like_the_editor(sent: Submission, facts: Facts, _policy: Policy) -> Iterator[Reason]:
    """The name itself is refused by the form; here is what only comes near it."""
    if any(same_person(sent.email) == same_person(email) for _name, email in facts.editors):
        yield Reason("editors_address", weight=SUSPECT)
    if any(contains_name(sent.name, name) for name, _email in facts.editors):
        yield Reason("editors_name", weight=3)


def _flood(_sent: Submission, facts: Facts, _policy: Policy) -> Iterator[Reason]:
    if facts.recent >= FLOOD:
        yield Reason("flood", {"count": facts.recent + 1, "minutes": FLOOD_TIME.seconds // 60}, 3)


def _disposable(sent: Submission, _facts: Facts, _policy: Policy) -> Iterator[Reason]:
    domain = sent.email.rpartition("@")[2].lower()
    if any(_is_in(domain, known) for known in DISPOSABLE):
        yield Reason("disposable", {"domain": domain}, 2)


def _mixed_alphabets(sent: Submission, _facts: Facts, _policy: Policy) -> Iterator[Reason]:
    if word := texts.mixed_word(f"{sent.name}\n{sent.body}"):
        yield Reason("mixed_alphabets", {"word": texts.excerpt(word, 40)}, 3)


def _shouting(sent: Submission, _facts: Facts, _policy: Policy) -> Iterator[Reason]:
    if texts.is_shouting(sent.body):
        yield Reason("shouting", weight=2)


RULES: tuple[Callable[[Submission, Facts, Policy], Iterator[Reason]], ...] = (
    _blocked, _refused_words, _honeypot, _like_the_editor, _resembles_spam, _held_words, _same_text, _flood,
    _hidden_target, _mixed_alphabets, _disposable, _shouting, _links, _first_comment,
)  # fmt: skip


def resembles_spam(judgement: Judgement | None) -> Iterator[Reason]:
    """What this admin called spam before read much like it."""
    if judgement and judgement.probability >= PROBABLY_SPAM:
        percent = min(99, int(100 * judgement.probability))  # never certain
        yield Reason("resembles_spam", {"percent": percent, "words": list(judgement.words)}, SUSPECT)


def is_block(entry: str) -> bool:
    """Whether it is something that can be blocked: an e-mail address, a domain, a network address or a network."""
    domain = entry.rpartition("@")[2]
    return _network(entry) is not None or (texts.DOMAIN.fullmatch(domain) is not None and " " not in entry)


def _is_blocked(entry: str, sent: Submission, hosts: set[str]) -> bool:
    if network := _network(entry):
        try:
            address = ip_address(sent.address)
            return (getattr(address, "ipv4_mapped", None) or address) in network
        except ValueError:
            return False
    if "@" in entry.lstrip("@"):
        return same_person(sent.email) == same_person(entry)
    return any(_is_in(ascii_host(host), ascii_host(entry.lstrip("@"))) for host in hosts)


def _network(entry: str) -> Any:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None


def _is_in(host: str, domain: str) -> bool:
    """Whether a host is of this domain, or of one below it."""
    return host == domain or host.endswith("." + domain)


def _all_of(sent: Submission) -> str:
    return "\n".join((sent.name, sent.email, sent.website, sent.body))
