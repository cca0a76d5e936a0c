"""The gate: every route is of a class, and nobody passes who should not."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from blog import create_app, gate
from blog.db import db
from blog.gate import RouteClass
from tests.databases import config
from tests.factories import EMAIL, PASSWORD, Desk, hidden, make_admin, make_article, make_comment

PLACEHOLDER = re.compile(r"<[^>]+>")


def routes(app: Flask, route_class: RouteClass) -> list[tuple[str, str]]:
    """(method, path) of every route of a class, with 1 for each placeholder."""
    return [
        (method, PLACEHOLDER.sub("1", rule.rule))
        for rule in app.url_map.iter_rules()
        if gate.route_of(app, rule.endpoint).route_class is route_class
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_every_route_says_which_class_it_is_of(app: Flask) -> None:
    assert [endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "gate")] == []


def test_a_route_that_says_nothing_is_the_admins(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 303


def test_everything_under_admin_is_the_admins_or_a_door_and_nothing_else_is(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        is_private = gate.route_of(app, rule.endpoint).route_class in (RouteClass.ADMIN, RouteClass.DOOR)
        assert is_private == rule.rule.startswith("/admin/"), rule


def test_without_a_session_every_admin_address_leads_to_sign_in(app: Flask, client: FlaskClient) -> None:
    found = routes(app, RouteClass.ADMIN)
    assert len(found) > 15
    for method, path in found:
        answer = client.open(path, method=method)
        assert answer.status_code == 303, path
        assert answer.location.startswith("/admin/login"), path


def test_no_admin_post_is_taken_without_the_token_of_the_session(app: Flask, desk: Desk) -> None:
    with app.app_context():
        make_comment(make_article())
    for method, path in routes(app, RouteClass.ADMIN):
        if method == "POST":
            for fields in ({}, {"csrf_token": "made up"}):
                assert desk.client.post(path, data=fields).status_code == 400, path
    assert desk.get("/admin/").text.count('class="queue__row"') == 1


def test_no_post_at_all_is_taken_from_another_site(app: Flask, desk: Desk) -> None:
    for route_class in RouteClass:
        for method, path in routes(app, route_class):
            if method == "POST":
                answer = desk.post(path, headers={"Sec-Fetch-Site": "cross-site"})
                assert answer.status_code in (403, 404), path


def test_a_refused_form_shows_what_was_typed_and_no_secret(desk: Desk) -> None:
    answer = desk.client.post("/admin/articles/new", data={"body": "A long day's work.", "password": "secret words"})
    assert answer.status_code == 400
    assert "A long day&#39;s work." in answer.text
    assert "secret words" not in answer.text


def test_the_cookie_is_for_the_desk_only(client: FlaskClient) -> None:
    cookie = client.get("/admin/login").headers["Set-Cookie"]
    for words in ("Path=/admin", "HttpOnly", "SameSite=Lax"):
        assert words in cookie


def test_signing_in_needs_the_token_of_its_page_and_starts_a_session_of_its_own(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        make_admin()
    for fields in ({}, {"csrf_token": "made up"}):
        assert client.post("/admin/login", data={"email": EMAIL, "password": PASSWORD} | fields).status_code == 400
    token = hidden(client.get("/admin/login").text, "csrf_token")
    answer = client.post("/admin/login", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303
    assert "Expires=" in answer.headers["Set-Cookie"]  # it outlives the browser's window
    assert client.post("/admin/logout", data={"csrf_token": token}).status_code == 400  # whoever planted it has nothing


def test_signing_out_forgets_the_token_of_the_session_too(desk: Desk) -> None:
    token = hidden(desk.get("/admin/").text, "csrf_token")
    desk.post("/admin/logout")
    assert desk.client.post("/admin/login", data={"csrf_token": token}).status_code == 400


def test_a_form_may_stay_open_for_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    token = hidden(desk.get("/admin/").text, "csrf_token")
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: int(time.time()) + 86_400)
    assert desk.client.post("/admin/logout", data={"csrf_token": token}).status_code == 303


def test_on_a_site_with_https_the_cookie_is_for_https_only(instance: Path) -> None:
    for url, is_secure in (("https://blog.example", True), ("http://blog.example", False)):
        app = create_app(config(instance, site_url=url), {"TESTING": True})
        cookie = app.test_client().get("/admin/login", base_url=url).headers["Set-Cookie"]
        assert ("; Secure" in cookie) is is_secure
        assert cookie.startswith("__Secure-letterpress=" if is_secure else "letterpress=")
        for words in ("Path=/admin", "HttpOnly", "SameSite=Lax"):
            assert words in cookie


def test_what_is_asked_for_comes_back_after_the_sign_in_only_if_asking_was_all(client: FlaskClient) -> None:
    assert client.get("/admin/articles?after=1-1").location == "/admin/login?next=/admin/articles?after%3D1-1"
    assert client.post("/admin/articles/new").location == "/admin/login?next=/admin/articles/new"
    assert client.post("/admin/people/erasure?email=x").location == "/admin/login?next=/admin/people/erasure?email%3Dx"
    assert client.post("/admin/articles/1/pin").location == "/admin/login"
    assert client.post("/admin/samples/removal").location == "/admin/login"


def test_asking_for_the_head_or_the_options_of_a_page_needs_no_token(desk: Desk) -> None:
    assert desk.client.head("/admin/").status_code == 200
    assert desk.client.options("/admin/").status_code == 200


def test_every_answer_carries_the_headers_that_keep_a_browser_strict(client: FlaskClient, desk: Desk) -> None:
    for answer in (client.get("/"), client.get("/nowhere"), client.post("/"), desk.get("/admin/")):
        policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
        assert policy == {
            "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
            "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
            "frame-ancestors": "'none'", "require-trusted-types-for": "'script'", "trusted-types": "'none'",
        }  # fmt: skip
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in answer.headers["Permissions-Policy"]


def test_what_is_no_document_carries_those_that_mean_something_there(client: FlaskClient) -> None:
    for name in re.findall(r'/static/[^"]+', client.get("/articles/hello").text):
        headers = client.get(name).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        is_document = name.endswith((".svg", ".png"))
        for policy in ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy"):
            assert (policy in headers) == is_document, (name, policy)


def test_only_a_site_with_https_tells_browsers_to_stay_there(instance: Path) -> None:
    for url, told in (("https://blog.example", "max-age=31536000"), ("http://blog.example", None)):
        app = create_app(config(instance, site_url=url), {"TESTING": True})
        assert app.test_client().get("/", base_url=url).headers.get("Strict-Transport-Security") == told


def test_public_pages_are_asked_for_anew(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get("/").headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_a_network_of_caches_may_keep_them_where_it_is_said(app: Flask, client: FlaskClient) -> None:
    app.config["CDN_SECONDS"] = 60
    assert client.get("/").headers["Cache-Control"] == "public, max-age=0, s-maxage=60, stale-while-revalidate=60"
    assert client.get("/admin/login").headers["Cache-Control"] == "private, no-store"


def test_the_log_holds_nothing_that_a_reader_wrote(app: Flask) -> None:
    with app.app_context():
        assert db.engine.hide_parameters


def test_private_pages_are_neither_stored_nor_indexed(desk: Desk) -> None:
    for path in ("/admin/", "/admin/login"):
        headers = desk.get(path).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
        assert headers["Referrer-Policy"] == "same-origin"


def test_a_public_route_sees_only_the_arguments_that_it_declared(app: Flask) -> None:
    @app.get("/look")
    @gate.public("seen")
    def look() -> dict[str, str]:
        return dict(request.args)

    assert app.test_client().get("/look?seen=1&other=2").json == {"seen": "1"}


def test_a_session_that_was_signed_out_elsewhere_no_longer_passes(app: Flask, desk: Desk) -> None:
    copied = app.test_client()
    cookie = desk.client.get_cookie("letterpress", path="/admin")
    assert cookie
    copied.set_cookie("letterpress", cookie.value, path="/admin")
    assert copied.get("/admin/").status_code == 200
    desk.post("/admin/logout")
    assert copied.get("/admin/").status_code == 303


def test_signing_in_leads_back_to_where_one_was_going_but_never_elsewhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_admin()
    for wanted, reached in (
        ("/admin/articles?after=1-1", "/admin/articles?after=1-1"),
        ("https://evil.example/admin/", "/admin/"),
        ("//evil.example/admin/", "/admin/"),
        ("/\\evil.example/admin/", "/admin/"),
        ("//[x", "/admin/"),
        ("/articles/x", "/admin/"),
    ):
        page = client.get("/admin/login")
        fields = {"csrf_token": hidden(page.text, "csrf_token"), "email": EMAIL, "password": PASSWORD}
        answer = client.post("/admin/login", data=fields, query_string={"next": wanted})
        assert answer.location == reached
