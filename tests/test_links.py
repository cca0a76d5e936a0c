"""What a safe link to elsewhere is."""

import pytest

from blog import links


@pytest.mark.parametrize(
    "address", ["http://a.example", "https://a.example:8080/x#y", "http://[::1]/", "https://पत्र.example/x"]
)
def test_a_web_address_is_one(address: str) -> None:
    assert links.is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "a.example", "//a.example", "http:/a.example", "http://", "http:// a.example", "https://u:p@a.example/",
        "https://a@b.example/", "ftp://a.example", "javascript://a.example", "https://a.example/\"x", "https://a.example\\b",
        "https://a.example/\nb", "http://[::1", "https://a.example:port/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_none(address: str) -> None:
    assert not links.is_web_address(address)


@pytest.mark.parametrize(
    "address", ["/", "/articles/hello?comments=2#comment-3", "/admin/login?next=//a.example", "/%5C"]
)
def test_an_own_path_is_one(address: str) -> None:
    assert links.is_own_path(address)


@pytest.mark.parametrize(
    "address", ["", "articles", "//a.example", "/\\a.example", "/\t/a.example", "/é", "https://a/"]
)
def test_what_a_browser_could_take_for_another_site_is_none(address: str) -> None:
    assert not links.is_own_path(address)
