"""A reader's whole round, with script and without: from the first words to the last of them erased."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from blog import clock
from blog.comments import actions as comments
from blog.comments import decisions
from tests.databases import inside, written
from tests.e2e.conftest import Server
from tests.e2e.test_mail import all_due, office, site, text  # noqa: F401 - fixtures too
from tests.post import PostOffice
from tests.waiting import wait_for

pytestmark = pytest.mark.browser
ARTICLE = "/articles/the-bridge"


def at_the_desk(instance: Path, office: PostOffice, act: Callable[[], object]) -> None:  # noqa: F811
    """What the admin does, in a process of its own; half a minute later."""
    with inside(instance, smtp_url=office.url):
        act()
    all_due(instance)


def link(office: PostOffice, to: str, path: str) -> str:  # noqa: F811
    """The last link of this kind that was mailed to somebody."""
    mails = [mail for mail in office.mails if mail["To"].addresses[0].addr_spec == to]
    return re.findall(rf"http://\S+/{path}/[\w.-]+", text(mails[-1]))[-1]


def arrive(office: PostOffice, count: int) -> None:  # noqa: F811
    """So many mails to readers have come by now."""
    wait_for(lambda: len([m for m in office.mails if "meera" not in str(m["To"])]) >= count)


def send(page: Page, url: str, name: str, email: str) -> str:
    """Write a comment; the address of its private page."""
    page.goto(url + ARTICLE)
    page.get_by_label("Comment *").fill(f"The words of {name}.")
    page.get_by_label("Name *").fill(name)
    page.get_by_label("Email *").fill(email)
    page.get_by_label("Tell me by mail").check()
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", name="waiting to be read")).to_be_visible()
    return page.url


def found(instance: Path, word: str) -> list[str]:
    """The files of the site that hold a word, and a fresh copy of its database among them."""
    (instance / "copy").write_bytes(written(instance))
    # A backup of before keeps who was erased until it is dropped, and erases them again when it is restored.
    files = [path for path in instance.rglob("*") if path.is_file() and "backups" not in path.parts]
    return sorted(path.name for path in files if word.encode().lower() in path.read_bytes().lower())


@dataclass
class Reader:
    """Somebody who writes one comment, in a browser of their own."""

    page: Page
    name: str
    email: str
    receipt: str = ""

    def writes_and_changes_it(self, url: str) -> None:
        self.receipt = send(self.page, url, self.name, self.email)
        self.page.get_by_role("link", name="Change it").click()
        self.page.get_by_label("Comment *").fill(self.words)
        self.page.get_by_role("button", name="Save").click()
        expect(self.page.get_by_text(self.words)).to_be_visible()

    def confirms(self, office: PostOffice) -> None:  # noqa: F811
        self.page.goto(link(office, self.email, "confirm"))
        self.page.get_by_role("button", name="Yes, tell me").click()
        expect(self.page.get_by_role("heading", name="You will be told")).to_be_visible()

    def is_told(self, office: PostOffice, words: str) -> None:  # noqa: F811
        self.page.goto(link(office, self.email, "articles/the-bridge/comments"))
        expect(self.page.locator(".comment:target")).to_contain_text(words)

    def ends_the_mail(self, office: PostOffice) -> None:  # noqa: F811
        self.page.goto(link(office, self.email, "unsubscribe"))
        self.page.get_by_role("button", name="End all mail").click()
        expect(self.page.get_by_role("heading", name="No mail comes any more")).to_be_visible()

    def takes_it_back(self, url: str) -> None:
        self.page.goto(self.receipt)
        self.page.locator("summary").click()
        self.page.get_by_role("button", name="Take it back").click()
        expect(self.page.get_by_role("heading", name="You took your comment back")).to_be_visible()
        self.page.goto(url + ARTICLE)
        expect(self.page.get_by_text(self.words)).to_have_count(0)

    def erases_it(self) -> None:
        self.page.goto(self.receipt)
        self.page.locator("summary").click()
        self.page.get_by_role("link", name="Erase it …").click()
        expect(self.page.get_by_role("heading", name="Erase your comment?")).to_be_visible()
        self.page.get_by_role("button", name="Erase it for good").click()
        expect(self.page.get_by_role("heading", name="This comment is gone")).to_be_visible()

    @property
    def words(self) -> str:
        return f"The better words of {self.name}."


@pytest.fixture
def readers(browser: Browser) -> Iterator[list[Reader]]:
    """One with script, and one without; their names are to be in no file in the end."""
    contexts = [browser.new_context(java_script_enabled=has_script) for has_script in (True, False)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.set_default_timeout(15_000)
    yield [
        Reader(pages[0], "Zebulonia Quirk", "z@quirk.example"),
        Reader(pages[1], "Ottoline Brisket", "o@brisket.example"),
    ]
    for context in contexts:
        assert context.cookies() == []
        context.close()


def test_a_reader_does_the_whole_round_with_script_and_without(
    site: Server,  # noqa: F811
    office: PostOffice,  # noqa: F811
    readers: list[Reader],
    tmp_path: Path,
) -> None:
    instance = tmp_path / "instance"
    for reader in readers:
        reader.writes_and_changes_it(site.url)
    arrive(office, 2)
    for reader in readers:
        reader.confirms(office)
    at_the_desk(instance, office, lambda: [decisions.approve(id, 1, clock.now()) for id in (1, 2)])
    arrive(office, 4)
    for reader in readers:
        reader.is_told(office, reader.words)
    at_the_desk(instance, office, lambda: [comments.reply(id, "The editor's answer.", 1, clock.now()) for id in (1, 2)])
    arrive(office, 6)
    for reader in readers:
        reader.is_told(office, "The editor's answer.")
        reader.ends_the_mail(office)
        reader.takes_it_back(site.url)
    assert all(found(instance, reader.name) for reader in readers)
    for reader in readers:
        reader.erases_it()
    assert [found(instance, word) for reader in readers for word in (reader.name, reader.email)] == [[]] * 4
