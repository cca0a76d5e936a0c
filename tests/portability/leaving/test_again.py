"""A blog takes its own export in, and nothing is there twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from blog.articles import actions as articles
from blog.articles import life, queries
from blog.articles.models import Article
from blog.comments import own
from blog.comments.models import Comment
from blog.db import db, writing
from blog.portability.blogs import letters as stored_letters
from blog.portability.blogs.report import Report
from blog.site import actions as site
from tests.factories import NOW, everything, make_admin, make_article, make_comment
from tests.portability.blogs.wordpress_export import write as make_export
from tests.portability.leaving.both import arrive, leave
from tests.portability.leaving.test_wordpress import write_letters
from tests.portability.test_round_trip import fill


@pytest.fixture
def filled(app: Flask) -> Flask:
    with app.app_context():
        make_admin()
        fill(app)
        write_letters(queries.id_of("ferry") or 0)
    return app


def became(report: Report) -> set[str]:
    return {what for counts in (report.pieces, report.letters) for (_name, what), count in counts.items() if count}


@pytest.mark.parametrize("has_files", [False, True])
def test_its_own_export_changes_nothing(filled: Flask, tmp_path: Path, *, has_files: bool) -> None:
    with filled.app_context():
        before = everything()
    leave(filled, tmp_path / "out.xml")
    report = arrive(filled, tmp_path / "out.xml", Path(filled.instance_path) if has_files else None)
    assert became(report) == {"there"}
    assert (report.changed, report.redirects, report.pictures) == ([], 0, 0)
    with filled.app_context():
        assert everything() == before


def test_a_blog_that_came_from_wordpress_knows_itself_too(app: Flask, tmp_path: Path) -> None:
    arrive(app, make_export(tmp_path / "there.xml", 12, 120))
    with app.app_context():
        before = everything()
    leave(app, tmp_path / "out.xml")
    assert became(arrive(app, tmp_path / "out.xml")) == {"there"}
    assert became(arrive(app, tmp_path / "there.xml")) == {"there"}
    with app.app_context():
        assert everything() == before


def test_what_was_edited_since_stays_as_it_is_and_what_is_gone_stays_gone(filled: Flask, tmp_path: Path) -> None:
    leave(filled, tmp_path / "out.xml")
    with filled.app_context():
        ferry = queries.id_of("ferry") or 0
        first = db.session.scalars(select(Comment.id).order_by(Comment.id)).first() or 0
        last = make_comment(ferry, "The last one.")
        life.unpublish(ferry, NOW)
        leave(filled, tmp_path / "newer.xml")
        own.erase(last)
        with writing() as session:
            session.get_one(Article, ferry).slug = "another"
            session.get_one(Comment, first).body_html = "<p>Edited.</p>\n"
        articles.delete(queries.id_of("gone") or 0)
        before = everything()
    for name in ("out.xml", "newer.xml"):
        assert became(arrive(filled, tmp_path / name)) == {"there"}
    with filled.app_context():
        assert everything() == before


def test_what_a_newer_export_has_more_comes_in(filled: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an older backup was brought back; also where what it answers was looked at in another write."""
    monkeypatch.setattr(stored_letters, "AT_ONCE", 1)
    with filled.app_context():
        ferry = queries.id_of("ferry") or 0
        above = db.session.scalars(select(Comment.id).where(Comment.article_id == ferry).order_by(Comment.id)).first()
        letter = make_comment(ferry, "Newest letter.", parent_id=above)
        piece = make_article("Newest")
    path = tmp_path / "out.xml"
    leave(filled, path)
    text = path.read_text("utf-8")
    for name, id, later in (("wp:post_id", piece, "9" * 5_000), ("wp:comment_id", letter, letter + 900)):
        assert text.count(f"<{name}><![CDATA[{id}]]>") == 1
        text = text.replace(f"<{name}><![CDATA[{id}]]>", f"<{name}><![CDATA[{later}]]>")
    path.write_text(text.replace(f"articles/{piece}]]></guid>", f"articles/{'9' * 5_000}]]></guid>"), "utf-8")
    report = arrive(filled, path)
    new = [count for counts in (report.pieces, report.letters) for (_, what), count in counts.items() if what == "new"]
    assert sum(new) == 2
    with filled.app_context():
        parents = select(Comment.parent_id).where(Comment.body == "Newest letter.").order_by(Comment.id)
        assert list(db.session.scalars(parents)) == [above, above]
    assert became(arrive(filled, path)) == {"there"}


def test_another_one_under_the_same_number_is_another_one(filled: Flask, tmp_path: Path) -> None:
    with filled.app_context():
        letter = make_comment(queries.id_of("ferry") or 0, "Was here once.")
        piece = make_article("Was here once")
    leave(filled, tmp_path / "out.xml")
    with filled.app_context(), writing() as session:
        session.get_one(Article, piece).created_at -= timedelta(microseconds=1)
        session.get_one(Comment, letter).submitted_at -= timedelta(seconds=1)
    report = arrive(filled, tmp_path / "out.xml")
    assert (report.pieces["article, live", "new"], report.letters["pending", "new"]) == (1, 1)
    assert sum(count for (_name, what), count in report.letters.items() if what == "new") == 1


def test_the_export_of_another_blog_is_not_taken_for_its_own(filled: Flask, empty: Flask, tmp_path: Path) -> None:
    """Even where both gave the same numbers at the same time, and one of them is gone."""
    with empty.app_context():
        make_admin()
        with writing() as session:
            site.put(session, tagging="other.example,2026-03-14")
        id = make_article("Mine")
        make_comment(id)
        articles.delete(make_article("Deleted"))
    leave(filled, tmp_path / "out.xml")
    assert became(arrive(empty, tmp_path / "out.xml")) == {"new"}
