"""What lynx and w3m make of the pages: words in their order, labels before their fields, none that await a script."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import pytest

from tests.e2e.conftest import Server
from tests.factories import hidden

BROWSERS = {
    "lynx": ["lynx", "-nonumbers", "-nolist", "-width=200", "-display_charset=utf-8", "-dump"],
    "w3m": ["w3m", "-cols", "200", "-O", "UTF-8", "-dump"],
}
MASTHEAD = ["Skip to content", "The Tamberley Post", "About Search"]
FOOT = ["The Tamberley Post · Letters from a small town", "Archive Tags", "What is kept of you"]
FORM = ["Leave a Reply", "Required fields are marked *", "Comment *", "Help with italics", "Name *", "Email *",
        "Website", "Leave this empty", "Post comment", "Every comment is read"]  # fmt: skip
Lines = Callable[[str], list[str]]


@pytest.fixture(params=BROWSERS)
def lines(request: pytest.FixtureRequest, edition: Server) -> Lines:
    """All lines that a browser draws of the page at an address."""
    if not shutil.which(request.param):
        pytest.skip(f"there is no {request.param}")

    def one(address: str) -> list[str]:
        asked = [*BROWSERS[request.param], edition.url + address]
        done = subprocess.run(asked, check=False, capture_output=True, text=True)  # lynx fails where it gets a 404
        return [" ".join(line.split()) for line in done.stdout.splitlines() if line.strip()]

    return one


def stand_in_order(lines: Sequence[str], words: Sequence[str]) -> None:
    """Each of the words in a line of its own or in that of those before it, further down or further along."""
    whole, at = "\n".join(lines), 0
    for each in words:
        assert each in whole[at:], f"{each!r} is not below what should stand above it:\n{whole}"
        at = whole.index(each, at) + len(each)


def test_a_piece_reads_from_its_headline_to_its_notes_and_then_its_letters(lines: Lines) -> None:
    drawn = lines("/articles/market")
    stand_in_order(drawn, [
        *MASTHEAD, "Market", "The clock that was right by being wrong", "four minutes fast.",
        "A round clock over a market hall", "The clock on Monday Picture: Oliver Nkemelu", "By Henrietta Voss",
        "In this piece", "The ladder", "At nine on Monday", "nobody minded", "A ladder", "The ladder on Saturday",
        "The ladder, 1:", "The Saturday, 1:", "What it cost, 4:", "1961", "4 minutes", "def strike", "The figures are",
        "Correction", "not five.", "Disclaimer", "owns the ladder.", "Source: The Tamberley Letter", "Also read",
        "Hello", "2 comments", "Asha Menon writes", "I held the ladder.", "Joseph K. replies", "So you did.",
        *FORM, *FOOT,
    ])  # fmt: skip
    # What only a script can do is not there at all.
    assert [line for line in drawn if "In reply to" in line or "Remember my" in line] == []


def test_who_replies_sees_to_whom(lines: Lines) -> None:
    drawn = lines("/articles/hello?reply=1")
    stand_in_order(drawn, ["Leave a Reply", "In reply to Asha Menon:", "A letter.", "Cancel", "Comment *"])


def test_each_label_stands_before_its_field(lines: Lines) -> None:
    drawn = lines("/articles/market")
    body = drawn.index("Comment *")
    assert re.fullmatch(r"\[? *_*\]?", drawn[body + 1].replace(" ", ""))
    for label in ("Name *", "Email *", "Website", "Leave this empty"):
        assert [line for line in drawn if re.fullmatch(rf"{re.escape(label)} (_+|\[ *\])", line)], label


def test_the_front_page_and_the_search_list_their_pieces(lines: Lines) -> None:
    listed = ["Sixty years", "پرانی گھڑی", "ساٹھ سال تک", "Hello"]
    stand_in_order(lines("/"), [*MASTHEAD, "The clock that was right", "By Henrietta Voss", *listed, *FOOT])
    found = lines("/search?q=clock")
    stand_in_order(found, [*MASTHEAD[:2], "Search", "Words to look for", "clock", "Search", "pieces have it.",
                           "The clock that was right", "Sixty years", *FOOT])  # fmt: skip
    assert not [line for line in found if "style" in line or "{" in line]


def test_what_is_not_there_says_so_and_leads_on(lines: Lines) -> None:
    stand_in_order(lines("/nowhere"), [*MASTHEAD[:2], "This page is not in our pages.", "Words to look for", "archive"])


def test_a_comment_can_be_sent_and_its_receipt_read_with_lynx(edition: Server) -> None:
    if not shutil.which("lynx"):
        pytest.skip("there is no lynx")
    source = subprocess.run(
        ["lynx", "-source", f"{edition.url}/articles/long"], check=True, capture_output=True, text=True
    ).stdout
    fields = {"body": "From a *terminal*.", "name": "Lynn", "email": "lynn@example.org", "website": "", "topic": ""}
    sent = urlencode(fields | {"stamp": hidden(source, "stamp"), "parent": ""})
    receipt = subprocess.run(
        [*BROWSERS["lynx"], "-post_data", f"{edition.url}/articles/long/comments"],
        check=True, capture_output=True, text=True, input=f"{sent}\n---\n",
    ).stdout  # fmt: skip
    stand_in_order(receipt.splitlines(), ["Your comment is waiting to be read", "Lynn", "From a terminal."])
