"""Signed tokens: what opens a private page or proves where a form came from, without storing anything."""

import hmac
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app
from itsdangerous import BadData, Signer, URLSafeSerializer


def receipt_token(comment_id: int) -> str:
    """What opens the private page of one comment; nothing in the database can be used to guess it."""
    return str(_serializer("receipt").dumps(comment_id))


def receipt_id(token: str) -> int | None:
    """The comment that a token opens, or None for one that we never made."""
    return _id("receipt", token)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the link in a mail opens: one comment, as it was when the mail was written."""

    comment_id: int
    version: str
    made_at: datetime


def offer_token(offer: Offer) -> str:
    """What the link carries; nothing of it is stored."""
    return str(_serializer("decide").dumps([offer.comment_id, offer.version, int(offer.made_at.timestamp())]))


def offer(token: str) -> Offer | None:
    """What a token opens, or None for one that we never made. Whether it is too old is not asked here."""
    try:
        comment_id, version, made_at = _serializer("decide").loads(token)
        return Offer(int(comment_id), str(version), datetime.fromtimestamp(made_at, UTC))
    except (BadData, TypeError, ValueError):
        return None


def confirm_token(subscription_id: int, now: datetime) -> str:
    """What the link carries that asks whether an address wants mail."""
    return str(_serializer("confirm").dumps([subscription_id, int(now.timestamp())]))


def confirmation(token: str) -> tuple[int, datetime] | None:
    """The subscription, and when its link was made; None for what we never made."""
    try:
        subscription_id, made_at = _serializer("confirm").loads(token)
        return int(subscription_id), datetime.fromtimestamp(made_at, UTC)
    except (BadData, TypeError, ValueError):
        return None


def unsubscribe_token(subscription_id: int) -> str:
    """What opens the page that ends mail; it works for as long as there is something to end."""
    return str(_serializer("unsubscribe").dumps(subscription_id))


def unsubscribe_id(token: str) -> int | None:
    """The subscription whose address a token ends mail to, or None for one that we never made."""
    return _id("unsubscribe", token)


def preview_token(article_id: int, made_at: datetime) -> str:
    """What shows an article before readers see it, until another link is made or this one is taken back."""
    return str(_serializer("preview").dumps([article_id, int(made_at.timestamp())]))


def preview(token: str) -> tuple[int, datetime] | None:
    """The article, and when its link was made (to the second); None for what we never made."""
    try:
        article_id, made_at = _serializer("preview").loads(token)
        return int(article_id), datetime.fromtimestamp(made_at, UTC)
    except (BadData, TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class HalfSignIn:
    """Who gave their password and owes a code yet, by what it was proved, and when."""

    person_id: int
    proof: str
    made_at: datetime


def half_token(half: HalfSignIn) -> str:
    """What a browser keeps between the password and the code."""
    return str(_serializer("half").dumps([half.person_id, half.proof, int(half.made_at.timestamp())]))


def half(token: str) -> HalfSignIn | None:
    """Whose password was right, or None for what we never made. Whether it still counts is not asked here."""
    try:
        person_id, proof, made_at = _serializer("half").loads(token)
        return HalfSignIn(int(person_id), str(proof), datetime.fromtimestamp(made_at, UTC))
    except (BadData, TypeError, ValueError):
        return None


def credentials_digest(*credentials: str) -> str:
    """One value for all that lets a person in."""
    return _hmac("credentials", *credentials)


def totp_secret(person_id: int, salt: str) -> str:
    """The secret of a second factor (160 bits in base 32, RFC 4226): none without the site's key."""
    return b32encode(bytes.fromhex(_hmac("totp", person_id, salt))[:20]).decode()


def recovery_key(person_id: int, code: str) -> str:
    """What is kept of a recovery code, which is too short for a hash without a key."""
    return _hmac("recovery", person_id, code)


def stamp(article_id: int) -> str:
    """What the comment form of one article carries. Without a time, so that whoever draws the page draws the same."""
    return _stamps().sign(str(article_id)).decode()


def is_stamp_of(token: str, article_id: int) -> bool:
    """Whether we made this stamp for this article, be it yesterday or a year ago: a page may be kept for so long."""
    try:
        return _stamps().unsign(token) == str(article_id).encode()
    except BadData:
        return False


def word_hashes(words: Iterable[str]) -> dict[int, str]:
    """Words by what is kept of them: signed 64-bit numbers, useless to whoever lacks the site's key, and never 0."""
    key = _key().encode()
    digests = ((hmac.digest(key, b"word " + word.encode(), sha256), word) for word in words)
    return {int.from_bytes(digest[:8], "big", signed=True) or 1: word for digest, word in digests}


@dataclass(frozen=True, slots=True)
class AddressKeys:
    """What is kept of a network address: keyed hashes, useless to whoever lacks the site's key."""

    daily: str  # the same for one day only: for limits
    _address: str

    def digest(self, *parts: object) -> str:
        """One value for "the same, from the same address"."""
        return _hmac("digest", *parts, self._address)


def address_keys(address: str, now: datetime) -> AddressKeys:
    """The keyed hashes of a network address; of IPv6 its /64, as one household has all of it."""
    place = _network(address)
    return AddressKeys(_hmac("address", now.date(), place), place)


def recipient_key(email_key: str, now: datetime) -> str:
    """What is kept of whoever was written to: the same for one day only, for limits."""
    return _hmac("recipient", now.date(), email_key)


def erased_key(*what: object) -> str:
    """What is kept of whom or what was erased, for good."""
    return _hmac("erased", *what)


def key_fingerprint() -> str:
    """By which the site's key is known again; useless to make anything with."""
    return _hmac("fingerprint")[:16]


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((int(parsed) >> 64 << 64, 64))) if isinstance(parsed, IPv6Address) else address


def _hmac(*parts: object) -> str:
    return hmac.digest(_key().encode(), repr(tuple(map(str, parts))).encode(), sha256).hex()


def _id(salt: str, token: str) -> int | None:
    try:
        return int(_serializer(salt).loads(token))
    except (BadData, TypeError, ValueError):
        return None


def _serializer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt=salt, signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"})


def _stamps() -> Signer:
    return Signer(_key(), salt="stamp", digest_method=sha256, key_derivation="hmac")


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
