"""An admin, their phone, and the session at which they turned the second factor on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyotp
import pytest

from blog.people import actions, queries, second_factor
from tests.factories import EMAIL, NOW, PASSWORD, make_admin
from tests.factories import dump as rows

SALT = "some salt"


@dataclass
class Phone:
    """What shows codes; and the recovery codes beside it."""

    totp: pyotp.TOTP
    recovery: list[str]
    token: str

    def code(self, now: datetime) -> str:
        return self.totp.at(now)


@pytest.fixture
def phone() -> Phone:
    """Codes are asked for; the one of now is used up."""
    make_admin()
    token = actions.sign_in(EMAIL, PASSWORD, "here", NOW)
    here = queries.signed_in(token, NOW)
    assert here
    totp = pyotp.TOTP(second_factor.secret(1, SALT))
    token, codes = second_factor.turn_on(1, SALT, totp.at(NOW), "here", NOW, here.sign_in_id)
    return Phone(totp, codes, token)


@pytest.fixture
def dump() -> Callable[[], str]:
    """All that is stored, as text."""
    return lambda: "\n".join(rows())
