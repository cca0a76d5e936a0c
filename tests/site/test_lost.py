"""Addresses that lead nowhere are counted without whoever asked, and not without end."""

from datetime import date

import pytest

from blog.site import lost
from blog.site.lost import Lost, NotLost
from blog.site.models import LostAddress
from blog.site.queries import redirect
from tests.factories import count

pytestmark = pytest.mark.usefixtures("app_context")
TODAY = date(2026, 3, 14)


def listed() -> list[tuple[str, int]]:
    return [(row.path, row.count) for row in lost.most()]


def test_the_most_asked_come_first_and_counts_add_up() -> None:
    counter = Lost()
    for path in ("/a", "/b/", "/b"):
        counter.note(path)
    counter.write_down(TODAY)
    counter.write_down(TODAY)
    counter.note("/b")
    counter.write_down(date(2026, 3, 15))
    assert listed() == [("/b", 3), ("/a", 1)]
    assert [row.last_on for row in lost.most()] == [date(2026, 3, 15), TODAY]


@pytest.mark.parametrize(
    "path",
    ["/wp-login.php", "/.env", "/a/.git/config", "/wp-admin/x", "/xmlrpc.php", "/a.zip", "/receipts/abc",
     "/a@b.example", "/x%40y", "/" + "x" * 500, "/a\u202eb", "/preview/abc", "/favicon.map"],
)  # fmt: skip
def test_what_no_reader_asks_for_or_may_be_about_one_is_not_kept(path: str) -> None:
    counter = Lost()
    counter.note(path)
    counter.write_down(TODAY)
    assert listed() == []


def test_a_flood_of_addresses_fills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost, "MOST", 5)
    for start in (0, 100):
        counter = Lost()
        for number in range(50):
            counter.note(f"/{start + number}")
        counter.note(f"/{start}")
        counter.write_down(TODAY)
    assert count(LostAddress) == 5
    assert {("/0", 2), ("/100", 2)} <= set(listed())
    assert {path for path, _count in listed()} <= {f"/{start + number}" for start in (0, 100) for number in range(5)}


def test_one_that_leads_on_or_is_forgotten_is_gone_from_the_list() -> None:
    counter = Lost()
    for path in ("/a", "/b"):
        counter.note(path)
    counter.write_down(TODAY)
    lost.lead("/a", "/articles/x")
    lost.drop("/b")
    assert (listed(), redirect("/a"), redirect("/b")) == ([], "/articles/x", None)
    for act in (lambda: lost.lead("/c", "/articles/x"), lambda: lost.drop("/b")):
        with pytest.raises(NotLost):
            act()
    assert redirect("/c") is None
