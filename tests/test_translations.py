"""The site speaks each language that it says it speaks, wholly and without a slip."""

import re
import subprocess
import sys
from collections import Counter
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from blog.config import ROOT
from blog.gate import RouteClass
from blog.language import direction
from blog.locale import CATALOGUES, interfaces, moment, ngettext
from blog.notices import mails
from blog.site import actions as site
from tests.conftest import NOW
from tests.factories import Desk, make_article
from tests.filled import Filled, fill
from tests.test_url_map import addresses

LANGUAGES = [tag for tag in interfaces() if tag != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|BLOG_[A-Z_]+")
TAG = re.compile(r"<[^<>]+>")
SAME = {"“%(text)s”", "%(title)s: %(words)s", "%(file)s: %(words)s", "Markdown"}  # what may read as it does in English
TITLES = {"Withdrawn", "Draft"}  # of pieces that these pages show
each_language = pytest.mark.parametrize("language", LANGUAGES)


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def phrases(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """One, or the singular and the plural."""
    return (words,) if isinstance(words, str) else tuple(words)


def template() -> set[tuple[str, ...]]:
    with (CATALOGUES / "messages.pot").open("rb") as file:
        return {forms(phrase.id) for phrase in phrases(read_po(file))}


def test_it_speaks_english_hindi_and_urdu() -> None:
    assert interfaces() == {"en": "English", "hi": "हिन्दी", "ur": "اردو"}


def test_every_phrase_of_code_and_templates_is_in_the_template(tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    command = re.search(r"pybabel (-q extract .*?) --omit-header", (ROOT / "Makefile").read_text("utf-8"))
    assert command, "no target that extracts"
    arguments = [argument.strip('"') for argument in command[1].split()]
    babel = [sys.executable, "-m", "babel.messages.frontend", *arguments, "-o", str(found), "."]
    subprocess.run(babel, cwd=ROOT, check=True)
    with found.open("rb") as file:
        assert {forms(phrase.id) for phrase in phrases(read_po(file))} == template(), "run `make words`"


@each_language
def test_every_phrase_has_its_translation_and_none_is_left_over(language: str) -> None:
    catalog = catalogue(language)
    assert {forms(phrase.id) for phrase in phrases(catalog)} == template()
    assert not catalog.obsolete
    for phrase in phrases(catalog):
        assert all(form.strip() for form in forms(phrase.string)), phrase.id
        assert not phrase.fuzzy, phrase.id
        assert phrase.id in SAME or forms(phrase.string) != forms(phrase.id), phrase.id


@each_language
def test_no_translation_loses_or_invents_what_is_filled_in(language: str) -> None:
    for phrase in phrases(catalogue(language)):
        for original, translated in zip(forms(phrase.id), forms(phrase.string), strict=True):
            assert Counter(PLACEHOLDER.findall(translated)) == Counter(PLACEHOLDER.findall(original)), original
            assert TAG.findall(translated) == TAG.findall(original), original
            ends = [(words[:1].isspace(), words[-1:].isspace()) for words in (original, translated)]
            assert ends[0] == ends[1], original


@each_language
def test_the_plurals_are_those_of_the_language(language: str) -> None:
    catalog, rule = catalogue(language), Locale(language).plural_form
    index = re.search(r"plural=\((n [!>]=? 1)\)", catalog.plural_forms)
    assert index, catalog.plural_forms
    for n in range(201):
        assert eval(index[1], {"n": n}) == (rule(n) != "one"), n  # noqa: S307 - our own, of one shape


@each_language
def test_what_the_server_reads_is_made_of_these_words(language: str) -> None:
    made = BytesIO()
    write_mo(made, catalogue(language))
    stored = CATALOGUES / language / "LC_MESSAGES" / "messages.mo"
    assert stored.read_bytes() == made.getvalue(), "run `make words`"


@pytest.fixture
def filled(app: Flask) -> Filled:
    """A site that has one of everything."""
    with app.app_context():
        return fill(app)


@each_language
def test_no_page_has_a_phrase_of_another_language(app: Flask, filled: Filled, language: str) -> None:
    with app.app_context():
        site.change(language=language)
    english = originals(language)
    desk, seen = Desk(app), 0
    classes = (RouteClass.PUBLIC, RouteClass.TOKEN, RouteClass.DOOR, RouteClass.ADMIN)
    for address in addresses(app, filled, *classes):
        if "logout" in address:
            continue
        answer = desk.get(address, buffered=True)
        if answer.mimetype in ("text/html", "application/atom+xml") and answer.status_code < 500:
            assert not (left := words_of(answer.text) & english - TITLES), (address, left)
            seen += 1
    assert seen > 50


@each_language
def test_the_frame_runs_the_way_of_its_language(client: FlaskClient, app_context: Flask, language: str) -> None:
    site.change(language=language)
    assert f'<html lang="{language}" dir="{direction(language)}">' in client.get("/").text


@each_language
def test_mail_is_in_the_language_of_the_site(app_context: Flask, language: str) -> None:
    site.change(language=language)
    words = {phrase.id: phrase.string for phrase in phrases(catalogue(language))}
    assert words["Mail works"] in mails.trial("meera@example.org", NOW)["Subject"]


@pytest.mark.parametrize(
    ("language", "day"), [("en", "14 March 2026"), ("hi", "14 मार्च 2026"), ("ur", "14 مارچ، 2026")]
)
def test_dates_are_in_the_language_of_the_site(
    client: FlaskClient, app_context: Flask, language: str, day: str
) -> None:
    site.change(language=language)
    make_article(published_at=NOW)
    assert day in client.get("/").text


@pytest.mark.parametrize(("language", "number"), [("en", "123,456"), ("hi", "1,23,456"), ("ur", "123,456")])
def test_counts_are_written_as_the_language_does_it(app_context: Flask, language: str, number: str) -> None:
    site.change(language=language)
    drawn = render_template_string("{{ ngettext('%(num)s comment', '%(num)s comments', 123456) }}")
    assert drawn.startswith(number)
    assert drawn == ngettext("%(num)s comment", "%(num)s comments", 123456)


def test_no_count_is_filled_in_as_a_bare_number() -> None:
    assert not [phrase for phrase in template() if any("%(num)d" in form for form in phrase)], "write %(num)s"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "14 March 2026, 10:00"), ("hi", "14 मार्च 2026, 10:00"), ("ur", "14 مارچ، 2026 10:00")],
)
def test_a_moment_is_put_together_as_the_language_does_it(app_context: Flask, language: str, words: str) -> None:
    site.change(language=language)
    assert moment(NOW) == words


def test_the_settings_offer_what_the_site_speaks_by_its_own_name(desk: Desk) -> None:
    page = desk.get("/admin/settings").text
    for tag, name in interfaces().items():
        assert f'<option value="{tag}" lang="{tag}">{name}</option>' in page


def test_a_language_that_it_does_not_speak_is_still_taken(client: FlaskClient, app_context: Flask) -> None:
    site.change(language="ta")
    assert "Nothing published yet." in client.get("/").text


def originals(language: str) -> set[str]:
    """The English phrases without anything to fill in, which stand nowhere in pages of this language."""
    return {
        phrase.id.strip()
        for phrase in phrases(catalogue(language))
        if isinstance(phrase.id, str) and not PLACEHOLDER.search(phrase.id) and phrase.id != phrase.string
    }


def words_of(page: str) -> set[str]:
    """All that stands between tags, or in attributes that are shown or said, without the white space around it."""
    found = re.findall(r">([^<>]+)<", page) + re.findall(
        r'\b(?:alt|aria-label|content|data-[\w-]+|placeholder|title)="([^"]*)"', page
    )
    return {unescape(words).strip() for words in found}


@pytest.mark.usefixtures("app_context")
def test_what_is_put_into_a_phrase_is_escaped_in_markup_and_not_in_plain_mail() -> None:
    said = '{{ _("By %(author)s", author="<b>") }} {{ ngettext("%(num)s %(tag)s", "%(num)s %(tag)ss", 1, tag="<i>") }}'
    assert render_template_string(said) == "By &lt;b&gt; 1 &lt;i&gt;"
    assert render_template_string(f"{{% autoescape false %}}{said}{{% endautoescape %}}") == "By <b> 1 <i>"
