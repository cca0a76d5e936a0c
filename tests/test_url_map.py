"""Every route that there is, and what holds for each of its class."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from blog import gate
from blog.gate import RouteClass
from tests.factories import Desk, dump
from tests.filled import SECRET, Filled, fill

DOORS = {"/admin/login", "/admin/login/code", "/admin/setup"}
FIRST = {RouteClass.TOKEN: {"receipts", "decide", "confirm", "unsubscribe", "preview"}}  # part of an address


@pytest.fixture
def filled(app: Flask) -> Filled:
    """A site that has one of everything."""
    with app.app_context():
        return fill(app)


def rules(app: Flask, *classes: RouteClass, method: str = "GET") -> Iterator[Rule]:
    """The routes of some classes that take a method."""
    for rule in app.url_map.iter_rules():
        if gate.route_of(app, rule.endpoint).route_class in classes and method in (rule.methods or ()):
            yield rule


def addresses(app: Flask, filled: Filled, *classes: RouteClass, method: str = "GET") -> list[str]:
    """All that these routes can be asked for."""
    return [address for rule in rules(app, *classes, method=method) for address in filled.addresses(rule)]


def state(app: Flask) -> list[object]:
    """All that is stored: every row of every table, and every file but drawn cards, which are no more than a cache."""
    instance = app.config["SERVER"].instance
    files = [path for path in instance.rglob("*") if path.is_file() and ".sqlite-" not in path.name]
    files = [path for path in files if path.parent.name != "cards"]
    with app.app_context():
        return [*dump(), *((str(path), path.stat().st_mtime_ns) for path in sorted(files))]


def test_every_route_is_of_one_class_and_its_address_shows_which(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        route_class = gate.route_of(app, rule.endpoint).route_class
        is_private = rule.rule.startswith("/admin/")
        is_token = rule.rule.split("/")[1] in FIRST[RouteClass.TOKEN]
        expected = RouteClass.TOKEN if is_token else RouteClass.ADMIN if is_private else RouteClass.PUBLIC
        assert route_class is (RouteClass.DOOR if rule.rule in DOORS else expected), rule
        assert is_token == ("<token>" in rule.rule), rule
        assert hasattr(app.view_functions[rule.endpoint], "gate"), rule


def test_whoever_is_not_signed_in_is_led_to_the_door_by_every_admin_route(
    app: Flask, client: FlaskClient, filled: Filled
) -> None:
    for method in ("GET", "HEAD", "POST"):
        for address in addresses(app, filled, RouteClass.ADMIN, method=method):
            answer = client.open(address, method=method)
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/admin/login"), address
            assert SECRET not in answer.text


def test_whoever_asks_what_an_admin_route_takes_is_told_nothing_of_what_is_there(
    app: Flask, client: FlaskClient, filled: Filled
) -> None:
    for rule in rules(app, RouteClass.ADMIN):
        answers = [client.options(address) for address in filled.addresses(rule)]
        assert {answer.status_code for answer in answers} == {303}, rule


def test_no_admin_route_takes_a_form_without_the_token_of_the_session(app: Flask, filled: Filled) -> None:
    desk = Desk(app)
    before = state(app)
    for address in addresses(app, filled, RouteClass.ADMIN, RouteClass.DOOR, method="POST"):
        for fields in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}):
            assert desk.client.post(address, data=fields).status_code == 400, address
    assert state(app) == before


@pytest.mark.parametrize("route_class", list(RouteClass))
def test_no_route_takes_a_form_from_another_site(app: Flask, filled: Filled, route_class: RouteClass) -> None:
    desk = Desk(app)
    before = state(app)
    for address in addresses(app, filled, route_class, method="POST"):
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://a.example"},
        ):
            answer = desk.client.post(address, headers=headers)
            assert answer.status_code in (403, 404), address
    assert state(app) == before


def test_looking_at_every_address_changes_nothing(app: Flask, filled: Filled) -> None:
    desk = Desk(app)
    visitor = app.test_client()
    for address in addresses(app, filled, *RouteClass):
        before = state(app)
        for method in ("GET", "HEAD"):
            for client in (desk.client, visitor):
                assert client.open(address, method=method, buffered=True).status_code < 500, address
        assert state(app) == before, address


def test_a_public_route_answers_everyone_alike(app: Flask, filled: Filled) -> None:
    desk = Desk(app)
    cookie = desk.client.get_cookie("letterpress", path="/admin")
    assert cookie
    for address in addresses(app, filled, RouteClass.PUBLIC):
        answers = [app.test_client(use_cookies=False).get(address, headers=headers, buffered=True)
                   for headers in ({}, {"Cookie": f"letterpress={cookie.value}"})]  # fmt: skip
        for answer in answers:
            assert "Set-Cookie" not in answer.headers, address
            assert "Cookie" not in answer.headers.get("Vary", ""), address
            assert "no-store" not in answer.headers["Cache-Control"], address
        assert answers[0].status_code == answers[1].status_code, address


def test_what_only_a_token_opens_is_neither_stored_nor_found(app: Flask, client: FlaskClient, filled: Filled) -> None:
    for address in addresses(app, filled, RouteClass.TOKEN, RouteClass.ADMIN, RouteClass.DOOR):
        headers = client.get(address).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("private, no-store", "noindex"), address
        assert headers["Referrer-Policy"] == "same-origin", address


def test_a_token_that_is_cut_off_changed_or_of_another_kind_opens_nothing(
    app: Flask, client: FlaskClient, filled: Filled
) -> None:
    tokens = {name: values[0] for name, values in filled.values.items() if name.endswith(" token")}
    for method in ("GET", "POST"):
        for rule in rules(app, RouteClass.TOKEN, method=method):
            kind = f"{rule.rule.split('/')[1]} token"
            good = tokens[kind]
            others = [value for name, value in tokens.items() if name != kind]
            pages = set()
            for forged in (
                good[:-1],
                good[1:],
                f"{good}A",
                good.swapcase(),
                f"{good}%00",
                "%C3%A9",
                "x" * 3000,
                *others,
            ):
                answer = client.open(rule.rule.replace("<token>", forged), method=method)
                assert answer.status_code in (404, 410), (rule, forged)
                pages.add(answer.text)
            assert len(pages) == 1, rule
