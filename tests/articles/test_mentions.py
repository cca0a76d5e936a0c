"""Links between pieces, and the media that they show, stay right, whatever becomes of these."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, select, update

from blog.articles import actions, keeping, mentions, queries, revisions, uses
from blog.articles.models import Article, ArticleMedia, WorkingCopy
from blog.articles.rules import ArticleText, Kind
from blog.db import db, writing
from blog.media import actions as media_actions
from blog.media import queries as media
from blog.media.actions import store
from tests.factories import NOW, make_article

TEXT = ArticleText(title="The clock", body="Words.", published_at=NOW)


@pytest.fixture(autouse=True)
def _context(app_context: Flask) -> None:
    """All of these call the nouns directly."""


def html_of(article_id: int) -> str:
    db.session.rollback()
    return queries.by_id(article_id).body_html


def test_a_link_follows_to_the_new_address_and_headline_and_the_piece_counts_as_unchanged() -> None:
    clock = actions.add(TEXT, NOW)
    other = make_article("Other", body="See [](/articles/the-clock), [this](/articles/the-clock#why).")
    assert '<a href="/articles/the-clock">The clock</a>' in html_of(other)
    actions.revise(clock, replace(TEXT, title="The old clock", slug="old-clock"), NOW + timedelta(days=1))
    assert '<a href="/articles/old-clock">The old clock</a>' in html_of(other)
    assert '<a href="/articles/old-clock#why">this</a>' in html_of(other)
    assert queries.by_id(other).updated_at == NOW
    actions.revise(clock, replace(TEXT, title="The oldest clock"), NOW + timedelta(days=2))
    assert ">The oldest clock</a>" in html_of(other)
    actions.revise(other, replace(TEXT, title="Other", body="Now [](/articles/the-clock)."), NOW)
    assert '<a href="/articles/old-clock">The oldest clock</a>' in html_of(other)


def test_a_link_that_came_before_its_piece_gets_its_headline_later() -> None:
    other = make_article("Other", body="See [](/pages/about).")
    actions.add(replace(TEXT, title="About", kind=Kind.PAGE), NOW)
    assert '<a href="/pages/about">About</a>' in html_of(other)


def test_everything_is_rendered_again_when_the_owner_says_so() -> None:
    ids = [make_article(f"Piece {number}", body="## Part\n\n*Words.*") for number in range(3)]
    db.session.execute(update(Article).values(body_html="<p>old</p>", markup_version=1, headings=[]))
    db.session.commit()
    assert mentions.render_all() == 3
    assert {html_of(id) for id in ids} == {'<h2 id="part">Part</h2>\n<p><em>Words.</em></p>\n'}
    assert queries.by_id(ids[0]).headings == [["part", "Part"]]


# --- Media ---


@pytest.fixture
def folder(app_context: Flask) -> Path:
    path = app_context.config["MEDIA_FOLDER"]
    assert isinstance(path, Path)
    return path


def png(colour: str = "red") -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return file.getvalue()


def shown() -> set[tuple[int, int]]:
    db.session.rollback()
    return {tuple(row) for row in db.session.execute(select(ArticleMedia.article_id, ArticleMedia.media_id))}


def address(id: int) -> str:
    db.session.rollback()
    [row] = media.rows([id])
    return media.file_of(row)


def test_it_is_known_which_media_each_piece_shows_however_it_is_saved(folder: Path) -> None:
    red, blue, pdf = (store(data, "a", folder, NOW) for data in (png(), png("blue"), b"%PDF-1.7"))
    text = replace(TEXT, body=f"![]({address(red)}) and [it]({address(pdf)})", picture_id=blue, picture_alt="Blue")
    id = actions.add(text, NOW)
    assert shown() == {(id, red), (id, blue), (id, pdf)}
    actions.revise(id, replace(text, body=f"![]({address(blue)})"), NOW)
    assert shown() == {(id, blue)}
    actions.revise(id, replace(TEXT, body="Nothing."), NOW)
    assert shown() == set()
    keeping.restore(id, revisions.of_article(id)[-1].id, NOW)
    assert shown() == {(id, red), (id, pdf)}
    with writing() as session:
        session.execute(delete(ArticleMedia))
    mentions.render_all()
    assert shown() == {(id, red), (id, pdf)}
    actions.delete(id)
    assert shown() == set()


def test_a_replaced_picture_is_shown_by_every_piece_that_names_a_former_address(folder: Path) -> None:
    id = store(png(), "a.png", folder, NOW)
    former = address(id)
    piece = make_article(body=f"![A field]({former}), [large]({former})")
    media_actions.replace(id, png("blue"), "b.png", folder, NOW)
    now = address(id)
    assert former != now
    assert former.removesuffix("-60.jpg") not in html_of(piece)
    assert f'src="{now}"' in html_of(piece)
    assert f'<a href="{now}">large</a>' in html_of(piece)
    assert queries.by_id(piece).updated_at == NOW
    other = make_article("Other", body=f"![]({former})")
    assert f'src="{now}"' in html_of(other)
    assert shown() == {(piece, id), (other, id)}


def test_a_picture_without_words_takes_the_first_that_a_piece_gives_it_and_others_show_them(folder: Path) -> None:
    id = store(png(), "a.png", folder, NOW)
    silent = make_article(body=f"![]({address(id)})")
    assert 'alt=""' in html_of(silent)
    make_article("Two", body=f"![A  red *field*]({address(id)})")
    assert 'alt="A red *field*"' in html_of(silent)
    make_article("Three", body="x", picture_id=id, picture_alt="Other words")
    assert 'alt="A red *field*"' in html_of(silent)
    media_actions.describe(id, "A field", (50, 50), folder)
    assert 'alt="A field"' in html_of(silent)


def test_the_words_of_a_lead_picture_are_taken_too(folder: Path) -> None:
    id = store(png(), "a.png", folder, NOW)
    make_article(picture_id=id, picture_alt="A field")
    db.session.rollback()
    assert media.rows([id])[0].alt == "A field"


def test_a_link_to_a_download_without_words_gets_its_name(folder: Path) -> None:
    id = store(b"%PDF-1.7", "accounts.pdf", folder, NOW)
    assert f'<a href="{address(id)}">accounts.pdf</a>' in html_of(make_article(body=f"See []({address(id)})."))


def test_what_a_piece_shows_is_not_deleted_nor_what_stands_in_its_editor(folder: Path) -> None:
    used, led, typed, chosen, replaced = (
        store(png(colour), "a.png", folder, NOW) for colour in ("red", "blue", "green", "white", "gray")
    )
    piece = make_article(body=f"![]({address(used)})", picture_id=led, picture_alt="x")
    former = address(replaced)
    media_actions.replace(replaced, png("black"), "b.png", folder, NOW)
    fields = {"body": f"![]({address(typed)}) ![]({former})", "picture_id": str(chosen)}
    with writing() as session:
        session.add(WorkingCopy(article_id=piece, version=1, kept_at=NOW, fields=fields))
    for id in (used, led, typed, chosen, replaced):
        assert [row.id for row in uses.pieces(id)] == [piece], id
        with pytest.raises(media_actions.MediaInUse):
            media_actions.delete(id, folder)
    assert len(media.rows([used, led, typed, chosen, replaced])) == 5
    actions.delete(piece)
    for id in (used, led, typed, chosen, replaced):
        media_actions.delete(id, folder)
    assert list(folder.iterdir()) == []


def test_a_download_takes_no_words_of_a_piece_as_if_it_were_a_picture(folder: Path) -> None:
    id = store(b"%PDF-1.4 x", "a.pdf", folder, NOW)
    (row,) = media.rows([id])
    make_article(body=f"[Accounts]({media.file_of(row)})", picture_id=None)
    make_article(body="x", picture_id=id, picture_alt="Words")
    assert media.rows([id])[0].alt == ""
