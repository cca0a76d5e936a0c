"""Documents that nobody would write: pieces of Markdown, tags, attributes, entities and any Unicode, in one another."""

from hypothesis import strategies as st

from tests.markup.attacks import ELSEWHERE, JAVASCRIPT

NAMES = (
    "a", "b", "p", "pre", "code", "img", "table", "tr", "td", "li", "ul", "blockquote", "details", "picture",
    "source", "section", "script", "style", "svg", "math", "mtext", "mglyph", "annotation-xml", "foreignObject",
    "title", "template", "noscript", "textarea", "xmp", "iframe", "form", "input", "select", "option", "plaintext",
    "base", "object", "x-y", "",
)  # fmt: skip
ATTRIBUTES = (
    "href", "src", "srcset", "id", "class", "role", "lang", "alt", "title", "style", "onclick", "onerror", "ONLOAD",
    "xlink:href", "formaction", "srcdoc", "name", "rel", "target", "data-x", "width", "sizes", "type",
    "\x0conclick", "/onclick",
)  # fmt: skip
MARKS = (
    "*", "**", "_", "`", "``", "```", "```js\n", "~~~\n", "~~", "[", "](", ")", "![", "]", "[^1]", "[^1]: ", "^[",
    "[a]: ", "|", "|a|\n|-|\n", "> ", "- ", "- [ ] ", "1. ", "# ", "::: pull\n", "::: aside\n", "\n:::\n", ": ",
    "\n", "\n\n", "    ", "\t", "\\", "<", ">", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE ",
    "</", "/>", '"', "'", "`", "=", "&", "&lt", "&lt;", "&gt;", "&amp;", "&quot", "&colon;", "&Tab;", "&NewLine;",
    "&#60", "&#x3C;", "&#0;", "&#x202e;", "&#106", "http://", "https://a.example/", "mailto:a@b.example", "www.",
    "//", "/media/a.webp", "alert(1)",
)  # fmt: skip
AROUND = (
    ("*", "*"), ("**", "**"), ("`", "`"), ("[", "](https://a.example/)"), ("[x](", ")"), ("[x](<", ">)"),
    ("![", "](/media/a.webp)"), ('[x](https://a.example/ "', '")'), ("<", ">"), ("> ", "\n\n"), ("- ", "\n"),
    ("```\n", "\n```\n"), ("```", "\nx\n```\n"), ("|", "|b|\n|-|-|\n|c|d|\n"), ("::: aside\n", "\n:::\n"),
    ("# ", "\n"), ("x^[", "]"), ("<!--", "-->"), ("<b>", "</b>"), ("<svg>", "</svg>"), ("<style>", "</style>"),
    ("<table>", "</table>"), ("<pre>", "</pre>"), ("https://a.example/", " "),
)  # fmt: skip
address = st.sampled_from(JAVASCRIPT + ELSEWHERE + ("https://a.example/?b=1&c=2", "/media/a.webp", "#x", "x"))
attribute = st.tuples(
    st.sampled_from(ATTRIBUTES), st.sampled_from(["=", " = ", "", "=\n"]), st.sampled_from('"\'` '), address,
    st.sampled_from('"\'` '),
).map("".join)  # fmt: skip
tag = st.tuples(
    st.sampled_from(["<", "</", "<<", "< "]), st.sampled_from(NAMES), st.lists(attribute, max_size=3).map(" ".join),
    st.sampled_from([">", "/>", "", "\n", ">>"]),
).map(lambda parts: f"{parts[0]}{parts[1]} {parts[2]}{parts[3]}")  # fmt: skip
part = st.one_of(tag, st.sampled_from(MARKS), st.sampled_from(MARKS), address, st.text(max_size=8))
document = st.recursive(
    st.lists(part, max_size=8).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.tuples(st.sampled_from(AROUND), inner).map(lambda parts: parts[1].join(parts[0])),
    ),
    max_leaves=8,
)
