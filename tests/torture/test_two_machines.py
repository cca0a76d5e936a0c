"""Two machines behind nginx, on one PostgreSQL: no read is stale, no kill is noticed, and everything is done once."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Lock
from typing import NamedTuple

import pytest
from flask import Flask

from blog import clock, create_app
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments import actions as comments
from blog.comments.rules import Submission
from blog.db import db, writing
from blog.notices.listen import QUEUE
from blog.outbox import actions as outbox
from tests.e2e.conftest import Server, start
from tests.e2e.machines import Desk, Machines, machines
from tests.e2e.proxies import Front
from tests.e2e.test_proxies import ask
from tests.e2e.test_restart import Crowd
from tests.post import PostOffice, post_office
from tests.postgresql import Cluster
from tests.waiting import wait_for

READS, READERS, LETTERS, MAILS = 5_000, 4, 8, 100
PAGE = "/articles/welcome"
AGAIN = 11  # seconds after which nginx asks a machine again that was gone


class Act(NamedTuple):
    """When a letter began to be printed or taken away, when that was answered, and which of the two it was."""

    began: float
    ended: float
    is_printed: bool


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path, office: PostOffice) -> Iterator[Machines]:
    url = cluster.empty().replace("+psycopg", "")
    with machines(tmp_path, url, BLOG_SMTP_URL=office.url) as site:
        yield site


@contextmanager
def inside(server: Server) -> Iterator[Flask]:
    app = create_app(server.config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def send(number: int) -> int:
    """A letter from somebody else each time, by its id."""
    sent = Submission(
        article_id=1, name=f"Reader {number}", email=f"{number}@example.org", address=f"10.0.{number}.1",
        body=f"Letter {number:03} of the {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 5}.",
    )  # fmt: skip
    return comments.submit(sent, clock.now())


@pytest.mark.torture
def test_no_read_is_stale_whatever_is_done_on_the_other_machine(
    site: Machines, found: Callable[[str, object], None]
) -> None:
    with inside(site.servers[0]):
        ids = [send(number) for number in range(LETTERS)]
    known: dict[int, list[Act]] = {number: [Act(0, 0, is_printed=False)] for number in range(LETTERS)}
    stale, acts, reads = list[str](), 0, 0
    lock = Lock()

    def read(front: Front) -> None:
        began = time.monotonic()
        answer, body = ask(front, PAGE)
        ended = time.monotonic()
        assert answer.status == 200
        with lock:
            for number, past in known.items():
                last = [act for act in past if act.ended <= began][-1]
                meanwhile = {act.is_printed for act in past if act.began < ended and act.ended > began}
                if (f"Letter {number:03} of".encode() in body) not in {last.is_printed, *meanwhile}:
                    stale.append(f"letter {number} at {front.port}")

    def act(desk: Desk, dice: Random) -> None:
        number, front = dice.randrange(LETTERS), dice.choice([site.front, *site.each])
        is_printed = not known[number][-1].is_printed
        where = "approval" if is_printed else dice.choice(["spam", "bin"])
        with lock:
            known[number].append(Act(time.monotonic(), float("inf"), is_printed))
        assert "done=" in (desk.act(front, f"/admin/comments/{ids[number]}/{where}").headers["Location"] or "")
        with lock:
            known[number][-1] = known[number][-1]._replace(ended=time.monotonic())

    desk, dice = site.sign_in(), Random(3)  # noqa: S311
    fronts = [site.front, *site.each]
    with ThreadPoolExecutor(READERS) as readers:
        while reads < READS:
            asked = [readers.submit(read, fronts[(reads + each) % len(fronts)]) for each in range(10)]
            act(desk, dice)
            acts, reads = acts + 1, reads + len(asked)
            for each in asked:
                each.result()
    found("reads by nginx and of both machines", reads)
    found("letters printed or taken away meanwhile, by any of the three", acts)
    found("stale reads", len(stale))
    assert stale == []


@pytest.mark.torture
def test_a_machine_that_is_killed_is_missed_by_nobody(site: Machines, found: Callable[[str, object], None]) -> None:
    with Crowd(site.front.connect) as crowd:
        for number in (0, 1, 0):
            crowd.wait_for_more()
            site.kill(number)
            crowd.wait_for_more()
            killed = site.servers[number]
            settings = dict(killed.settings) | {"BLOG_PORT": killed.url.rpartition(":")[2]}
            site.servers[number] = start(killed.instance, **settings)
            time.sleep(AGAIN)
    ((stored,),) = site.look("SELECT count(*) FROM comment WHERE body LIKE 'At %'")
    found("requests while machines were killed, three times", crowd.answered)
    found("of them failed", len(crowd.failed))
    found("comments acknowledged, and stored", f"{len(crowd.sent)}, {stored}")
    assert crowd.failed == []
    assert stored == len(crowd.sent) > 20


@pytest.mark.torture
def test_one_scheduler_acts_and_the_other_machine_takes_over(
    site: Machines, office: PostOffice, found: Callable[[str, object], None]
) -> None:
    with inside(site.servers[0]):
        first_id = send(0)
        with writing() as session:
            for number in range(MAILS):
                outbox.add(session, QUEUE, f"{number}@example.org", clock.now(), first_id=first_id)
        due = clock.now() + timedelta(seconds=3)
        articles.add(ArticleText(title="Later", body="Words.", published_at=due), clock.now())
    wait_for(lambda: all(ask(front, "/articles/later")[0].status == 200 for front in site.each), 20)
    late = (clock.now() - due).total_seconds()
    wait_for(lambda: site.look("SELECT 1 FROM mail") == [], 120)
    keys = [mail["Message-ID"] for mail in office.mails]
    found("seconds after its time that a scheduled piece is on both machines, at most", round(late, 1))
    found("mails, and different ones", f"{len(keys)}, {len(set(keys))}")
    assert len(keys) == len(set(keys)) >= MAILS
    wait_for(lambda: holder(site) != "", 60)
    first = holder(site)
    number = next(n for n, each in enumerate(site.servers) if int(first.partition("-")[0]) in pids(each))
    site.kill(number)
    begun = time.monotonic()
    wait_for(lambda: holder(site) != first, 90)
    assert int(holder(site).partition("-")[0]) in pids(site.servers[1 - number])
    found("seconds until the other machine took over", round(time.monotonic() - begun))


def holder(site: Machines) -> str:
    """Who does what only one does."""
    return "".join(str(holder) for (holder,) in site.look("SELECT holder FROM lease WHERE name = 'heartbeat'"))


def pids(server: Server) -> list[int]:
    path = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(pid) for pid in path.read_text("ascii").split()] if path.exists() else []
