"""A whole blog of WordPress comes in: everything that it has, once, and nothing that was done here is undone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from blog.articles import actions as articles
from blog.articles import life, queries
from blog.articles.models import Article
from blog.articles.rules import ArticleText, Kind
from blog.audit.models import Event
from blog.comments import own
from blog.comments.models import Comment, CommentReason, Decision
from blog.db import db, writing
from blog.outbox.models import Mail
from blog.portability.blogs import memory
from blog.portability.blogs.report import Report
from blog.search import index
from blog.site.queries import redirect
from tests.factories import NOW, count, everything, make_admin, make_article
from tests.portability.blogs.moved import bring, bring_file, letters, piece, said, stored, tags, threads
from tests.portability.blogs.wordpress_export import BEGUN, SITE, author, category, comment, item, tag, write

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_post_brings_all_that_an_article_has(app: Flask) -> None:
    post = item(
        7,
        title="The lamp &amp; the quay",
        post_name="the-lamp",
        content="First.\n\nSecond.",
        excerpt="A <em>lamp</em>.",
        terms=[
            ("post_tag", "light", "Light"),
            ("category", "news", "News"),
            ("category", "uncategorized", "Uncategorized"),
        ],
        date=datetime(2019, 5, 4, 10, 0),  # noqa: DTZ001 - as it stands there
        gmt="2019-05-04 04:30:00",
        post_modified_gmt="2019-06-01 00:00:00",
        comment_status="closed",
    )
    bring(app, author(), category(3, "news", "News", "What is new."), tag(4, "light", "Light"), post)
    row = piece("the-lamp")
    assert (row.title, row.kind, row.author, row.summary) == (
        "The lamp & the quay",
        Kind.ARTICLE,
        "Meera Thomas",
        "A lamp.",
    )
    assert row.body == "First.\n\nSecond."
    assert row.published_at == datetime(2019, 5, 4, 4, 30, tzinfo=UTC)
    assert (row.created_at, row.updated_at) == (row.published_at, datetime(2019, 6, 1, tzinfo=UTC))
    assert row.is_live
    assert not row.comments_open
    assert tags("the-lamp") == ["News", "Light"]
    found = queries.tag_by_slug("news")
    assert found
    assert found.description == "What is new."


def test_what_a_clock_on_the_wall_said_is_meant_in_the_sites_zone(app: Flask) -> None:
    bring(app, item(1, date="2019-05-04 10:00:00", gmt="0000-00-00 00:00:00"))
    assert piece("post-1").published_at == datetime(2019, 5, 4, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said_there", "is_live", "has_date", "words"),
    [
        ({"status": "publish"}, True, True, ""),
        ({"status": "future", "date": "2030-01-01 00:00:00"}, False, True, ""),
        ({"status": "draft", "gmt": "0000-00-00 00:00:00"}, False, False, ""),
        ({"status": "pending"}, False, False, ""),
        ({"status": "private"}, False, False, "it was private there"),
        ({"post_password": "open sesame"}, False, False, "it needed a password there"),
        ({"status": "wc-completed"}, False, False, "its status 'wc-completed' is unknown"),
        ({"date": "0000-00-00 00:00:00"}, True, True, "its date '0000-00-00 00:00:00' is none"),
        ({"date": "0000-13-45 99:99:99"}, True, True, "is none, and it is of now"),
        ({"content": " <!-- nothing --> "}, False, False, "it has no words"),
    ],
)
def test_each_state_is_one_of_ours_and_what_is_another_one_is_said(
    app: Flask, said_there: dict[str, str], is_live: bool, has_date: bool, words: str
) -> None:
    report = bring(app, item(1, **said_there))
    row = piece("post-1")
    assert (row.is_live, row.published_at is not None) == (is_live, has_date)
    assert [words in note for _line, note in report.notes] == ([True] if words else [])


def test_what_is_no_piece_stays_there_and_is_counted(app: Flask) -> None:
    parts = [
        item(1, status="trash"),
        item(2, status="auto-draft"),
        item(3, post_type="nav_menu_item"),
        item(4, comment(1)),
    ]
    again = item(4, comment(2, "Under another one of that id."), title="The same id")
    report = bring(app, *parts, again, item(5, comment(3), post_type="revision"))
    assert [row.slug for row in db.session.execute(select(Article.slug))] == ["post-4"]
    assert report.left == {
        "pieces that were in the bin there": 1,
        "pieces that nobody ever saved there": 1,
        "items of the kind 'nav_menu_item'": 1,
        "items without a number of their own": 1,
        "items of the kind 'revision'": 1,
        "comments under what was left out": 2,
    }
    assert "the post number 4 comes twice" in said(report)


def pinned() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Article.slug).where(queries.PINNED)))


STICKY = (
    item(1, is_sticky=1, date="2020-01-01 00:00:00"), item(2, is_sticky=1, date="2021-01-01 00:00:00"),
    item(3, is_sticky=1, date="2022-01-01 00:00:00", status="draft"), item(4, date="2023-01-01 00:00:00"),
    item(5, is_sticky=1, date="2023-01-01 00:00:00", post_type="page"),
)  # fmt: skip


def test_the_newest_sticky_post_is_pinned_and_the_others_are_told(app: Flask) -> None:
    report = bring(app, *STICKY)
    assert pinned() == ["post-2"]
    assert [words for _line, words in report.notes] == [
        "Post 1: it was sticky there; another article leads the first page here"
    ]
    life.unpin(queries.id_of("post-2") or 0)
    bring(app, *STICKY)
    assert pinned() == []


def test_what_is_pinned_here_stays_so(app: Flask) -> None:
    life.pin(make_article("Mine"), NOW)
    report = bring(app, *STICKY)
    assert pinned() == ["mine"]
    assert sum("it was sticky there" in words for _line, words in report.notes) == 2


def test_pages_are_pages_and_two_of_one_address_get_two(app: Flask) -> None:
    make_article("About")
    bring(app, item(1, post_type="page", post_name="about", link=f"{SITE}/about/"), item(2, post_name="about"))
    assert (piece("about-2").kind, piece("about-3").kind) == (Kind.PAGE, Kind.ARTICLE)
    assert redirect("/about") == "/pages/about-2"


def test_letters_stand_in_their_threads_wherever_their_parents_come(app: Flask) -> None:
    report = bring(
        app,
        item(
            1,
            comment(5, "grandchild", parent=3),
            comment(3, "child", parent=2),
            comment(2, "root"),
            comment(4, "orphan", parent=99),
            comment(7, "circle a", parent=8),
            comment(8, "circle b", parent=7),
            comment(9, "its own parent", parent=9),
        ),
        item(2, comment(10, "of another piece", parent=2)),
    )
    assert threads() == {
        "root": None,
        "child": "root",
        "grandchild": "child",
        "orphan": None,
        "circle a": None,
        "circle b": "circle a",
        "its own parent": None,
        "of another piece": None,
    }
    assert (report.orphans, report.cycles) == (2, 2)
    assert report.depths == {1: 5, 2: 2, 3: 1}
    found = {letter.body: letter for letter in letters()}
    assert len({found[name].root_id for name in ("root", "child", "grandchild")}) == 1
    assert [found[name].rank for name in ("root", "child", "orphan", "circle a", "circle b")] == [1, 1, 2, 3, 3]


def test_a_link_of_a_letter_to_another_piece_leads_to_where_that_is_now(app: Flask) -> None:
    bring(app, item(1, comment(1, f'<a href="{SITE}/2015/03/post-2/">there</a>')), item(2))
    assert letters()[0].body == "[there](http://127.0.0.1:8000/articles/post-2)"


def test_letters_have_what_they_had_and_nobody_is_told_or_asked(app: Flask) -> None:
    make_admin()
    when = NOW - timedelta(days=2)
    report = bring(
        app,
        author(),
        item(
            1,
            comment(
                1, "Fine.\r\nIndeed.", date=when, comment_author_url="https://a.example/x", comment_author="Asha  M"
            ),
            comment(2, "Wait.", approved="0"),
            comment(3, "Buy.", approved="spam"),
            comment(4, "Gone.", approved="trash"),
            comment(5, "What?", approved="odd"),
            comment(6, "Mention.", comment_type="pingback", comment_author="", comment_author_url="javascript:x"),
            comment(7, "I answer.", parent=1, comment_user_id=1),
        ),
    )
    found = letters()
    assert [letter.status for letter in found] == [
        "approved", "pending", "spam", "bin", "pending", "approved", "approved",
    ]  # fmt: skip
    first = found[0]
    assert (first.name, first.email, first.website) == ("Asha M", "reader1@example.com", "https://a.example/x")
    assert (first.body, first.body_html) == ("Fine.\nIndeed.", "<p>Fine.<br>\nIndeed.</p>\n")
    assert (first.submitted_at, first.moved_at, first.address_short) == (when, when, "192.0.2.0/24")
    assert found[1].address_short == ""  # as old as addresses are not kept
    assert found[2].moved_at == NOW  # what is thrown away is so from now on
    assert (found[5].name, found[5].website) == ("Anonymous", "")
    assert [letter.by_editor for letter in found] == [False] * 6 + [True]
    assert (report.mentions, count(Decision), count(CommentReason), count(Mail)) == (1, 0, 0, 0)
    assert "comment 5: its status 'odd' is unknown" in said(report)


def test_no_html_of_a_letter_reaches_the_database_uncleaned(app: Flask) -> None:
    hostile = (
        'Hi <script>alert(1)</script><a href="javascript:alert(1)" onclick="x()">a</a> <img src=x onerror=alert(1)> '
        '<b>bold</b> [x](javascript:alert(2)) <iframe src="https://evil.example/"></iframe> &lt;b&gt; <svg/onload=x>'
    )
    report = bring(app, item(1, comment(1, hostile), content=hostile))
    html = letters()[0].body_html
    assert html == (
        "<p>Hi a  <strong>bold</strong> [x](javascript:alert(2)) "
        '<a href="https://evil.example/" rel="nofollow ugc noopener">evil.example</a> &lt;b&gt;</p>\n'
    ).replace("a  <", "a <")
    assert report.gone == {
        "<script>": 2, "links that lead nowhere": 2, "onclick=": 2, "onerror=": 2, "<img>": 2, "<iframe>": 2,
        "<svg>": 2, "onload=": 2,
    }  # fmt: skip
    assert "javascript" not in piece("post-1").body_html.replace("[x](javascript:alert(2))", "")


def test_a_second_import_changes_nothing(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "blog.xml", 12, 150)
    first = bring_file(app, file)
    before = everything()
    second = bring_file(app, file)
    assert everything() == before
    assert sum(first.pieces.values()) == 12
    assert first.depths == second.depths
    assert {name: number for (name, what), number in second.letters.items() if what == "there"} == {
        name: number for (name, what), number in first.letters.items() if what == "new"
    }
    assert not [what for _name, what in [*second.pieces, *second.letters] if what != "there"]


def test_a_newer_file_adds_what_is_new_and_leaves_alone_what_was_changed_here(app: Flask) -> None:
    make_admin()
    bring(app, item(1, comment(1, "First."), comment(2, "Erased.")), item(2, title="Deleted here"))
    articles.revise(1, ArticleText(title="Ours", body="Changed here.", slug="ours", published_at=NOW), NOW)
    articles.delete(2)
    own.erase(2)
    report = bring(
        app,
        item(
            1,
            comment(1, "First, edited."),
            comment(2, "Erased."),
            comment(3, "New.", parent=2),
            title="Theirs",
            content="X",
        ),
        item(2, comment(4, "Under what is deleted."), title="Deleted here"),
        item(3, comment(5, "Under a new one."), title="New"),
    )
    assert [(row.title, row.body) for row in db.session.execute(select(Article.title, Article.body))] == [
        ("Ours", "Changed here."), ("New", "Words."),
    ]  # fmt: skip
    assert threads() == {"First.": None, "New.": None, "Under a new one.": None}
    assert report.changed == ["/articles/ours", "comment 1"]
    assert report.letters["approved", "left"] == 1


def test_a_rehearsal_says_what_the_run_says_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "blog.xml", 10, 120)
    before = everything()
    rehearsal = bring_file(app, file, dry_run=True)
    assert everything() == before
    report = bring_file(app, file)
    assert list(rehearsal.lines(is_rehearsal=False)) == list(report.lines(is_rehearsal=False))


def test_counts_are_those_of_the_file(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path / "blog.xml", 10, 200)
    text = file.read_text("utf-8")
    report = bring_file(app, file)
    for there, here in {"1": "approved", "0": "pending", "spam": "spam", "trash": "bin"}.items():
        there_are = text.count(f"<wp:comment_approved><![CDATA[{there}]]>")
        assert report.letters[here, "new"] == there_are == sum(letter.status == here for letter in letters()), there
    assert sum(report.depths.values()) == 200 == len(letters())


def test_an_import_that_ends_at_any_moment_goes_on_where_it_was(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "blog.xml", 12, 260)
    bring_file(app, file)
    whole, real = stored(), memory.keep
    for number in range(4):
        empty()
        writes = iter(range(number))

        def keep(*what: Any, writes: Iterator[int] = writes) -> None:
            real(*what)
            if next(writes, None) is None:
                raise KeyboardInterrupt  # before the write is done

        with monkeypatch.context() as patch:
            patch.setattr(memory, "keep", keep)
            with pytest.raises(KeyboardInterrupt):
                bring_file(app, file)
        assert stored() != whole
        bring_file(app, file)
        assert stored() == whole


def empty() -> None:
    for id in list(db.session.scalars(select(Article.id))):
        articles.delete(id)
    with writing() as session:
        for table in ("imported", "redirect", "event"):
            session.execute(delete(db.metadata.tables[table]))


def test_readers_find_what_came_in(app: Flask, client: FlaskClient) -> None:
    bring(app, item(1, comment(1, "A word like zephyr.")), item(2, content="Another word: halcyon."))
    assert index.faults() == (0, 0)
    assert "/articles/post-2" in client.get("/search?q=halcyon").text
    assert "A word like zephyr." in client.get("/articles/post-1").text


def test_the_log_says_it_in_a_line_for_each_state(app: Flask) -> None:
    bring(app, item(1), item(2), item(3, status="draft"))
    events = db.session.execute(select(Event.after, Event.is_first).order_by(Event.id)).all()
    assert [tuple(event) for event in events] == [("live", True), ("live", False), ("draft", True)]


def test_a_queue_that_is_full_by_that_is_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.comments.rules.MOST_WAITING", 2)
    assert "wait to be read" not in said(bring(app, item(1, comment(1, approved="0"))))
    assert "2 comments wait to be read" in said(bring(app, item(1, comment(1, approved="0"), comment(2, approved="0"))))
    assert count(Comment) == 2


def test_what_is_too_long_is_named_with_its_line(app: Flask) -> None:
    report: Report = bring(
        app,
        item(1, comment(1, "x" * 70_000), comment(2, "Short.")),
        item(2, content="word " * 110_000),
        item(3, comment(3, "y" * 3_000_000)),
    )
    assert [letter.body for letter in letters()] == ["Short."]
    assert [words for _line, words in sorted(report.notes)] == [
        "a comment of more than 65,535 characters was left out",
        "Post 2: it is longer than 500,000 characters, and was left out",
        "a comment of more than 65,535 characters was left out",
        "a text of more than 2,000,000 characters was cut",
    ]
    assert all(line > 10 for line, _words in report.notes)


def test_an_id_that_comes_twice_or_is_none_is_one_line(app: Flask) -> None:
    double = comment(1, "Another."), comment(2, "Fine."), comment(3, "No id.", comment_id="x"), comment(2, "Elsewhere.")
    report = bring(app, item(1, comment(1, "First."), *double[:3]), item(2, double[3]))
    assert list(threads()) == ["First.", "Fine."]
    assert [words for _line, words in sorted(report.notes)] == [
        "the comment number 1 comes twice, and it was left out",
        "the comment number 'x' is none, and it was left out",
        "the comment number 2 comes twice, and it was left out",
    ]
    assert (report.letters["approved", "new"], report.letters["approved", "left"]) == (2, 3)


def test_threads_that_began_before_go_on(app: Flask) -> None:
    parts = [comment(1, "root", date=BEGUN), comment(2, "child", parent=1)]
    bring(app, item(1, *parts))
    bring(app, item(1, *parts, comment(3, "grandchild", parent=2), comment(4, "another root")))
    assert threads()["grandchild"] == "child"
    assert [letter.rank for letter in letters()] == [1, 1, 1, 2]
