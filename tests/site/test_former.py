"""An address of elsewhere is known again however it is written."""

import pytest
from flask import Flask

from blog.site.former import OURS, is_ours, key, key_of, lead


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://old.example/2019/05/slug/", "/2019/05/slug"),
        ("/2019/05/slug", "/2019/05/slug"),
        ("https://old.example/?p=12", "/?p=12"),
        ("https://old.example/?utm=x&p=12&cat=3", "/?p=12"),
        ("https://old.example/index.php/a/b/", "/a/b"),
        ("https://old.example/index.php?p=3", "/?p=3"),
        ("https://old.example", "/"),
        ("/a/index.html", "/a"),
        ("/%e0%ae%b5/", "/வ"),
        ("/a?b=c#d", "/a"),
        ("https://[", ""),
        ("/" + "x" * 500, ""),
        ("/a%00b", ""),
    ],
)
def test_what_an_address_is_kept_under(address: str, kept: str) -> None:
    assert key(address) == kept


def test_a_request_and_a_link_are_kept_under_the_same() -> None:
    assert key_of("/2019/05/slug/", {}) == key("https://old.example/2019/05/slug")
    assert key_of("/", {"p": "12"}) == key("/?p=12")
    assert key_of("/", {"p": ""}) == key("/")


@pytest.mark.parametrize(
    ("asked", "there", "leads"),
    [
        ("/a", {"/a": "/articles/a"}, "/articles/a"),
        ("/a/feed/rss2", {"/a": "/articles/a"}, "/articles/a/comments.xml"),
        ("/a/feed", {"/a": "/pages/a"}, "/pages/a"),
        ("/feed", {"/feed": "/articles/feed"}, "/articles/feed"),
        ("/u/x-300x200.jpg", {"/u/x.jpg": "/media/y.jpg"}, "/media/y.jpg"),
        ("/u/x-scaled.jpg", {"/u/x.jpg": "/media/y.jpg"}, "/media/y.jpg"),
        ("/u/x-e1556900000000-150x150.jpg", {"/u/x.jpg": "/media/y.jpg"}, "/media/y.jpg"),
        ("/feed/feed", {}, None),
        ("/x", {}, None),
    ],
)
def test_parts_and_other_forms_lead_with_the_whole(asked: str, there: dict[str, str], leads: str | None) -> None:
    assert lead(asked, there.get) == leads


def test_no_address_takes_long() -> None:
    assert key("/a" + "\u0301\u0316" * 200_000) == ""  # which nobody composes in time
    for asked in (
        "/category" + "/a" * 100_000,
        "/" + "-1x1" * 50_000 + ".jpg",
        "/a" + "/feed" * 50_000,
        "/" + "-" * 200_000,
    ):
        assert lead(asked, lambda _key: None) is None


def test_every_place_of_this_site_is_known(app: Flask) -> None:
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {first for first in firsts if "<" not in first} - {""} == OURS
    assert is_ours("/archive/2026")
    assert not is_ours("/2019/05/archive")
