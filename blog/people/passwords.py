"""Password hashing, one at a time: each takes 19 MiB, which a small machine cannot give to many at once."""

from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest recommended argon2id parameters.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_one_at_a_time = Lock()
# Of a password that nobody knows; it is no secret. To make one at each start would take longer than a page.
_nobody = "$argon2id$v=19$m=19456,t=2,p=1$XaxjZDc0e0SuC71cSFFQrA$wHnhwoL0pBYfNSvYwnx1VNRaf9EHU9k39vAA9zlDkI8"


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _one_at_a_time:
        return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; nobody's (None) takes as long as a real one, so that timing tells no address."""
    with _one_at_a_time:
        try:
            return _hasher.verify(password_hash or _nobody, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False
