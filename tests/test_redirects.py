"""Nobody is led from here to another site, whatever an address or a form says."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask, redirect, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from blog import gate
from blog.gate import RouteClass
from tests.factories import EMAIL, PASSWORD, Desk, hidden, make_admin
from tests.filled import Filled, fill
from tests.test_url_map import rules

ELSEWHERE = [
    "https://evil.example/", "//evil.example/admin/", "///evil.example", "/\\evil.example", "\\\\evil.example/admin/",
    "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "/admin/\r\nLocation: https://evil.example",
    "https:evil.example", "https:/evil.example", "http:\\\\evil.example", "%2f%2fevil.example", "/%2fevil.example",
    "/%5cevil.example", "//localhost@evil.example", "https://localhost:80@evil.example", "javascript:alert(1)",
    "data:text/html,evil", "／／evil.example", "/⁄evil.example", "//evil。example", "/.//evil.example",
    "/..//evil.example", "//[evil", "\x00//evil.example", " //evil.example", "//evil.example%23@localhost/",
    "/admin/..//evil.example",
]  # fmt: skip
NAMES = ("next", "back", "to", "url", "return", "redirect", "continue", "after", "before", "status", "parent", "slug")


def leads_elsewhere(answer: Response, there: str = "/admin/x") -> bool:
    """As a browser reads an address: without tabs and line breaks, and with slashes for backslashes."""
    if not answer.location:
        return False
    seen = answer.location.strip().translate({9: None, 10: None, 13: None, 92: "/"})
    return urlsplit(urljoin(f"http://localhost{there}", seen))[:2] != ("http", "localhost")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_one_place_holds_where_every_redirect_leads(app: Flask, address: str) -> None:
    @app.get("/leads")
    @gate.public("to")
    def leads() -> Response:
        answer = Response(status=303)
        answer.headers.set("Location", quote(request.args["to"], safe="/\\:@%[]?#\t"))
        return answer

    @app.get("/redirects")
    @gate.public("to")
    def redirects() -> Response:
        return redirect(request.args["to"].translate({10: None, 13: None}))

    for path in ("/leads", "/redirects"):
        answer = app.test_client().get(path, query_string={"to": address})
        assert not leads_elsewhere(answer), answer.location
        assert "evil.example" not in urlsplit(answer.location).netloc


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_and_giving_the_password_again_lead_back_to_the_desk_only(
    app: Flask, client: FlaskClient, address: str
) -> None:
    with app.app_context():
        make_admin()
    for path in ("/admin/login", "/admin/confirm"):
        token = hidden(client.get(path).text, "csrf_token")
        fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
        answer = client.post(path, data=fields, query_string={"next": address})
        assert answer.status_code == 303
        assert not leads_elsewhere(answer), answer.location
        assert answer.location.startswith("/admin/")
        assert "Location: https" not in answer.location


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_no_path_leads_to_another_site(client: FlaskClient, method: str) -> None:
    for address in ELSEWHERE:
        for path in (
            address,
            f"/{address}",
            f"//{address}/",
            f"/admin{address}",
            f"/articles/{address}",
            f"/tags/{address}",
        ):
            raw = {"PATH_INFO": path.encode().decode("latin-1"), "REQUEST_METHOD": method}
            answer = client.open("/", environ_overrides=raw)
            assert answer.status_code < 500, path
            assert not leads_elsewhere(answer, "/"), (path, answer.location)


def test_no_route_is_led_elsewhere_by_what_it_is_sent(app: Flask) -> None:
    with app.app_context():
        filled = fill(app)
    desk = Desk(app)
    token = hidden(desk.get("/admin/").text, "csrf_token")
    count = 0
    for at, (method, path) in enumerate(routes(app, filled)):
        for address in (ELSEWHERE[(7 * at + step) % len(ELSEWHERE)] for step in range(4)):
            sent = dict.fromkeys(NAMES, address)
            fields = {"csrf_token": token} | sent if method == "POST" else None
            answer = desk.client.open(path, method=method, query_string=sent, data=fields, buffered=True)
            assert answer.status_code < 500, (method, path)
            assert not leads_elsewhere(answer), (method, path, answer.location)
            count += answer.status_code in (301, 303, 308)
    assert count > 100


def routes(app: Flask, filled: Filled) -> list[tuple[str, str]]:
    """Every one, at what is there; those that end the session or its token come last."""
    found = [(method, next(filled.addresses(rule))) for method in ("GET", "POST")
             for rule in rules(app, *RouteClass, method=method)]  # fmt: skip
    return sorted(found, key=lambda route: route[1].endswith(("/logout", "/second-factor/removal")))
