"""Words that programs stumble over, written for this site: what it parses, stores, compares, links to and prints."""

NAUGHTY = [
    # nothing, and what looks like nothing
    "", " ", "\t", "\n", "\r\n\r\n", "\u00a0", "\u200b", "\u3000", "\ufeff", "\u2028\u2029", "\u00ad", "\x00",
    "a\x00b", "\x1b[2J", "\x07\x08\x7f\x9b", "null", "None", "undefined", "NaN", "true", "[]", "{}",
    # numbers
    "0", "-0", "-1", "1", "2", "99", "1e309", "1_0", "0x10", "０", "٣", "½", "²", "1.5", "+1", " 1", "1 ", "9" * 18,
    "9" * 19, "9" * 400, "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1-1", "1-", "-",
    "1-1-1", "99999999999-1",
    # letters
    "é", "e\u0301" * 40, "Z" + "\u0300" * 2_000, "ﷺ" * 20, "İıſK", "ß", "ǅ", "\U0001f469\u200d\U0001f692",
    "\U0001f1ee" * 9, "\u202egnp.exe", "\u2066a\u2069", "\ud800", "a\udfffb", "\ufffe\uffff", "\U0010ffff",
    "देवनागरी", "தமிழ்", "漢字" * 60, "مرحبا", "\ue000",
    # markup
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><svg/onload=alert(1)>", "<!--", "-->",
    "<![CDATA[", "&#x110000;", "&#0;", "&lt;b&gt;", "<" * 400, "[" * 150, "](" * 100, "*" * 999, "`" * 501,
    "> " * 90 + "a", "- " * 80, "![a](b)", "[a](javascript:alert(1))", "<javascript:alert(1)>", "[a]: x\n[a]",
    "|a|\n|-|\n" * 50, "# " * 50, "[^1]\n\n[^1]: x", "{{7*7}}", "{% raw %}", "${7*7}", "%(name)s", "{0.__class__}",
    "%s%n%x", "---\ntitle: x\n---\n", "http://a" + ".b" * 300, "a\n" * 3_000,
    # addresses
    "//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "http://[",
    "http://[::1]:99999/", "http://a:b@c/", "../../etc/passwd", "..%2f..%2fsecret_key", "%00", "%", "%%", "%zz",
    "%ff%fe", "%u0041", "a%0d%0aSet-Cookie:%20a=b", "file:///etc/passwd", "/admin/", "/admin/../", "/articles/hello",
    "/media/", ".", "..", "/", "\\", "?", "#", ";a=b", "CON", ".htaccess", "~root",
    # of databases, shells and mails
    "'", '"', "'; DROP TABLE comment; --", "1 OR 1=1", "%", "_", "\\", "MATCH *", "NEAR(", "a' || 'b", "$(id)",
    "`id`", "| ls", "a@b", "a@b.c\r\nBcc: d@e.f", "=?utf-8?q?=0a?=", "@", "a@", '"a b"@example.org', "a@[127.0.0.1]",
    "a@xn--", "ü@example.org", "=1+1", "@SUM(1)",
    # dates, languages, colours, choices
    "2026-02-30T10:00", "0000-00-00T00:00", "9999-12-31T23:59", "2026-03-14T10:00:00+99:99", "12026-01-01", "24:00",
    "xx-XX-xx", "en-" * 40, "#1a4d2e", "#ggg", "Europe/Nowhere", "../UTC", "UTC", "pending", "approved", "spam",
    "bin", "publish", "preview", "draft", "y",
    # long
    "a" * 256, "a" * 5_001, "a b " * 2_000, "é" * 4_000, "\n" * 2_000,
]  # fmt: skip
