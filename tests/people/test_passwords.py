"""Passwords: only the right one is right, and nobody's takes as long as somebody's."""

from argon2 import PasswordHasher, extract_parameters

from blog.people import passwords


def test_only_the_right_one_is_right() -> None:
    stored = passwords.hash_password("a long enough one")
    assert passwords.is_password("a long enough one", stored)
    assert not passwords.is_password("a long enough two", stored)
    assert not passwords.is_password("a long enough one", "no hash")


def test_nobodys_is_looked_at_with_all_the_effort_of_somebodys(real_hasher: PasswordHasher) -> None:
    assert extract_parameters(passwords._nobody) == extract_parameters(real_hasher.hash("x"))
    assert not passwords.is_password("nobody", None)
