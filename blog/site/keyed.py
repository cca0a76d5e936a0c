"""The secret key by which a site is known to itself: whichever machine it runs on, it has to be the same one."""

from ..db import own, read, writing
from .models import Setting
from .queries import SETTINGS

NAME = "key_fingerprint"


def settle(fingerprint: str) -> bool:
    """Keep by which key the site works from now on; False where others work with this database, by another one."""
    if (NAME, fingerprint) in read(SETTINGS).all():
        return True
    with writing() as session:
        known = session.get(Setting, NAME)
        if known and known.value != fingerprint and own().servers(session) > 1:
            return False
        session.merge(Setting(key=NAME, value=fingerprint))
    return True
