"""Out into a folder and in again: the same blog."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from blog import samples
from blog.articles import actions, life, queries
from blog.articles.models import Article, ArticleTag, Correction, Tag
from blog.articles.rules import ArticleText, Kind
from blog.db import db, writing
from blog.media import actions as media
from blog.media.models import Media
from blog.media.queries import file_of, picture
from blog.media.queries import rows as media_rows
from blog.plaintext import plain
from blog.portability.exporting import NotEmpty
from blog.portability.importing import import_folder
from blog.site import actions as site
from blog.site import version
from blog.site.models import Redirect
from tests.factories import NOW, count, make_article
from tests.factories import everything as every_row
from tests.portability.folders import drawn, take_in, tree, write_out

LATER = NOW + timedelta(days=30, microseconds=123456)
ELSEWHERE = {"/2019/05/ferry": "/articles/ferry", "/?p=7": "/articles/ferry", "/category/port": "/tags/harbour"}
# Ids are of one database; what was not stored the same way is derived from what was.
NOT_COMPARED = {"id", "also_read_id", "picture_id", "previewed_at"}


def keep_original(app: Flask, data: bytes, ending: str) -> int:
    """A picture of the library, with all that is said of it."""
    folder = app.config["MEDIA_FOLDER"]
    id = media.store(data, f"IMG 1.{ending}", folder, NOW)
    media.describe(id, "A flag", (20, 80), folder)
    return id


def fill(app: Flask) -> None:
    """A blog with all that an article can be."""
    flag = keep_original(app, drawn("red", form="JPEG"), "jpg")
    found = picture(flag)
    assert found
    text = ArticleText(title="The ferry: a “history”",
        body=f"# Part\n\n![x]({found.src})\n\n---\n\n[](/articles/harbour)",
        standfirst="It came - late", summary="# no comment", author="Asha & Menon", language="en", slug="ferry",
        tags=("C++", "Harbour", "कोच्चि"), source_name="The 'Gazette'", source_url="https://example.org/a?b#c",
        disclaimer="One.\n\nTwo: three.", published_at=NOW, picture_id=flag, picture_alt="A flag", picture_caption="Up",
        picture_credit="M. Thomas")  # fmt: skip
    ferry = actions.add(replace(text, slug="first-ferry"), NOW)
    (accounts,) = media_rows([media.store(b"%PDF-1.4 accounts", "Accounts 1.pdf", app.config["MEDIA_FOLDER"], NOW)])
    body = f"{{% raw %}} `x` {{{{< figure >}}}} [Accounts]({file_of(accounts)})"
    harbour = make_article("Harbour", body=body, tags=("Harbour",), comments_open=False)
    actions.revise(ferry, replace(text, also_read="harbour"), NOW + timedelta(hours=1, microseconds=7))
    actions.revise(ferry, replace(text, also_read="harbour", title="The ferry"), NOW + timedelta(hours=2))
    life.correct(ferry, "It was *nine*.", NOW + timedelta(hours=3))
    life.correct(ferry, "- and: not ten", NOW + timedelta(hours=4))
    make_article("A draft", published_at=None, tags=("true", "12"))
    make_article("To come", published_at=LATER + timedelta(days=900))
    gone = make_article("Gone", language="ur")
    life.withdraw(gone, "We take it back.\nSorry.", NOW + timedelta(days=1))
    make_article("About", kind=Kind.PAGE, menu_place=3, picture_id=keep_original(app, drawn("blue"), "png"))
    make_article("अ" * 80, body="Long address.")
    make_article("अ" * 80, body="    Long address\n\n    with a number.\n")
    make_article("null", slug="123", is_sample=True)
    with writing() as session:
        session.get_one(Article, harbour).pinned_at = NOW
        session.get_one(Article, harbour).comments_closed_at = NOW + timedelta(microseconds=1)
        site.lead_all(session, ELSEWHERE)
        session.execute(update(Tag).where(Tag.slug == "harbour").values(description="Ships: all of them", name="Port"))


def everything(app: Flask) -> dict[str, Any]:
    """What readers and the desk find, without the ids of this database."""
    with app.app_context():
        db.session.rollback()
        names = {row.id: row for row in db.session.execute(select(*Media.__table__.columns))}
        articles = {}
        for row in db.session.execute(select(*Article.__table__.columns)):
            said = {name: value for name, value in row._mapping.items() if name not in NOT_COMPARED}
            said["picture"] = names[row.picture_id].name if row.picture_id else None
            said["also_read"] = queries.slug_of(row.also_read_id)
            said["tags"] = [tuple(tag) for tag in queries.tags_of(row.id)]
            said["corrections"] = [(each.made_at, each.text) for each in queries.corrections(row.id)]
            articles[row.kind, row.slug] = said
        tags = list(map(tuple, db.session.execute(select(Tag.slug, Tag.name, Tag.description).order_by(Tag.slug))))
        redirects = list(map(tuple, db.session.execute(select(Redirect.old, Redirect.new).order_by(Redirect.old))))
        pictures = [
            (row.name, row.width, row.height, row.widths, row.alt, row.focal_x, row.focal_y, row.original_filename,
             row.created_at)
            for row in sorted(names.values(), key=lambda row: row.name)
        ]  # fmt: skip
    folder = app.config["MEDIA_FOLDER"]
    files = {file.name: file.read_bytes() for file in sorted(folder.iterdir())} if folder.exists() else {}
    return {"articles": articles, "tags": tags, "redirects": redirects, "pictures": pictures, "files": files}


def test_an_export_in_an_empty_blog_gives_the_same_blog(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        fill(app)
        write_out(tmp_path / "out", app)
    with empty.app_context():
        report = take_in(tmp_path / "out", empty, LATER)
        assert (report.failed, report.notes, dict(report.unknown), report.left) == ([], [], {}, [])
    before, after = everything(app), everything(empty)
    assert len(before["articles"]) == 9
    assert before["redirects"] == sorted([("/articles/first-ferry", "/articles/ferry"), *ELSEWHERE.items()])
    for part in before:
        assert after[part] == before[part], part


def test_what_was_exported_again_is_the_same_to_the_byte(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        fill(app)
        write_out(tmp_path / "one", app)
        write_out(tmp_path / "two", app)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_picture_whose_original_is_gone_comes_as_it_is_sent_and_is_found_by_its_former_name(
    app: Flask, empty: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        id = media.store(drawn("green"), "g.png", app.config["MEDIA_FOLDER"], NOW)
        found = picture(id)
        assert found
        make_article("Green", picture_id=id, picture_alt="Green")
        rmtree(app.config["MEDIA_FOLDER"].with_name("originals"))
        write_out(tmp_path / "out", app)
        name = db.session.get_one(Media, id).name
    assert [path for path in tree(tmp_path / "out") if "originals" in path] == [f"media/originals/{name}.jpg"]
    with empty.app_context():
        assert take_in(tmp_path / "out", empty, LATER).failed == []
        new = db.session.scalars(select(Media)).one().name
        assert new != name
        redirects = [tuple(row) for row in db.session.execute(select(Redirect.old, Redirect.new))]
        assert redirects == [(f"/media/{name}", f"/media/{new}")]
        assert len(take_in(tmp_path / "out", empty, LATER).unchanged) == 1


def test_a_second_import_changes_nothing(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        fill(app)
        write_out(tmp_path / "out", app)
    with empty.app_context():
        take_in(tmp_path / "out", empty, LATER)
        before, stands_at = everything(empty), version.current()
        report = take_in(tmp_path / "out", empty, LATER + timedelta(days=1))
        assert (len(report.unchanged), report.imported, report.updated, report.left) == (9, [], [], [])
        assert version.current() == stands_at
    assert everything(empty) == before


def test_a_blog_that_takes_its_own_export_in_stays_as_it_is(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        fill(app)
        write_out(tmp_path / "out", app)
        before = every_row()
        report = take_in(tmp_path / "out", app, LATER)
        assert (len(report.unchanged), report.imported, report.updated, report.left) == (9, [], [], [])
        assert (report.pictures, every_row()) == (0, before)


def test_where_an_import_broke_off_the_next_goes_on(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        fill(app)
        write_out(tmp_path / "out", app)

    def break_off(done: int, _of: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with empty.app_context():
        with pytest.raises(KeyboardInterrupt):
            import_folder(tmp_path / "out", empty.config["MEDIA_FOLDER"], LATER, break_off)
        assert count(Article) == 5
        report = take_in(tmp_path / "out", empty, LATER)
        assert (len(report.imported), len(report.unchanged), report.left) == (4, 5, [])
    assert everything(empty)["articles"] == everything(app)["articles"]


def test_the_samples_come_back_as_samples(app: Flask, empty: Flask, tmp_path: Path) -> None:
    with app.app_context():
        samples.add_welcome(NOW)
        write_out(tmp_path / "out", app)
    with empty.app_context():
        take_in(tmp_path / "out", empty, LATER)
    before, after = everything(app), everything(empty)
    assert after["articles"] == before["articles"]
    assert [each["is_sample"] for each in after["articles"].values()] == [True]


def test_an_export_goes_into_an_empty_folder_only(app_context: Flask, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        write_out(tmp_path / "full", app_context)
    with pytest.raises(NotEmpty):
        write_out(tmp_path / "full/mine.txt", app_context)
    assert tree(tmp_path / "full") == {"mine.txt": b"mine"}


def test_nothing_is_written_outside_the_folder_whatever_a_slug_holds(app_context: Flask, tmp_path: Path) -> None:
    for slug in ("../../evil", "/etc/evil", "a/b", "..", "nul\x00l", "😀" * 90):
        id = make_article("Evil")
        with writing() as session:
            session.get_one(Article, id).slug = slug
    before = {path for path in tmp_path.rglob("*") if "out" not in path.parts}
    write_out(tmp_path / "out", app_context)
    assert {path for path in tmp_path.rglob("*") if "out" not in path.parts} == before
    assert len([path for path in tree(tmp_path / "out") if path.startswith("articles/")]) == 6


def test_a_picture_whose_files_are_gone_is_told_and_keeps_nothing_from_leaving(
    app_context: Flask, tmp_path: Path
) -> None:
    folder = app_context.config["MEDIA_FOLDER"]
    id = media.store(drawn("green"), "g.png", folder, NOW)
    make_article("Green", picture_id=id)
    for place in (folder, folder.with_name("originals")):
        rmtree(place)
    report = write_out(tmp_path / "out", app_context)
    assert (report.missing, report.articles, report.pictures) == (["g.png"], 1, 0)


TEXTS = st.text(min_size=1, max_size=60).map(plain).filter(bool)
LINES = TEXTS.map(lambda text: " ".join(text.split("\n"))).filter(bool)
TAGS = st.lists(LINES.filter(lambda name: "," not in name), max_size=3)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(LINES, TEXTS, LINES, TAGS, TEXTS), min_size=1, max_size=3))
def test_any_words_survive_the_round_trip(
    app: Flask, empty: Flask, tmp_path_factory: pytest.TempPathFactory, pieces: list[Any]
) -> None:
    out = tmp_path_factory.mktemp("words") / "out"
    for blog in (app, empty):
        with blog.app_context(), writing() as session:
            for table in (ArticleTag, Correction, Tag):
                session.query(table).delete()
            actions.remove(session, list(session.scalars(select(Article.id))))
    with app.app_context():
        for title, body, line, tags, more in pieces:
            id = make_article(
                title, body=body, standfirst=line, picture_caption=line, disclaimer=more, tags=tuple(map(plain, tags))
            )
            life.correct(id, line, NOW)
        write_out(out, app)
    with empty.app_context():
        assert take_in(out, empty, LATER).failed == []
    assert everything(empty)["articles"] == everything(app)["articles"]
    assert everything(empty)["tags"] == everything(app)["tags"]
