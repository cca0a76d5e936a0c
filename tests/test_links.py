"""What a safe link to elsewhere is."""

import pytest
from flask import Flask, url_for

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


def test_an_address_of_a_template_is_what_flask_builds_wherever_it_is_asked_for(app: Flask) -> None:
    for root in ("", "/blog"):
        for path in ("/", "/comments.xml"):
            with app.test_request_context(path, environ_overrides={"SCRIPT_NAME": root}):
                for endpoint, values in (
                    ("reading.article", {"slug": "é?", "reply": 7, "_anchor": "respond"}),
                    ("reading.article", {"slug": "é?", "reply": None}),
                    ("reading.permalink", {"slug": "a", "id": 7}),
                    (".comments", {"slug": "a"}),  # of either room
                ):
                    assert links.address(endpoint, **values) == url_for(endpoint, **values)  # type: ignore[arg-type]
