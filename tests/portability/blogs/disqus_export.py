"""Makes exports as Disqus writes them, with all their oddities; the same numbers give the same bytes."""

import random
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

from tests.portability.blogs.wordpress_export import BEGUN, VOCABULARY, cdata

OLD = "https://old.example"
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com" '
    'xmlns:dsq="http://disqus.com/disqus-internals" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://disqus.com/api/schemas/1.0/disqus.xsd">\n'
)
FOOT = "\n</disqus>\n"


def document(*parts: str, forum: str = "oldblog") -> str:
    """An export with these parts."""
    category = (
        f'<category dsq:id="1"><forum>{forum}</forum><title>General</title><isDefault>true</isDefault></category>'
    )
    return f"{HEAD}{category}\n" + "\n".join(parts) + FOOT


def thread(number: int, link: str | None = None, **said: Any) -> str:
    """A page; `said` are its parts by their names."""
    values = {"isClosed": "false", "isDeleted": "false", "title": f"Post {number}"} | said
    name = values.pop("id", f"{number} {OLD}/?p={number}")
    fields = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in values.items())
    link = f"{OLD}/post-{number}/" if link is None else link
    return (
        f'<thread dsq:id="{number}"><id>{escape(name)}</id><forum>oldblog</forum><category dsq:id="1" />'
        f"<link>{escape(link)}</link><message /><createdAt>2015-03-01T08:00:00Z</createdAt>"
        f"<author><name>Meera Thomas</name><username>meera</username></author>{fields}</thread>"
    )


def post(id: int, message: str = "<p>A letter.</p>", on: int = 1, parent: int = 0, **said: Any) -> str:
    """A comment."""
    values = {
        "createdAt": f"{BEGUN + timedelta(minutes=id):%Y-%m-%dT%H:%M:%SZ}", "isDeleted": "false", "isSpam": "false",
        "ipAddress": "192.0.2.9", "name": f"Reader {id}", "email": f"reader{id}@example.com",
    } | said  # fmt: skip
    author = "".join(f"<{name}>{escape(str(values.pop(name)))}</{name}>" for name in ("email", "name"))
    fields = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in values.items())
    answered = f'<parent dsq:id="{parent}" />' if parent else ""
    return (
        f'<post dsq:id="{id}">\n<id>wp_id={id}</id>\n<message>{cdata(message)}</message>{fields}\n'
        f"<author>{author}<isAnonymous>true</isAnonymous></author>\n"
        f'<thread dsq:id="{on}" />{answered}\n</post>'
    )


def large(path: Path, pages: int, comments: int, seed: int = 1) -> Path:
    """Comments under `/post-1`, `/post-2` …, mixed, in threads of any depth, of which some come after their answers."""
    dice, under = random.Random(seed), dict[int, list[int]]()  # noqa: S311 - for a test
    posts = []
    for id in range(1, comments + 1):
        on = dice.randint(1, pages)
        parent = dice.choice(under[on]) if under.get(on) and dice.random() < 0.5 else 0
        under.setdefault(on, []).append(id)
        words = " ".join(dice.choices(VOCABULARY, k=dice.randint(3, 60)))
        state = {"isSpam": dice.random() < 0.1, "isDeleted": dice.random() < 0.1}
        flags = {name: str(value).lower() for name, value in state.items()}
        posts.append(post(id, f"<p>{words.capitalize()}.</p><p><b>{id}</b></p>", on, parent, **flags))
    dice.shuffle(posts)
    path.write_text(document(*(thread(number) for number in range(1, pages + 1)), *posts), "utf-8")
    return path
