"""What is kept between requests is what the database says at that moment."""

import pytest
from sqlalchemy import text

from blog.articles.queries import pages
from blog.articles.rules import Kind
from blog.db import db, writing
from blog.site import actions
from blog.site.actions import put
from blog.site.queries import settings
from tests.factories import make_article, past_us
from tests.statements import asked

pytestmark = pytest.mark.usefixtures("app_context")


def test_settings_and_pages_are_read_once_while_nothing_changes() -> None:
    settings(), pages()
    db.session.rollback()
    with asked(db.engine) as statements:
        settings(), pages(), settings()
    assert [statement.split()[0] for statement, _values in statements if statement != "BEGIN"] == ["SELECT"]
    assert "content_version" in statements[-1][0]


def test_a_change_is_seen_by_the_very_next_transaction() -> None:
    assert settings().title == "Letterpress"
    actions.change(title="New")
    assert settings().title == "New"
    make_article("About", kind=Kind.PAGE)
    assert [page.title for page in pages()] == ["About"]
    db.session.rollback()
    with past_us() as other:
        other.execute(text("UPDATE setting SET value = '\"Other\"' WHERE key = 'title'"))
        other.execute(text("UPDATE article SET title = 'Elsewhere'"))
    assert (settings().title, [page.title for page in pages()]) == ("Other", ["Elsewhere"])


def test_what_a_write_sees_of_its_own_changes_is_not_kept() -> None:
    with writing() as session:
        put(session, title="Never stored")
        session.flush()
        assert settings().title == "Never stored"
        session.rollback()
    actions.change(description="The same number of the version, another change")
    assert settings().title == "Letterpress"


def test_another_app_keeps_its_own() -> None:
    assert settings().title == "Letterpress"
    db.session.remove()
    db.engine.dispose()
    with past_us() as other:
        other.execute(text("INSERT INTO setting VALUES ('title', '\"Another\"')"))
        other.execute(text("UPDATE content_version SET version = version - 1"))
    assert settings().title == "Another"
