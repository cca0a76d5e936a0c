"""Pages and assets on their way to a browser: as small as it can unpack, and the same words."""

import gzip
import re
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader

from tests.factories import Desk, make_article

UNPACK: dict[str | None, Any] = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


def asset(client: FlaskClient, pattern: str) -> str:
    found = re.search(rf'"(/static/{pattern}\.[0-9a-f]+\.\w+)"', client.get("/").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accepted", "how"),
    [
        ("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip"), ("*", "br"),
        ("gzip;q=0", None), ("*;q=0", None), ("zstd", None), ("", None), (",,,", None),
        ("br;q=0.1, gzip;q=0.9", "gzip"), ("br;q=nonsense, \t", None),
    ],
)  # fmt: skip
def test_pages_and_assets_are_packed_for_those_who_can_unpack_them(
    client: FlaskClient, accepted: str, how: str | None
) -> None:
    for path in ("/", "/nowhere", asset(client, "site")):
        plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": accepted})
        assert packed.content_encoding == how, path
        assert UNPACK[how](packed.data) == plain.data, path
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding", path
        assert packed.content_length == len(packed.data), path


def test_what_is_kept_is_packed_as_small_as_can_be(client: FlaskClient) -> None:
    path = asset(client, "site")
    sizes = [len(client.get(path, headers={"Accept-Encoding": how}).data) for how in ("br", "gzip", "")]
    assert sizes[0] < 0.9 * sizes[1] < 0.3 * sizes[2]


def test_the_head_of_a_page_is_that_of_the_page(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    assert client.head("/", headers=headers).content_length == len(client.get("/", headers=headers).data)


def test_a_page_of_the_desk_is_packed_too(desk: Desk) -> None:
    answer = desk.get("/admin/", headers={"Accept-Encoding": "br"})
    assert "<h1>Queue</h1>" in brotli.decompress(answer.data).decode()
    assert set(answer.vary) == {"Accept-Encoding", "Cookie"}


def test_fonts_and_pictures_are_left_alone(client: FlaskClient) -> None:
    for path in (asset(client, "display"), asset(client, "touch-icon")):
        answer = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert (answer.status_code, answer.content_encoding) == (200, None), path


def test_no_page_carries_the_indentation_of_its_templates_and_words_keep_theirs(
    client: FlaskClient, app_context: Flask
) -> None:
    make_article("Hello", body="Look:\n\n```\nif so:\n    then\n```\n")
    page = client.get("/articles/hello").text
    assert "\n    then" in page
    assert re.findall(r"^[ \t]{2,}(?!then)\S.*", page, re.MULTILINE) == []


def test_what_stands_on_the_line_after_a_block_stays_a_word_of_its_own(app: Flask) -> None:
    template = app.jinja_env.overlay(loader=DictLoader({"x.html": "<a\n   {% if 1 %}b{% endif %}\n   c>\n"}))
    assert template.get_template("x.html").render().split() == ["<a", "b", "c>"]
