"""Two machines behind nginx are one site: what is done on one is there on the other, and nobody sees which it is."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import start
from tests.e2e.machines import Machines, machines
from tests.e2e.proxies import SETTINGS
from tests.e2e.test_proxies import FORM, ask, comment
from tests.postgresql import Cluster

COMMENTS = "/articles/welcome/comments"


@pytest.fixture(scope="module")
def site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with machines(tmp_path_factory.mktemp("machines"), cluster.empty().replace("+psycopg", "")) as site:
        yield site


def test_both_begin_one_site(site: Machines) -> None:
    assert site.look("SELECT slug, count(*) OVER () FROM article") == [("welcome", 1)]


def test_an_approval_on_one_machine_is_in_the_very_next_answer_of_the_other(site: Machines) -> None:
    desk, (one, other) = site.sign_in(), site.each
    for number in range(8):
        body = f"Letter {number}."
        sent = "&".join(f"{name}={value}" for name, value in comment(site.front, body).items())
        assert ask(site.front, COMMENTS, sent.encode(), source=f"127.0.0.{number + 2}")[0].status == 303
        ((id,),) = site.look(f"SELECT id FROM comment WHERE body = '{body}'")  # noqa: S608
        assert body.encode() not in ask(other, "/articles/welcome")[1]  # and kept there
        assert desk.act(one, f"/admin/comments/{id}/approval").status == 303
        assert body.encode() in ask(other, "/articles/welcome")[1]
        assert body.encode() in ask(site.front, "/articles/welcome")[1]
        one, other = other, one


def test_who_signed_in_at_one_machine_is_signed_in_at_the_other_and_out_at_both(site: Machines) -> None:
    desk = site.sign_in()
    for machine in site.each:
        assert ask(machine, "/admin/", Cookie=desk.cookie)[0].status == 200
    assert desk.act(site.each[0], "/admin/logout").status == 303
    for machine in site.each:
        assert ask(machine, "/admin/", Cookie=desk.cookie)[0].status == 303


def test_a_picture_that_was_sent_to_one_machine_is_given_out_by_the_other(site: Machines) -> None:
    desk, (one, other) = site.sign_in(), site.each
    picture = BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "PNG")
    head = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{desk.token}\r\n--b\r\n'
    head += 'Content-Disposition: form-data; name="files"; filename="red.png"\r\n\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b", "Cookie": desk.cookie}
    ask(one, "/admin/media", head.encode() + picture.getvalue() + b"\r\n--b--\r\n", **kind)
    names = [path.name for path in (site.servers[1].instance / "media").iterdir()]
    assert names
    for name in names:
        here, there = (ask(machine, f"/media/{name}") for machine in (one, other))
        assert (here[0].status, there[0].status) == (200, 200)
        assert here[1] == there[1] != b""


def test_a_third_machine_with_another_key_is_refused_in_one_line(site: Machines, tmp_path: Path) -> None:
    stranger = start(tmp_path / "instance", **SETTINGS, BLOG_DATABASE_URL=site.url, BLOG_SECRET_KEY="another")
    assert stranger.process.wait(20) == 1
    assert stranger.printed.count("\n") == 1
    assert "give each machine the same BLOG_SECRET_KEY" in stranger.printed
    assert ask(site.front, "/articles/welcome")[0].status == 200


def test_a_receipt_from_one_machine_opens_on_the_other(site: Machines) -> None:
    sent = "&".join(f"{name}={value}" for name, value in comment(site.each[0], "For the receipt.").items())
    answer, _ = ask(site.each[0], COMMENTS, sent.encode(), source="127.0.0.20", **FORM)
    path = answer.headers["Location"].partition("/receipts/")[2]
    assert b"For the receipt." in ask(site.each[1], f"/receipts/{path}")[1]
