"""Mail from a real server process to a real mail server, and its links on a phone without a session."""

import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, expect

from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments import actions as comments
from blog.comments.rules import Submission
from tests.databases import inside, make, run
from tests.e2e.conftest import Server, start
from tests.factories import NOW, make_admin
from tests.post import PostOffice, post_office
from tests.raw import workers
from tests.waiting import wait_for

PAST = NOW - timedelta(days=9)
LINK = re.compile(r"http://127\.0\.0\.1:\d+/decide/[\w.-]+")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def text(mail: object) -> str:
    return str(mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def write(instance: Path, office: PostOffice, numbers: range, article: bool = False) -> None:
    """What a worker of the server does for each comment: store it, and its mail with it."""
    with inside(instance, smtp_url=office.url):
        if article:
            make_admin()
            articles.add(ArticleText(title="The bridge", body="Words.", published_at=NOW), NOW)
        for number in numbers:
            sent = Submission(
                article_id=1, name=f"Reader {number}", email=f"{number}@example.org", address=f"10.0.{number}.1",
                body=f"My letter number {number}, about the {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 5} of it.",
            )  # fmt: skip
            comments.submit(sent, NOW)


@pytest.fixture
def site(tmp_path: Path, office: PostOffice) -> Iterator[Server]:
    """A running site with an admin and one article, that sends its mail to the office."""
    instance = tmp_path / "instance"
    make(instance)
    write(instance, office, range(0), article=True)
    server = start(instance, BLOG_WORKERS="2", BLOG_SMTP_URL=office.url, BLOG_SECRET_KEY="k")
    yield server
    server.stop()


def all_due(instance: Path) -> None:
    """The hour of the digest has come."""
    run(instance, "UPDATE mail SET due_at = :past", past=PAST)
    run(instance, "UPDATE lease SET until = :past WHERE name = 'mail'", past=PAST)


def statuses(instance: Path) -> list[str]:
    return [status for (status,) in run(instance, "SELECT status FROM comment ORDER BY id")]


@pytest.mark.browser
@pytest.mark.torture
def test_twenty_comments_are_cleared_from_mails_alone_on_a_phone_without_a_session(
    site: Server, office: PostOffice, browser: Browser, tmp_path: Path
) -> None:
    instance = tmp_path / "instance"
    write(instance, office, range(1))
    wait_for(lambda: len(office.mails) == 1)
    write(instance, office, range(1, 20))
    all_due(instance)
    wait_for(lambda: len(office.mails) == 2)
    links = [link for mail in office.mails for link in LINK.findall(text(mail))]
    assert len(links) == 20
    phone: dict[str, Any] = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**phone)
    page = context.new_page()
    for number, link in enumerate(links):
        page.goto(re.sub(r"http://[^/]+", site.url, link))
        act = "Spam" if number % 5 == 4 else "Approve"
        button = page.get_by_role("button", name=act, exact=True)
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        button.tap()
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert statuses(instance) == ["spam" if number % 5 == 4 else "approved" for number in range(20)]
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("waits again")).to_be_visible()
    assert statuses(instance).count("pending") == 1
    assert context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    context.close()


@pytest.mark.browser
@pytest.mark.torture
def test_whoever_looks_into_the_mail_for_the_admin_changes_nothing(
    site: Server, office: PostOffice, browser: Browser, tmp_path: Path
) -> None:
    instance = tmp_path / "instance"
    write(instance, office, range(2))
    wait_for(lambda: office.mails)
    links = [re.sub(r"http://[^/]+", site.url, link) for mail in office.mails for link in LINK.findall(text(mail))]
    for link in links:
        for method in ("GET", "HEAD", "OPTIONS"):
            for agent in ("Mozilla/5.0", "GoogleImageProxy", "BarracudaCentral", "Slackbot-LinkExpanding 1.0"):
                headers = {"User-Agent": agent, "Purpose": "prefetch", "Sec-Purpose": "prefetch", "X-Moz": "prefetch"}
                urlopen(Request(link, method=method, headers=headers), timeout=10).close()
        context = browser.new_context()
        page = context.new_page()
        page.goto(link)
        page.wait_for_timeout(1_000)
        page.reload()
        page.mouse.wheel(0, 2_000)
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert page.locator("script").count() == 0
        page.goto(site.url)
        page.go_back()
        context.close()
    assert statuses(instance) == ["pending"] * len(statuses(instance))


@pytest.mark.torture
def test_no_comment_and_no_mail_is_lost_by_a_kill_in_the_middle_of_sending(
    office: PostOffice, site: Server, tmp_path: Path, found: Callable[[str, object], None]
) -> None:
    kills = 100
    instance, dice, server = tmp_path / "instance", random.Random(4), site  # noqa: S311
    server.stop()
    office.pause = 0.02  # so that a kill can find every step of the dialogue
    for number in range(kills):
        write(instance, office, range(number, number + 1))
        all_due(instance)
        server = start(instance, BLOG_WORKERS="1", BLOG_SMTP_URL=office.url, BLOG_SECRET_KEY="k")
        pid = server.process.pid
        begun = len(office.steps)
        wait_for(lambda begun=begun: len(office.steps) > begun)  # type: ignore[misc]
        time.sleep(dice.random() * 0.15)
        for each in (pid, *workers(pid)):
            os.kill(each, signal.SIGKILL)
        server.process.wait()
    all_due(instance)
    server = start(instance, BLOG_WORKERS="1", BLOG_SMTP_URL=office.url, BLOG_SECRET_KEY="k")
    try:
        found("comments lost in 100 kills while mail goes", kills - len(statuses(instance)))
        assert len(statuses(instance)) == kills

        def told() -> set[str]:
            return set(re.findall(r"My letter number (\d+)", "".join(map(text, office.mails))))

        wait_for(lambda: told() == {str(number) for number in range(kills)}, 60)
    finally:
        server.stop()
