"""What the admin's lists may hold, and what of a comment's sender can be blocked. Knows no Flask and no database."""

from ..people.rules import same_person
from . import texts
from .triage import is_block

MOST_LINES = 1_000  # of each list

# Who has an address there shares nothing with the others who do: to block such a domain would block half the world.
SHARED = frozenset(
    """
    126.com 163.com aol.com docomo.ne.jp fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hotmail.co.uk hotmail.com hotmail.fr icloud.com laposte.net libero.it live.com mac.com mail.com
    mail.ru mailbox.org me.com msn.com naver.com orange.fr outlook.com outlook.de pm.me posteo.de proton.me
    protonmail.com qq.com rediffmail.com t-online.de tuta.com tutanota.com web.de wp.pl yahoo.co.in yahoo.co.jp
    yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru ymail.com zoho.com
    """.split()  # noqa: SIM905
)


class BlockRefused(Exception):
    """What is not blocked from the queue, though it could be."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry


class SharedDomain(BlockRefused):
    """The domain of a mail service that everybody uses."""


class OwnAddress(BlockRefused):
    """The admin's own e-mail address, or its domain."""


def sender(email: str, network: str) -> dict[str, str]:
    """What can be blocked of whoever sent a comment: "email", "domain", "network", as far as each is known."""
    address = same_person(email)
    found = {"email": address, "domain": address.rpartition("@")[2], "network": network}
    return {what: entry for what, entry in found.items() if is_block(entry)}


def offers(email: str, network: str, own: str) -> dict[str, str]:
    """What of it the queue offers to block; `own` is the admin's e-mail address."""
    return {what: entry for what, entry in sender(email, network).items() if _refusal(entry, own) is None}


def check(entry: str, own: str) -> None:
    """Raise SharedDomain or OwnAddress where blocking it in the queue would be a slip of the hand."""
    if refusal := _refusal(entry, own):
        raise refusal


def covers(entry: str, email: str) -> bool:
    """Whether a blocked e-mail address or domain is that of this address."""
    entry, address = same_person(entry), same_person(email)
    if "@" in entry.lstrip("@"):
        return entry == address
    domain = address.rpartition("@")[2]
    return f".{domain}".endswith("." + entry.lstrip("@"))


def is_word(entry: str) -> bool:
    """Whether a word or phrase can be looked for: something that is seen, and `*` only around it."""
    seen = texts.look(entry).strip("*").strip()
    return bool(seen) and "*" not in seen and not texts.is_blank(seen)


def _refusal(entry: str, own: str) -> BlockRefused | None:
    if covers(entry, own) and entry not in SHARED:
        return OwnAddress(entry)
    return SharedDomain(entry) if entry in SHARED else None
