"""What the editor's Markdown gives."""

import pytest

from blog import markup
from blog.markup import Here, Shown

CLOCK = Shown("/media/c1-1600.webp", "/media/c1-800.webp 800w, /media/c1-1600.webp 1600w", 1600, 900)
BRIDGE = Shown(
    "/media/b2-1600.jpg", "/media/b2-800.jpg 800w, /media/b2-1600.jpg 1600w", 1600, 900,
    sources=(("image/avif", "/media/b2-800.avif 800w"), ("image/webp", "/media/b2-800.webp 800w")),
    alt='A "bridge" & <b>',
)  # fmt: skip
HERE = Here(
    {"/media/c1-800.webp": CLOCK, "/media/b2-800.webp": BRIDGE}.get,
    {"/articles/old": ("/articles/new", "The <new> clock"), "/articles/new": ("/articles/new", "The <new> clock")}.get,
)


def html(source: str, language: str = "en") -> str:
    return markup.article(source, language, HERE).html


def test_headings_stand_below_the_page_own_and_have_a_place() -> None:
    piece = markup.article("# One\n\n## Two *so*\n\n### Three\n\n#### Four\n\n##### Five\n\n## Two so")
    assert '<h2 id="one">One</h2>' in piece.html
    assert '<h2 id="two-so">Two <em>so</em></h2>' in piece.html
    assert '<h3 id="three">Three</h3>' in piece.html
    assert '<h4 id="five">Five</h4>' in piece.html
    assert '<h2 id="two-so-1">' in piece.html
    assert [(part.place, part.words) for part in piece.headings] == [
        ("one", "One"), ("two-so", "Two so"), ("two-so-1", "Two so")
    ]  # fmt: skip


@pytest.mark.parametrize(("words", "place"), [("Comments", "part-comments"), ("fn1", "part-fn1"), ("🎉", "part")])
def test_no_heading_takes_a_place_that_the_page_has_itself(words: str, place: str) -> None:
    assert f'<h2 id="{place}">' in html(f"## {words}")


def test_a_heading_in_any_script_has_a_place() -> None:
    assert '<h2 id="नदी-का-किनारा">' in html("## नदी का किनारा")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "“One ‘two’ – it’s…”"), ("de", "„One ‚two‘ – it’s…“"), ("de-AT", "„One ‚two‘ – it’s…“"),
        ("de-CH", "«One ‹two› – it’s…»"), ("fr", "«\u202fOne “two” – it’s…\u202f»"), ("sv", "”One ’two’ – it’s…”"),
        ("ja", "「One 『two』 – it’s…」"), ("ur", "“One ‘two’ – it’s…”"),
    ],
)  # fmt: skip
def test_quotes_and_dashes_are_those_of_the_language(language: str, said: str) -> None:
    assert html("\"One 'two' -- it's...\"", language) == f"<p>{said}</p>\n"


def test_the_third_point_of_a_list_is_no_copyright_and_code_is_left_as_it_is() -> None:
    assert html('(a) (b) (c), `"x" -- y`') == "<p>(a) (b) (c), <code>&quot;x&quot; -- y</code></p>\n"


def test_a_footnote_leads_there_and_back() -> None:
    page = html("One[^a], again[^a], two^[At once].\n\n[^a]: The *first*.")
    assert '<sup><a href="#fn1" id="fnref1" role="doc-noteref">1</a></sup>' in page
    assert '<a href="#fn1" id="fnref1-1" role="doc-noteref">1</a>' in page
    assert '<section class="footnotes" role="doc-endnotes">' in page
    assert '<li id="fn1"><p>The <em>first</em>. <a href="#fnref1" role="doc-backlink">' in page
    assert '<li id="fn2"><p>At once' in page


def test_a_table_keeps_how_its_columns_are_set() -> None:
    page = html("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")
    assert '<td>1</td>\n<td class="middle">2</td>\n<td class="end">3</td>' in page
    assert "style" not in page


def test_a_list_of_tasks_shows_what_is_done() -> None:
    assert html("- [ ] *open*\n- [x] done\n- [no] box") == (
        "<ul>\n<li>☐ <em>open</em></li>\n<li>☑ done</li>\n<li>[no] box</li>\n</ul>\n"
    )


def test_a_word_and_its_meaning_are_a_list_of_definitions() -> None:
    assert html("Term\n: Meaning") == "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>\n"


def test_code_in_a_known_language_is_marked_up_and_other_code_is_shown_as_it_is() -> None:
    assert '<span class="k">def</span>' in html("```python\ndef f(): pass\n```")
    assert html("```none-such\n<b>\n```") == "<pre><code>&lt;b&gt;\n</code></pre>\n"
    assert "<span" not in html("```python\n" + "x = 1\n" * 10_000 + "```")


def test_a_picture_alone_is_a_figure_with_caption_credit_and_its_files() -> None:
    page = html('![A clock](/media/c1-800.webp "Right | at last | Asha <b>")')
    assert page.startswith('<figure><img src="/media/c1-1600.webp" alt="A clock" width="1600" height="900" srcset="')
    assert 'loading="lazy"' in page
    assert "<figcaption>Right | at last <small>Asha &lt;b&gt;</small></figcaption></figure>" in page
    assert "<figcaption>Only this</figcaption>" in html('![x](/media/c1-800.webp "Only this")')
    assert "figcaption" not in html("![x](/media/c1-800.webp)")


def test_a_picture_is_offered_in_each_of_its_formats() -> None:
    page = html('![A bridge](/media/b2-800.webp "Caption")')
    sizes = 'sizes="(min-width: 40rem) 34em, 100vw"'
    assert page.startswith(
        f'<figure><picture><source type="image/avif" srcset="/media/b2-800.avif 800w" {sizes}>'
        f'<source type="image/webp" srcset="/media/b2-800.webp 800w" {sizes}>'
        '<img src="/media/b2-1600.jpg" alt="A bridge" width="1600" height="900" srcset="'
    )
    assert 'loading="lazy"></picture><figcaption>Caption</figcaption></figure>' in page
    assert "<figure><a href" in html("[![x](/media/b2-800.webp)](https://a.example/)")
    assert "figure" not in html("See ![x](/media/b2-800.webp) there.")
    assert "picture" not in html("![A clock](/media/c1-800.webp)")


def test_a_picture_without_words_gets_those_of_the_library() -> None:
    for source in ("![](/media/b2-800.webp)", "![ ](/media/b2-800.webp)"):
        assert 'alt="A &quot;bridge&quot; &amp; &lt;b&gt;"' in html(source)
    assert 'alt="Mine"' in html("![Mine](/media/b2-800.webp)")
    assert 'alt=""' in html("![](/media/c1-800.webp)")


def test_it_is_told_which_pictures_a_piece_shows_and_with_which_words() -> None:
    source = "![](/media/b2-800.webp) and ![A *clock*](/media/c1-800.webp)\n\n> ![x](/media/c1-800.webp)"
    assert markup.article(source, "en", HERE).pictures == (
        ("/media/b2-800.webp", ""),
        ("/media/c1-800.webp", "A *clock*"),
        ("/media/c1-800.webp", "x"),
    )


def test_a_picture_among_words_is_no_figure_and_one_that_is_not_there_stays_as_it_is() -> None:
    assert "figure" not in html("See ![x](/media/c1-800.webp) there.")
    assert '<img src="/media/gone.webp" alt="x" loading="lazy">' in html("![x](/media/gone.webp)")


def test_a_picture_from_elsewhere_is_not_asked_for() -> None:
    assert "tracker" not in html("![p](https://tracker.example/x.gif)")


def test_a_film_is_a_linked_still_or_a_card_and_never_a_frame() -> None:
    page = html('[![A still](/media/c1-800.webp "The film")](https://video.example/watch?v=1)')
    assert '<figure><a href="https://video.example/watch?v=1"><img' in page
    assert '<figcaption>The film <span class="host">video.example</span></figcaption>' in page
    assert html("https://video.example/watch?v=1").startswith(
        '<p class="card"><a href="https://video.example/watch?v=1">'
    )
    assert "iframe" not in html('<iframe src="https://video.example/"></iframe>')


def test_a_link_alone_is_a_card_that_says_where_it_leads() -> None:
    assert html("[A good read](https://a.example/x)") == (
        '<p class="card"><a href="https://a.example/x">A good read</a> <span class="host">a.example</span></p>\n'
    )
    assert "card" not in html("[One](https://a.example/) and [two](https://b.example/)")
    assert "card" not in html("[One](https://a.example/)[two](https://b.example/)")


def test_a_link_to_a_piece_of_ours_leads_to_where_it_is_now_and_takes_its_headline() -> None:
    assert html("See [this](/articles/old#why) and [](/articles/old).") == (
        '<p>See <a href="/articles/new#why">this</a> and <a href="/articles/new">The &lt;new&gt; clock</a>.</p>\n'
    )
    assert html("[](/articles/nowhere) it") == '<p><a href="/articles/nowhere">/articles/nowhere</a> it</p>\n'


def test_pull_quotes_and_asides() -> None:
    assert html("::: pull\nSaid.\n:::") == '<blockquote class="pull">\n<p>Said.</p>\n</blockquote>\n'
    assert html("::: aside\nBy the way.\n:::") == '<aside class="aside">\n<p>By the way.</p>\n</aside>\n'


def test_the_words_are_counted_without_marks() -> None:
    assert "One two" in markup.article("One two").text
