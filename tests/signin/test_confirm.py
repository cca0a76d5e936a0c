"""What is dangerous asks for the password again, without a browser."""

import pytest
from flask import Flask

from blog import gate
from tests.factories import PASSWORD, Desk, hidden, make_article, make_comment
from tests.signin.conftest import Clock
from tests.test_gate import PLACEHOLDER

DANGEROUS = {
    "/admin/account/email",
    "/admin/account/password",
    "/admin/account/second-factor",
    "/admin/account/second-factor/removal",
    "/admin/account/recovery-codes",
    "/admin/people/data",
    "/admin/people/erasure",
}


def confirm(desk: Desk, path: str, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return desk.client.post(path, data={"csrf_token": hidden(desk.get(path).text, "csrf_token"), "password": password})


def confirmed_routes(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, PLACEHOLDER.sub("1", rule.rule))
        for rule in app.url_map.iter_rules()
        if gate.route_of(app, rule.endpoint).is_confirmed
        for method in sorted((rule.methods or set()) & {"GET", "POST", "HEAD"})
    ]


def test_what_is_dangerous_is_declared(app: Flask) -> None:
    assert {path for _, path in confirmed_routes(app)} >= DANGEROUS


def test_a_quarter_of_an_hour_after_the_password_every_dangerous_route_asks_for_it(
    app: Flask, desk: Desk, watch: Clock
) -> None:
    watch.go_on(minutes=15)
    for method, path in confirmed_routes(app):
        answer = desk.client.open(path, method=method)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/admin/confirm"), path


def test_before_that_none_does(app: Flask, desk: Desk, watch: Clock) -> None:
    watch.go_on(minutes=14, seconds=59)
    for method, path in confirmed_routes(app):
        assert "/admin/confirm" not in desk.client.open(path, method=method).headers.get("Location", ""), path


def test_a_clock_that_was_set_back_by_an_hour_does_not_make_a_confirmation_last(desk: Desk, watch: Clock) -> None:
    watch.go_on(hours=-1)
    assert desk.get("/admin/account/password").status_code == 303


def test_the_right_password_leads_back_for_another_quarter_of_an_hour(desk: Desk, watch: Clock) -> None:
    watch.go_on(minutes=20)
    asked = desk.get("/admin/account/password").location
    assert asked == "/admin/confirm?next=/admin/account/password"
    assert confirm(desk, asked).location == "/admin/account/password"
    watch.go_on(minutes=14)
    assert desk.get("/admin/account/password").status_code == 200


def test_a_form_leads_back_to_its_page_with_what_that_was_asked_for(app: Flask, desk: Desk, watch: Clock) -> None:
    with app.app_context():
        make_comment(make_article())
    watch.go_on(minutes=20)
    asked = desk.client.post("/admin/people/erasure?email=asha@example.org").location
    back = confirm(desk, asked).location
    assert "1 comment goes for good" in desk.get(back).text


def test_an_act_without_a_page_of_its_own_leads_back_to_the_account(desk: Desk, watch: Clock) -> None:
    watch.go_on(minutes=20)
    asked = desk.client.post("/admin/account/recovery-codes").location
    assert confirm(desk, asked).location == "/admin/account"


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/admin/", "/articles/x", "/admin/\n"])
def test_it_leads_nowhere_else(desk: Desk, there: str) -> None:
    answer = desk.post("/admin/confirm", {"password": PASSWORD}, page="/admin/confirm", query_string={"next": there})
    assert answer.location == "/admin/account"


def test_a_wrong_password_opens_nothing_and_guesses_wait(desk: Desk, watch: Clock) -> None:
    watch.go_on(minutes=20)
    for _ in range(3):
        answer = confirm(desk, "/admin/confirm", "wrong password")
        assert answer.status_code == 422
        assert "The password is not right" in answer.text
    assert desk.get("/admin/account/password").status_code == 303
    answer = confirm(desk, "/admin/confirm")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert confirm(desk, "/admin/confirm", "").status_code == 422


def test_what_is_usual_at_the_desk_never_asks(desk: Desk, watch: Clock) -> None:
    watch.go_on(days=3)
    for path in ("/admin/", "/admin/settings", "/admin/account", "/admin/articles/new"):
        assert desk.get(path).status_code == 200
