"""The one boundary: whatever people write becomes inert or harmless, and nothing that they meant is lost."""

import pytest

from blog import markup
from blog.config import ROOT
from blog.markup import boundary, comments, dialect
from blog.markup.markdown import NESTING
from tests.markup.harmless import elements


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "javascript:`1`",
        "javascript:`привет 8800`",
        "&#106;avascript:alert(1)", "data:text/html,x", "vbscript:x", "//host/path", "/\\host", "\\\\host", "http://",
        "http:host", "https://user:secret@host/", "ftp://host/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_address_that_is_not_plainly_a_web_address_is_no_link(address: str) -> None:
    for source in (f"[x]({address})", f"[x](<{address}>)", f"<{address}>", f'<a href="{address}">x</a>'):
        letter = markup.comment(source)
        assert not [node for node in elements(letter.html) if "href" in (node.attrs or {})]
        if not set("&<\t\\`") & set(address):
            assert address in letter.text  # nor does it hide behind its words
        hrefs = [node.attrs.get("href") for node in elements(markup.article(source).html) if node.name == "a"]
        assert {href for href in hrefs if href} <= {"/%5Chost"}  # a path of this site, whatever it looked like


def test_the_rule_behind_bleach_holds_where_bleach_lets_a_back_quoted_script_pass() -> None:
    assert not boundary._comment_attribute("a", "href", "javascript:`привет 8800`")
    assert not boundary._article_attribute("a", "href", "javascript:`привет 8800`")


def test_what_an_article_may_not_lead_to_is_shown_as_it_was_typed() -> None:
    assert markup.article("[x](word:8800)").html == "<p>[x](word:8800)</p>\n"


def test_tags_are_text_for_visitors_by_either_of_two_walls() -> None:
    by_option, by_rules = comments._for_comments(), comments._for_comments()
    by_option.enable(["html_block", "html_inline"])
    by_rules.options["html"] = True
    for markdown in (by_option, by_rules):
        html = markdown.render("<b>x</b>\n\n<p>x</p>")
        assert "&lt;b&gt;" in html
        assert "&lt;p&gt;" in html


def test_the_desk_takes_no_link_whatever_drew_it() -> None:
    assert boundary.clean_inert('<a href="https://a.example/">x</a>') == "x"


def test_a_link_is_printed_with_a_rel_that_gives_it_no_weight() -> None:
    html = markup.comment("See https://a.example/x?b=1&c=2").html
    assert '<a href="https://a.example/x?b=1&amp;c=2" rel="nofollow ugc noopener">' in html


def test_at_the_desk_a_link_shows_where_it_leads_and_leads_nowhere() -> None:
    letter = markup.comment("[my bank](https://evil.example/login) and https://a.example/b")
    assert '<span class="url">my bank https://<b>evil.example</b>/login</span>' in letter.inert_html
    assert '<span class="url">https://<b>a.example</b>/b</span>' in letter.inert_html
    assert [(link.words, link.address) for link in letter.links] == [
        ("my bank", "https://evil.example/login"),
        ("", "https://a.example/b"),
    ]


def test_markup_in_a_comment_is_the_safe_subset() -> None:
    html = markup.comment(
        "*so* **very** `code`\nnext line\n\n> quoted\n\n- one\n- two\n\n# no heading\n\n![no](/media/p.webp)"
    ).html
    for wanted in ("<em>so</em>", "<strong>very</strong>", "<code>code</code>", "<br>", "<blockquote>", "<li>one</li>"):
        assert wanted in html
    for unwanted in ("<h1", "<h2", "<img"):
        assert unwanted not in html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>", "<b onclick=x>b</b>", "<!-- note -->", "![no](/media/p.webp)", "# no heading",
        "~~no~~", "|a|\n|-|", "***", "[x]: /y", "a &lt; b"[:1], "see example.py", "ftp://a.example/", "//a.example/b",
        "no\n--", "mail a@b.example",
    ],
)  # fmt: skip
def test_what_is_no_markup_for_visitors_is_shown_as_it_was_typed(source: str) -> None:
    letter = markup.comment(source)
    assert letter.text.strip() == source
    assert letter.links == ()


def test_a_mail_address_may_be_a_link() -> None:
    for source in ("<a@b.example>", "[write](mailto:a@b.example)", "[write](mailto:a@b.example?subject=Hello)"):
        assert 'href="mailto:a@b.example' in markup.comment(source).html
    for source in ("[x](mailto:a@b.example?cc=c@d.example)", "[x](mailto:a)", "[x](mailto:javascript:a@b)"):
        assert ">x</a>" not in markup.comment(source).html


@pytest.mark.parametrize(
    ("tag", "name", "value", "stays"),
    [
        ("a", "href", "https&#58;//a.example/", True), ("a", "href", "https://a.example/&quot;x", False),
        ("a", "rel", boundary.COMMENT_REL, True), ("a", "rel", "follow", False), ("a", "title", "x", False),
        ("p", "class", "x", False), ("p", "href", "https://a.example/", False),
    ],
)  # fmt: skip
def test_a_comment_has_no_attribute_but_those_of_its_links(tag: str, name: str, value: str, stays: bool) -> None:
    assert boundary._comment_attribute(tag, name, value) is stays


@pytest.mark.parametrize(
    ("tag", "name", "value", "stays"),
    [
        ("blockquote", "class", "pull", True), ("blockquote", "class", "masthead", False),
        ("p", "class", "pull", False), ("p", "style", "color:red", False), ("p", "id", "x", False),
        ("h2", "id", "x", True), ("h2", "id", "comments", False), ("h2", "id", "comment-7", False),
        ("h2", "id", "a b", False),
        ("span", "class", "nf", True), ("span", "class", "masthead", False), ("section", "role", "doc-endnotes", True),
        ("section", "role", "alert", False), ("img", "srcset", "/media/a-8.webp 8w, /media/a-9.webp 9w", True),
        ("img", "srcset", "https://a.example/x 8w", False), ("img", "loading", "lazy", True),
        ("img", "sizes", "9px", False),
        ("img", "width", "100", True), ("img", "width", "100%", False), ("p", "width", "100", False),
        ("p", "dir", "rtl", True), ("p", "dir", "up", False),
        ("img", "alt", "x", True), ("p", "lang", "ur", True), ("img", "srcset", "/media/x", False),
        ("source", "srcset", "/media/a-8.avif 8w, /media/a-9.avif 9w", True),
        ("source", "srcset", "/media/a-8.avif 8w", True),
        ("source", "srcset", "//a.example/x 8w", False), ("source", "srcset", "/media/../x 8w", False),
        ("source", "srcset", "/static/a.avif 8w", False), ("source", "src", "/media/a-8.avif", False),
        ("source", "type", "image/avif", True), ("source", "type", "image/svg+xml", False),
        ("source", "type", "text/html", False), ("source", "sizes", boundary.SIZES, True),
        ("source", "sizes", "9px", False),
        ("source", "media", "print", False), ("picture", "class", "x", False),
        ("img", "loading", boundary.SIZES, False),
    ],
)  # fmt: skip
def test_an_article_keeps_the_attributes_that_mean_something(tag: str, name: str, value: str, stays: bool) -> None:
    assert boundary._article_attribute(tag, name, value) is stays


def test_at_the_desk_a_link_has_no_tag_of_its_own() -> None:
    html = markup.comment("[a](https://a.example/?b=1&c=2) <d@e.example>").inert_html
    assert "<a" not in html
    assert "https://<b>a.example</b>/?b=1&amp;c=2" in html
    assert "mailto:d@<b>e.example</b>" in html


def test_the_address_that_the_desk_shows_is_text() -> None:
    assert comments._bold_domain("https://<i>/<s>&") == "https://<b>&lt;i&gt;</b>/&lt;s&gt;&amp;"
    assert comments._bold_domain("mailto:<u>@<i>") == "mailto:&lt;u&gt;@<b>&lt;i&gt;</b>"


@pytest.mark.parametrize("escape", ["&#x202E;", "&#8232;", "&#12;", "&#xFEFF;"])
def test_what_is_dropped_cannot_come_back_as_an_escape(escape: str) -> None:
    for source in (f"a{escape}b", f"`a{escape}b`", f"[a{escape}b](https://a.example/)"):
        letter = markup.comment(source)
        for html in (letter.html, letter.inert_html, letter.text, markup.article(source).html):
            assert not set("\u202e\u2028\f\ufeff") & set(html), html
    assert "\u202e" not in markup.comment("https://a.example/%E2%80%AEx").html


def test_the_bare_words_are_those_that_are_printed() -> None:
    source = '*One* & <b>\n\n> two\n\n```secret words\nthree\n```\n[four](https://a.example "hidden")'
    letter = markup.comment(source)
    assert letter.text.split() == ["One", "&", "<b>", "two", "three", "four"]


def test_a_letter_says_when_its_quotes_stand_too_deep_to_be_shown() -> None:
    for deep in ("> " * 30, "- " * 30):
        assert not markup.draw(f"{deep}hidden").is_whole
    for shallow in ("> " * 10, "- " * 8, ""):
        assert markup.draw(f"{shallow}shown").is_whole
        assert "shown" in markup.comment(f"{shallow}shown").text


def test_only_the_boundary_knows_the_cleaner() -> None:
    importers = [
        path.name
        for path in (ROOT / "blog").rglob("*.py")
        if "bleach" in path.read_text("utf-8").split("import ", 1)[-1]
    ]
    assert importers == ["boundary.py"]


def test_references_are_no_markup_for_visitors_as_a_thousand_of_them_cost_seconds() -> None:
    assert "reference" not in comments._COMMENT.get_active_rules()["block"]
    for markdown in (comments._COMMENT, dialect.for_articles("“”‘’")):
        assert markdown.options["maxNesting"] == NESTING
