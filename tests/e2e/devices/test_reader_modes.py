"""What a browser's reader mode makes of a piece, by the library that Firefox's own is made of."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from blog.config import ROOT
from tests.e2e.devices.edition import LONG, PIECES

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
LIBRARY = ROOT / "tests/e2e/node_modules/@mozilla/readability"
# Of the masthead, the foot, the letters and their form, and of what leads to other pieces.
AROUND = ("Skip", "About", "Search", "Leave a Reply", "Required", "Post comment", "Report", "writes", "Previous",
          "Next", "Archive", "What is kept", "In this piece", "Also read", "min read", "held the ladder")  # fmt: skip


@pytest.fixture
def extract(read: Open) -> Callable[[str], dict[str, Any]]:
    """All that the library takes out of the piece at an address, and whether a browser would offer it."""
    if not LIBRARY.exists():
        pytest.skip("there is no @mozilla/readability (npm ci --ignore-scripts --prefix tests/e2e)")

    def one(address: str) -> dict[str, Any]:
        page = read(address)
        for script in ("Readability.js", "Readability-readerable.js"):
            page.add_script_tag(path=LIBRARY / script)
        offered = page.evaluate("isProbablyReaderable(document)")
        found: dict[str, Any] = page.evaluate("new Readability(document).parse()")
        return found | {"offered": offered, "words": " ".join(found["textContent"].split())}

    return one


Extract = Callable[[str], dict[str, Any]]


def test_a_piece_with_everything_comes_out_whole_and_alone(extract: Extract) -> None:
    found = extract("/articles/market")
    assert {name: found[name] for name in ("offered", "title", "byline", "excerpt", "lang", "dir", "siteName")} == {
        "offered": True,
        "title": "The clock that was right by being wrong",
        "byline": "Henrietta Voss",
        "excerpt": "For sixty years the market clock ran four minutes fast.",
        "lang": "en",
        "dir": "ltr",
        "siteName": "The Tamberley Post",
    }
    assert found["publishedTime"] == "2026-03-14T10:00:00+00:00"
    for words in ("At nine on Monday", "nobody minded", "a ladder and a Saturday", "1961 4 minutes", "def strike",
                  "The figures are those", "not five", "owns the ladder", "The Tamberley Letter"):  # fmt: skip
        assert words in found["words"]
    assert " ".join(LONG.replace("## ", "").split()) in found["words"]
    assert [words for words in AROUND if words in found["words"]] == []


def test_the_pictures_in_the_text_come_with_their_captions(extract: Extract) -> None:
    content = extract("/articles/market")["content"]
    assert 'alt="A ladder"' in content
    assert "The ladder on Saturday" in content


def test_a_piece_in_urdu_says_so_and_runs_from_right_to_left(extract: Extract) -> None:
    found = extract("/articles/urdu-long")
    piece = PIECES["urdu-long"]
    assert {name: found[name] for name in ("title", "byline", "excerpt", "lang", "dir")} == {
        "title": piece["title"],
        "byline": piece["author"],
        "excerpt": piece["standfirst"],
        "lang": "ur",
        "dir": "rtl",
    }
    assert " ".join(piece["body"].replace("## ", "").split()) in found["words"]
    assert [words for words in AROUND if words in found["words"]] == []


def test_a_long_piece_keeps_every_word(extract: Extract) -> None:
    found = extract("/articles/long")
    words = LONG.replace("## ", " ").split() * 4
    assert found["words"].split()[-len(words) :] == words
    assert [words for words in AROUND if words in found["words"]] == []


def test_a_short_piece_that_nobody_signed_is_the_papers_and_not_drowned_by_the_letters(extract: Extract) -> None:
    found = extract("/articles/brief")
    assert found["byline"] == "The Tamberley Post"
    assert found["words"].endswith("as it did each day. Nobody minded much, or said so at the time.")
    assert [words for words in AROUND if words in found["words"]] == []


def test_nobody_is_offered_a_reader_mode_for_one_word(extract: Extract) -> None:
    found = extract("/articles/short")
    assert (found["offered"], found["title"]) == (False, "Short")
