"""Importing at the desk under hands that mean no good, or are only quick."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.portability import jobs
from blog.portability.jobs import State
from tests.factories import Desk, everything, hidden
from tests.importing.test_views import DISQUS, EXPORT, files, press, send, work
from tests.portability.blogs.moved import letters
from tests.portability.blogs.wordpress_export import attachment, author, comment, document, item

ACTS = ("/admin/import/run", "/admin/import/stop", "/admin/import/removal")
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


def state(app: Flask) -> State:
    return jobs.read(app.config["SERVER"].import_folder).state


def test_of_two_browsers_that_send_at_the_same_moment_one_wins_and_the_other_is_told(
    app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks, together, begin = (desk, Desk(app)), Barrier(2), jobs.begin

    def at_once(*arguments: Any, **options: Any) -> None:
        together.wait(10)
        begin(*arguments, **options)

    monkeypatch.setattr(jobs, "begin", at_once)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, desks, (EXPORT, DISQUS)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = max(answers, key=lambda answer: answer.status_code)
    assert loser.text.count("An import is at work. Wait until it has ended.") == 1
    assert files(app) == {"file", "status.json", ".lock"}
    work(app)
    assert state(app) is State.REHEARSED


def test_a_button_that_is_pressed_twice_does_it_once(app: Flask, desk: Desk) -> None:
    send(desk, EXPORT)
    work(app)
    assert [press(desk, "run").status_code for _ in range(2)] == [303, 409]
    work(app)
    with app.app_context():
        before = everything()
    assert [press(desk, "run").status_code for _ in range(2)] == [303, 303]  # done, and not done again
    work(app)
    with app.app_context():
        assert everything() == before
        assert len(letters()) == 2
    assert [press(desk, "removal").status_code for _ in range(2)] == [303, 303]
    assert state(app) is State.NONE


def test_stopping_twice_stops_no_other_one(app: Flask, desk: Desk) -> None:
    send(desk, EXPORT)
    for _ in range(2):
        assert press(desk, "stop").status_code == 303
    work(app)
    assert state(app) is State.STOPPED
    press(desk, "stop")
    send(desk, EXPORT)
    work(app)
    assert state(app) is State.REHEARSED


@pytest.mark.parametrize("act", ["run", "stop"])
def test_what_was_removed_cannot_be_run_or_stopped(app: Flask, desk: Desk, act: str) -> None:
    send(desk, EXPORT)
    work(app)
    press(desk, "removal")
    assert press(desk, act).status_code == 303
    work(app)
    assert state(app) is State.NONE
    assert files(app) == {".lock"}


@pytest.mark.parametrize("address", ACTS)
def test_no_link_and_no_picture_acts(app: Flask, desk: Desk, address: str) -> None:
    send(desk, EXPORT)
    work(app)
    before = files(app)
    assert desk.get(address).status_code == 405
    assert desk.client.head(address).status_code == 405
    assert (state(app), files(app)) == (State.REHEARSED, before)


@pytest.mark.parametrize("address", ["/admin/import", *ACTS])
@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({}, {}, 400),
        ({"csrf_token": "none"}, {}, 400),
        ({"csrf_token": None}, {"Origin": "https://evil.example"}, 403),
        ({"csrf_token": None}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_no_other_site_can_act(
    app: Flask, desk: Desk, address: str, fields: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    send(desk, EXPORT)
    work(app)
    before = files(app)
    if "csrf_token" in fields and fields["csrf_token"] is None:
        fields = {"csrf_token": hidden(desk.get("/admin/settings").text, "csrf_token")}
    answer = desk.client.post(address, data={**fields, "file": (BytesIO(EXPORT), "x.xml")}, headers=headers)
    assert answer.status_code == status
    assert (state(app), files(app)) == (State.REHEARSED, before)


@pytest.mark.parametrize("address", ["/admin/import", *ACTS])
def test_nobody_who_is_not_signed_in_acts(app: Flask, desk: Desk, client: FlaskClient, address: str) -> None:
    send(desk, EXPORT)
    work(app)
    answer = client.post(address, data={"file": (BytesIO(EXPORT), "x.xml")})
    assert answer.location.startswith("/admin/login")
    assert state(app) is State.REHEARSED


HOSTILE = document(
    author(1, "meera", MARKUP),
    item(1, comment(1, MARKUP, comment_author=MARKUP, comment_author_url=f"javascript:{MARKUP}"), comment(1, MARKUP),
         title=MARKUP, content=f"[evil onerror=1] {MARKUP}", terms=[("category", "x", MARKUP)], status="private"),
    item(2, post_type=MARKUP), item(3, title=MARKUP, creator=MARKUP, excerpt=MARKUP),
    attachment(4, f"2019/{MARKUP}.png"), attachment(5, "../../a.png"),
)  # fmt: skip


def test_no_markup_of_the_file_or_its_name_acts_on_the_pages(app: Flask, desk: Desk) -> None:
    send(desk, HOSTILE.encode(), f"{MARKUP}.xml", fetch="on")
    pages: list[str] = [desk.get("/admin/import").text]
    work(app)
    pages.append(desk.get("/admin/import").text)
    assert state(app) is State.REHEARSED
    press(desk, "run")
    work(app)
    pages.append(desk.get("/admin/import").text)
    pages += [desk.get(path).text for path in ("/admin/", "/admin/articles", "/admin/comments", "/articles", "/")]
    assert "&lt;script&gt;alert(1)" in pages[1]
    for page in pages:
        assert "<script>alert" not in page
        assert not re.search(r"<[^>]*\sonerror=", page)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b'<!DOCTYPE rss [<!ENTITY a "aaaa">]>' + data,
        lambda data: data.replace(b"<rss", b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss', 1),
        lambda data: data.decode().encode("utf-16"),
        lambda data: b"\0" * 100_000,
        lambda data: b"<!--" + b"-" * 20_000 + b"-->" + data,
    ],
)
def test_what_only_claims_to_be_an_export_is_refused_on_one_page(
    app: Flask, desk: Desk, spoil: Callable[[bytes], bytes]
) -> None:
    answer = send(desk, spoil(EXPORT), "export.xml")
    assert answer.status_code == 422
    assert answer.text.count("This is no export of WordPress or Disqus") == 1
    assert files(app) <= {".lock"}
