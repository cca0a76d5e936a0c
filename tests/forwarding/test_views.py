"""What readers ask for in vain stands at the desk, and leads on with one click."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog import heartbeat
from blog.db import writing
from blog.site import actions, lost
from tests.factories import NOW, Desk, make_article
from tests.waiting import end

PAGE = "/admin/addresses"


def write_down(app: Flask) -> None:
    with app.app_context():
        app.extensions["lost"].write_down(NOW.date())


def nearest(desk: Desk) -> dict[str, str]:
    """What the list proposes for each address."""
    page = desk.get(PAGE).text
    return {
        unescape(path): unescape(to)
        for path, to in re.findall(r'name="path" value="([^"]*)".*?name="to".*?value="([^"]*)"', page, re.DOTALL)
    }


def test_each_time_counts_also_where_the_answer_is_kept(app: Flask, client: FlaskClient) -> None:
    for _ in range(3):
        assert client.get("/2019/05/lamp/").status_code == 404
    client.get("/articles/none")
    client.post("/2019/05/lamp/")
    client.get("/archive")
    write_down(app)
    with app.app_context():
        assert [(row.path, row.count) for row in lost.most()] == [("/2019/05/lamp", 3), ("/articles/none", 1)]


def test_one_click_leads_an_address_on(app: Flask, desk: Desk, client: FlaskClient) -> None:
    with app.app_context():
        make_article("Lamp")
    for path in ("/2019/05/lamp/", "/old/lamp.html", "/what"):
        client.get(path)
    write_down(app)
    assert nearest(desk) == {"/2019/05/lamp": "/articles/lamp", "/old/lamp.html": "/articles/lamp", "/what": ""}
    fields = {"path": "/2019/05/lamp", "to": "/articles/lamp"}
    answer = desk.post(f"{PAGE}/redirects", fields, page=PAGE, follow_redirects=True)
    assert "It leads there from now on." in answer.text
    answer = client.get("/2019/05/lamp/")
    assert (answer.status_code, answer.location) == (301, "/articles/lamp")
    assert nearest(desk) == {"/old/lamp.html": "/articles/lamp", "/what": ""}


def test_an_address_that_leads_to_itself_leads_nowhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing() as session:
        actions.lead_all(session, {"/what": "/what/"})
    assert client.get("/what/").status_code == 404


@pytest.mark.parametrize("to", ["", "lamp", "https://evil.example/", "//evil.example", "/\\evil.example", "/what"])
def test_an_address_leads_to_this_site_only(app: Flask, desk: Desk, client: FlaskClient, to: str) -> None:
    client.get("/what")
    write_down(app)
    answer = desk.post(f"{PAGE}/redirects", {"path": "/what", "to": to}, page=PAGE)
    assert answer.status_code == 422
    assert "Enter an address of this site that begins with /" in answer.text
    assert client.get("/what").status_code == 404


def test_what_nobody_asked_for_cannot_be_led_anywhere(desk: Desk, client: FlaskClient) -> None:
    for fields, where in (({"path": "/archive", "to": "/"}, "redirects"), ({"path": "/x", "to": "y"}, "redirects"),
                          ({"path": "/x"}, "removals")):  # fmt: skip
        assert desk.post(f"{PAGE}/{where}", fields, page="/admin/articles").status_code == 404
    assert client.get("/archive").status_code == 200


def test_an_address_can_be_forgotten(app: Flask, desk: Desk, client: FlaskClient) -> None:
    client.get("/what")
    write_down(app)
    answer = desk.post(f"{PAGE}/removals", {"path": "/what"}, page=PAGE, follow_redirects=True)
    assert "It is gone from the list." in answer.text
    assert "Nobody asked in vain." in answer.text


def test_the_heart_writes_down_what_a_process_counted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/what")
    monkeypatch.setattr(heartbeat, "SECONDS", 0.05)
    stop = heartbeat.start(app)
    with app.app_context():
        for _ in range(200):
            if lost.most():
                break
            stop.wait(0.05)
            lost.db.session.rollback()
        end(stop)
        assert [row.path for row in lost.most()] == ["/what"]
