"""Assets on their way to a browser, and the stylesheet in the ink that the admin chose."""

import re
import runpy
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops

from blog.config import ROOT
from blog.site import actions as site
from tests.factories import Desk

GREEN = "#1a4d2e"


def stylesheet(page: str) -> str:
    assert page.count('rel="stylesheet"') == 1
    return page.split('rel="stylesheet" href="')[1].split('"')[0]


def test_the_usual_ink_needs_no_stylesheet_of_its_own(client: FlaskClient) -> None:
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", stylesheet(client.get("/").text))


def test_another_ink_is_one_more_rule_of_the_one_stylesheet(client: FlaskClient, app_context: Flask) -> None:
    usual = stylesheet(client.get("/").text)
    site.change(accent=GREEN)
    address = stylesheet(client.get("/").text)
    assert address == usual.replace(".css", ".1a4d2e.css")
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    rule = answer.text.removeprefix(client.get(usual).text)
    assert re.fullmatch(r"@layer tokens\{:root\{--rubric:light-dark\(#1a4d2e,#[0-9a-f]{6}\)\}\}", rule)


def test_the_desk_keeps_its_red(desk: Desk, app_context: Flask) -> None:
    site.change(accent=GREEN)
    assert re.fullmatch(r"/static/desk\.[0-9a-f]{12}\.css", stylesheet(desk.get("/admin/settings").text))


def test_a_stored_ink_that_cannot_be_read_costs_no_page_its_stylesheet(client: FlaskClient, app_context: Flask) -> None:
    usual = stylesheet(client.get("/").text)
    site.change(accent="#ffff00")
    assert stylesheet(client.get("/").text) == usual


@pytest.mark.parametrize("ink", ["ffff00", "1A4D2E", "1a4d2", "1a4d2ee", "1a4d2g", "", "1a4d2e.1a4d2e", "};*{"])
def test_an_ink_that_cannot_be_read_or_is_none_has_no_stylesheet(client: FlaskClient, ink: str) -> None:
    usual = stylesheet(client.get("/").text)
    assert client.get(usual.replace(".css", f".{ink}.css")).status_code == 404


def test_of_all_inks_only_the_sites_has_one_and_the_others_lead_there(client: FlaskClient, app_context: Flask) -> None:
    usual = stylesheet(client.get("/").text)
    site.change(accent=GREEN)
    other = client.get(usual.replace(".css", ".0a3069.css"))
    assert (other.status_code, other.location) == (302, stylesheet(client.get("/").text))
    site.change(accent="#9c2318")
    former = client.get(usual.replace(".css", ".1a4d2e.css"))
    assert (former.status_code, former.location) == (302, usual)


def test_neither_has_another_release_or_the_desk(client: FlaskClient, desk: Desk, app_context: Flask) -> None:
    site.change(accent=GREEN)
    of_the_desk = stylesheet(desk.get("/admin/settings").text)
    for address in ("/static/site.0123456789ab.css", of_the_desk):
        assert client.get(address.replace(".css", ".1a4d2e.css")).status_code == 404


def test_the_names_of_a_stylesheets_own_values_are_short_and_each_that_is_used_is_there(app: Flask) -> None:
    for name, content in app.extensions["assets"].items():
        if name.endswith(".css"):
            css = content.decode()
            used = set(re.findall(r"(?<![\w-])--[\w-]+(?=[),])", css))
            assert used <= set(re.findall(r"(?<![\w-])(--[\w-]+):", css)), name
            assert max(map(len, used - {"--rubric"})) == 4, name
            assert ".button--quiet" in css, name


def test_the_sign_comes_in_what_every_program_asks_for(client: FlaskClient) -> None:
    page = client.get("/").text
    drawn = client.get(page.split('type="image/svg+xml" href="')[1].split('"')[0])
    assert "prefers-color-scheme:dark" in drawn.text
    assert drawn.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    touch = client.get(page.split('rel="apple-touch-icon" href="')[1].split('"')[0])
    old = client.get("/favicon.ico")
    assert [Image.open(BytesIO(answer.data)).size for answer in (touch, old)] == [(180, 180), (32, 32)]
    assert (old.mimetype, old.headers["Cache-Control"]) == ("image/x-icon", "public, max-age=86400")
    assert "'unsafe-inline'" not in client.get("/").headers["Content-Security-Policy"]


def test_the_stored_icons_are_what_their_command_draws() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "icons.py"))
    stored = Image.open(ROOT / "static" / "touch-icon.png").convert("RGB")
    assert max(high for _, high in ImageChops.difference(stored, tool["icon"](180, 0).convert("RGB")).getextrema()) < 64
