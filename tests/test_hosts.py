"""What the site may be called."""

from pathlib import Path

import pytest

from blog.config import Config
from blog.hosts import is_own, own_names


def names(**settings: str) -> frozenset[str] | None:
    return own_names(Config(instance=Path(), **settings))


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        ({"site_url": "https://Blog.example/"}, "blog.example"),
        ({"site_url": "https://blog.example:8443"}, "blog.example:8443"),
        ({"site_url": "https://дом.example"}, "xn--d1aqf.example"),
        ({"site_url": "http://[2001:DB8::1]:8000"}, "[2001:db8::1]:8000"),
        ({"host": "::1"}, "[::1]:8000"),
        ({"host": "192.168.1.5"}, "192.168.1.5:8000"),
        ({"host": "0.0.0.0"}, "raspberry:8000"),  # noqa: S104
        ({"host": "::"}, "[fd00::5]:8000"),
    ],
)
def test_the_site_is_called_by_the_name_that_it_was_given(settings: dict[str, str], host: str) -> None:
    assert is_own(host, names(**settings))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9000", "127.0.0.1:8000", "[::1]"])
@pytest.mark.parametrize("settings", [{}, {"site_url": "https://blog.example"}])
def test_whoever_sits_at_the_server_may_say_so_also_through_a_tunnel(settings: dict[str, str], host: str) -> None:
    assert is_own(host, names(**settings))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "blog.example.", "blog.example.evil.example", "u:p@blog.example", "blog.example, evil.example",
        "blog.example/x", "blog.example:x", "blog.example:", " blog.example", "blog.example\n", "дом.example",
        "[blog.example]", "127.0.0.2", "localhost.evil.example", "[::1", "",
    ],
)  # fmt: skip
def test_it_is_called_by_no_other(host: str) -> None:
    assert not is_own(host, names(site_url="https://blog.example"))
    assert not is_own(host, names())


@pytest.mark.parametrize("host", ["", "a b", "a@b", "a, b", "дом", "a/b"])
def test_what_is_no_name_is_none_also_where_any_will_do(host: str) -> None:
    assert not is_own(host, names(host="0.0.0.0"))  # noqa: S104
