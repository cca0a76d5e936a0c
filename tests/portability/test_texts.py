"""Tags and addresses in the text of other tools; code stays as it is."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.portability.texts import readdress, translate


def said(text: str) -> tuple[str, list[tuple[int, str]]]:
    notes: list[tuple[int, str]] = []
    return translate(text, {"a.md": "/articles/a"}.get, lambda line, words: notes.append((line, words))), notes


def found(text: str) -> str:
    return readdress(text, lambda address, line: f"/{line}/{address.upper()}" if address.islower() else None)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("{{< figure src='a b.png' alt=\"A [b]\" title=Up link=https://x.example/ >}}",
         '[![A (b)](<a b.png> "Up")](https://x.example/)'),
        ('{{< figure src="a.png" attr="M. Thomas" caption="Up" >}}', '![](a.png "Up | M. Thomas")'),
        ("{{ site.url }}{{ site.baseurl }}/x", "/x"),
        ("[x]({% link a.md %}) [y]({{% relref 'a.md' %}})", "[x](/articles/a) [y](/articles/a)"),
        ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "````go\nx := 1\n````"),
    ],
)  # fmt: skip
def test_tags_with_a_plain_meaning_are_said_in_markdown(text: str, means: str) -> None:
    assert said(text) == (means, [])


@pytest.mark.parametrize(
    "tag", ["{% include a.html %}", "{{< figure alt=x >}}", "{{ page.title }}", "[x]({% post_url gone %})"]
)
def test_other_tags_stay_and_are_named_with_their_line(tag: str) -> None:
    text, notes = said(f"One.\n\n{tag}\n")
    assert text == f"One.\n\n{tag}\n"
    assert [line for line, _words in notes] == [2]


def test_a_highlight_that_is_left_open_stays() -> None:
    text = "{% highlight go %}\nx := 1\n"
    assert said(text)[0] == text


@pytest.mark.parametrize("code", ["`{{ x }} ![a](b.png)`", "``a ` ![a](b.png)``", "```\n![a](b.png) {% x %}\n```",
                                  "~~~~\n~~~\n![a](b.png)\n~~~~", "```\n![a](b.png)"])  # fmt: skip
def test_code_stays(code: str) -> None:
    assert said(code) == (code, [])
    assert found(code) == code


def test_addresses_are_found_with_their_lines() -> None:
    text = "![a](b.png \"T\")\n[`c`](<d e> 't') ` [x](f(1).png)\n\n [r]: g\n[^1]: h\n<img alt='' SRC='i.png'>"
    changed = "![a](/0/B.PNG \"T\")\n[`c`](</1/D E> 't') ` [x](/1/F(1).PNG)\n\n [r]: /3/G\n[^1]: h\n"
    changed += "<img alt='' SRC='/5/I.PNG'>"
    assert found(text) == changed


@given(st.text(alphabet="ab`~[]()!<>{}% \n:\"'=srchref#-"))
def test_no_text_is_lost(text: str) -> None:
    assert readdress(text, lambda address, line: None) == text


PARTS = ("](", "[", "`", "![a](", "{{< figure ", "{% highlight x %}\n", 'src="', "` ``  ```\n", "[a]: ", "(((", "{{ '",
         "{% link ", "``a`")  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_no_text_takes_long(part: str) -> None:
    text = part * (400_000 // len(part))
    began = process_time()
    found(said(text)[0])
    assert process_time() - began < 5
