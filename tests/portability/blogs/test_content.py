"""The text of a post, whichever editor wrote it, as plain HTML."""

import re

import pytest

from blog.portability.blogs.wordpress.content import Text, paragraphs, plain_html

FILES = {"5": "https://old.example/u/a.jpg", "6": "https://old.example/u/b c.jpg"}


def plain(source: str) -> Text:
    return plain_html(source, FILES, list(FILES.values()))


def html(source: str) -> str:
    return re.sub(r"\s*\n\s*", "", plain(source).html.replace("<br>\n", "<br>"))


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("One.\n\nTwo\nlines.\r\n\r\n\r\nThree.", "<p>One.</p><p>Two<br>lines.</p><p>Three.</p>"),
        ("One<br />\ntwo", "<p>One<br>two</p>"),
        ("<h2>Head</h2>\nBelow.", "<h2>Head</h2><p>Below.</p>"),
        ("Above.\n<ul>\n<li>a\nb</li>\n</ul>\nBelow.", "<p>Above.</p><ul><li>a<br>b</li></ul><p>Below.</p>"),
        ("<pre>a\n\nb\n</pre>", "<pre>ab</pre>"),
        ("<div>a</div>b", "<div>a</div><p>b</p>"),
        ("  \n\n ", ""),
        ("x <script>a\n\nb</script> y", "<p>x <script>ab</script> y</p>"),
        ("<p>ready</p>\n<p>made</p>", "<p>ready</p><p>made</p>"),
    ],
)
def test_the_classic_editors_lines_are_paragraphs_and_breaks(source: str, made: str) -> None:
    assert html(source) == made
    assert re.sub(r"\s*\n\s*", "", paragraphs(source.replace("\r", "")).replace("<br>\n", "<br>")) == made


def test_the_lines_of_code_stay() -> None:
    assert plain("a\n\n<pre>b\n\n  c</pre>").html == "<p>a</p>\n<pre>b\n\n  c</pre>"


def test_blocks_are_their_html_and_what_stands_between_them_is_classic() -> None:
    source = (
        '<!-- wp:paragraph {"align":"left"} -->\n<p>One\ntwo.</p>\n<!-- /wp:paragraph -->\n\nClassic\nwords.\n\n'
        "<!-- wp:group --><div><!-- wp:heading -->\n<h2>In</h2>\n<!-- /wp:heading --></div><!-- /wp:group -->"
        '<!-- wp:latest-posts {"postsToShow":3} /-->'
        "<!-- wp:core/freeform -->a\n\nb<!-- /wp:core/freeform --><!--more-->"
    )
    found = plain(source)
    assert html(source) == "<p>Onetwo.</p><p>Classic<br>words.</p><div><h2>In</h2></div><p>a</p><p>b</p>"
    assert found.notes == ["the block latest-posts has no text of its own, and was left out (1)"]


@pytest.mark.parametrize(
    ("source", "made"),
    [
        (
            '[caption id="x" align="left"]<a href="y"><img src="a.jpg" /></a> Words <em>here</em>[/caption]',
            '<figure><a href="y"><img src="a.jpg" /></a><figcaption>Words <em>here</em></figcaption></figure>',
        ),
        (
            '[caption caption="Old words"]<img src="a.jpg">[/caption]',
            '<figure><img src="a.jpg"><figcaption>Old words</figcaption></figure>',
        ),
        (
            '[gallery ids="5,6,99"]',
            '<figure><img src="https://old.example/u/a.jpg" alt=""></figure>'
            '<figure><img src="https://old.example/u/b%20c.jpg" alt=""></figure>',
        ),
        ("[embed]https://v.example/1?a=b&c[/embed]",
         '<p><a href="https://v.example/1?a=b&amp;c">https://v.example/1?a=b&amp;c</a></p>'),
        ('[audio mp3="https://old.example/u/s.mp3"][/audio]', '<p><a href="https://old.example/u/s.mp3">s.mp3</a></p>'),
        ("[code lang='php']a < b[/code]", "<pre>a &lt; b</pre>"),
    ],
)  # fmt: skip
def test_shortcodes_of_wordpress_itself_are_carried_out(source: str, made: str) -> None:
    assert html(source) == made
    assert plain(source).left == {}


def test_a_gallery_without_pictures_of_its_own_has_those_of_its_post() -> None:
    assert plain("[gallery]").html.count("<figure>") == 2
    assert plain_html("[gallery]", FILES, []).left == {"[gallery]": 1}


def test_other_shortcodes_stay_and_are_listed() -> None:
    source = '[contact-form-7 id="1"] [toc] [su_note a=b]x[/su_note] [[escaped]] [1] [a link] [toc]'
    found = plain(source)
    assert found.left == {"[contact-form-7]": 1, "[toc]": 2, "[su_note]": 1}
    assert source in found.html


def test_a_quotation_mark_in_an_address_ends_no_attribute() -> None:
    assert '"><script>' not in plain_html("[gallery ids=5]", {"5": 'https://old.example/"><script>'}, []).html
    assert '"><script>' not in plain('[embed]https://old.example/"><script>[/embed]').html.partition("</a>")[0]


@pytest.mark.parametrize(
    "hostile",
    ["[caption]" * 50_000, "[caption]x[/caption]" + "[caption]" * 50_000, "<pre>" * 100_000, "<!-- wp:a {" * 50_000,
     "<!--more" * 50_000, " " * 500_000, " \n" * 200_000 + "x", "<br" * 100_000, "[gallery " + "a" * 400_000 + "]",
     "[" * 400_000, "<script>" * 50_000 + "</script>", "[code]" * 50_000 + "[/code]", "a" * 400_000 + "=",
     "<div " * 100_000, "<a " * 100_000 + "<img>"],
)  # fmt: skip
def test_no_text_takes_long(hostile: str) -> None:
    assert plain(hostile).html is not None
    assert paragraphs(hostile) is not None
