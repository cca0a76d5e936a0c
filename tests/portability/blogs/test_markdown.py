"""HTML of elsewhere becomes Markdown that says the same: what is drawn of it is what was there."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog import markup
from blog.plaintext import bare, plain
from blog.portability.blogs import markdown
from blog.portability.blogs.inline import Here

PICTURES = {"a.jpg": "/media/ab12-800.jpg"}


def here(*, is_letter: bool = False) -> Here:
    def address(there: str) -> str | None:
        return "/articles/x" if there == "https://old.example/x/" else None

    return Here(address, lambda there: PICTURES.get(there.rpartition("/")[2]), is_letter=is_letter)


def written(html: str) -> str:
    return markdown.article(html, here())


def drawn(html: str) -> str:
    return re.sub(r"\s*\n\s*", "", markup.article(written(html)).html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two<br>lines.</p>", "One.\n\nTwo\\\nlines."),
        ("bare <b>bold</b> and <i>slanted </i>words", "bare **bold** and *slanted* words"),
        ("<h2>A <em>b</em></h2><h6>c</h6>", "## A *b*\n\n###### c"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ('<ol start="3"><li>a</li><li><p>b</p><p>c</p></li></ol>', "3. a\n\n4. b\n\n   c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ('<pre class="brush: php"><code>a &lt;b\n  ```</code></pre>', "````php\na <b\n  ```\n````"),
        ("<p><code>a`b</code></p>", "``a`b``"),
        ("<hr>", "---"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>", "| a | b |\n| --- | --- |\n| 1\\|2 |  |"),
        ("<table><tr><td>1</td></tr></table>", "|  |\n| --- |\n| 1 |"),
        ('<table><tr><td colspan="2">1 <b>x</b></td></tr></table>', '<table><tr><td colspan="2">1 x</td></tr></table>'),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n: b"),
        ("<p>H<sub>2</sub>O <del>no</del></p>", "H<sub>2</sub>O ~~no~~"),
        ('<p><a href="https://old.example/x/">l</a></p>', "[l](/articles/x)"),
        ('<p><a href="https://a.example/b (c)">l</a></p>', "[l](<https://a.example/b%20(c)>)"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/"),
        ('<img src="u/a.jpg" alt="A [b]">', "![A \\[b\\]](/media/ab12-800.jpg)"),
        ('<a href="u/a.jpg"><img src="u/a.jpg" alt="A"></a>', "![A](/media/ab12-800.jpg)"),
        (
            '<figure><img src="a.jpg"><figcaption>A "c" | d</figcaption></figure>',
            '![](/media/ab12-800.jpg "A ”c” | d |")',
        ),
        (
            '<figure class="wp-block-pullquote"><blockquote><p>a</p><cite>b</cite></blockquote></figure>',
            "::: pull\na\n\n<cite>b</cite>\n:::",
        ),
        ("<details><summary>s</summary><p>a</p></details>", "<details>\n<summary>s</summary>\n\na\n\n</details>"),
        ("<div><div>a</div>b</div>", "a\n\nb"),
        ('<iframe src="//v.example/1"></iframe>', "[1](https://v.example/1)"),
        ('<picture><source srcset="a.avif 1w"><img src="a.jpg" alt="A"></picture>', "![A](/media/ab12-800.jpg)"),
        ('<img src="https://old.example/b.jpg" alt="B">', "[B](https://old.example/b.jpg)"),
    ],
)
def test_each_thing_has_its_signs(html: str, text: str) -> None:
    assert written(html) == text


@pytest.mark.parametrize(
    "text",
    ["# no heading", "- no item", "+ no item", "1. no list", "12) no list", "> no quote", "***", "---", "===", "~~~",
     "~~a~~", "a\\b\\", "[^1]", "![a](b)", "::: pull", ": a", "| a |", "snake_case_word", "__init__", "* a",
     "a *b* _c_ `d` [e](f) <g> &amp; h", "1986. A year", "[x]: /y", "&#35; a", "https://a.example/_b_?c=*d*",
     "a | b\n--- | ---"],
)  # fmt: skip
def test_words_are_words_whatever_signs_are_in_them(text: str) -> None:
    as_html = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    for html in (f"<p>{as_html}</p>", f"<p>before<br>{as_html}</p>"):
        article = markup.article(written(html))
        words = plain(bare(re.sub("<a [^>]*>", "", article.html))).removeprefix("before\n")
        assert dashes(words) == dashes(text), article.html
        letter = markup.comment(markdown.letter(html, here(is_letter=True)))
        assert plain(letter.text).removeprefix("before\n") == text, letter.html


def dashes(text: str) -> str:
    """Without what the typographer makes of dashes."""
    return text.replace("—", "---").replace("–", "--")


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab1 .*_`[]()<>&#-+=~|:!\\\n\"'"), max_size=40))
def test_no_words_of_a_letter_are_lost(text: str) -> None:
    html = "<p>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</p>"
    letter = markup.comment(plain(markdown.letter(html, here(is_letter=True))))
    assert letter.text.split() == plain(text).split()
    assert not re.search("<(?!/?p>|br>)", letter.html)


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<pre>", "</a>",
             "<a href='javascript:x'>", "<script>", "</script>", "<img src=x onerror=y>", "<div>", "a *b*", "1. ",
             "\n\n", "&lt;script&gt;", "<svg onload=x>", "<details>", "<figure>", "<blockquote>", "</blockquote>",
             "<dl><dd>", "<code>`"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_no_soup_of_tags_is_too_much_or_leaves_anything_that_acts(parts: list[str]) -> None:
    for html in (markup.article(written("".join(parts))).html,
                 markup.comment(markdown.letter("".join(parts), here(is_letter=True))).html):  # fmt: skip
        assert not re.search(r"<(script|svg|img)|<[^>]*(onerror|onload|javascript)", html)


def test_what_is_drawn_is_what_was_there() -> None:
    html = "<p>One <strong>two</strong>.</p><ul><li>a</li><li>b</li></ul><blockquote><p>c</p></blockquote>"
    assert drawn(html) == html
    assert drawn("<p>说<b>「好」</b>了</p>") == "<p>说<strong>「好」</strong>了</p>"


def test_a_letter_has_the_few_signs_that_letters_have() -> None:
    html = '<h2>Big</h2><p>a <del>b</del> <img src="https://x.example/y.png"></p><table><tr><td>c</td></tr></table><hr>'
    found = here(is_letter=True)
    text = markdown.letter(html, found)
    assert text == "**Big**\n\na b [y.png](https://x.example/y.png)\n\nc\n\n\\* \\* \\*".replace("\\", "")
    assert found.lost == {"https://x.example/y.png": 1}


def test_what_has_no_place_is_counted() -> None:
    found = here()
    markdown.article(
        '<script>x</script><p onclick="x"><a href="javascript:x">a</a><style>b</style></p><object data="">', found
    )
    assert found.gone == {"<script>": 1, "onclick=": 1, "links that lead nowhere": 1, "<style>": 1, "<object>": 1}


def test_tags_that_stand_too_deep_leave_their_words() -> None:
    found = here()
    assert markdown.article("<div>" * 3000 + "deep <b>words</b>", found) == "deep words"
    assert found.gone == {"tags too deep in one another": 1}


def test_tags_that_go_on_without_end_leave_their_words() -> None:
    soup = "".join(f"<b class={number}>" for number in range(5_000)) + "<p>x" * 5_000
    assert written(soup).split() == ["x"] * 5_000
    assert written("<b>a</b>" * 500) == "**a**" * 500
