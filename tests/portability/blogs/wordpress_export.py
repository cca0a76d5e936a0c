"""Makes exports as WordPress writes them, with all their oddities; the same numbers give the same bytes."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

SITE = "https://old.example"
NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/{0}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/{0}/"'
)
BEGUN = datetime(2015, 3, 1, 8, 0, tzinfo=UTC)
STATUSES = ["1"] * 14 + ["0"] * 2 + ["spam"] * 3 + ["trash"]
WORDS = (
    "harbour lamp quay letter morning rain street bridge market boat weather paper reader window garden neighbour "
    "council winter story road river ferry stone bread clock"
)
VOCABULARY = WORDS.split()


def document(*parts: str, version: str = "1.2", site: str = SITE) -> str:
    """An export with these parts of its channel."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/6.5" -->\n'
        f'<rss version="2.0" {NAMESPACES.format(version)}>\n<channel>\n<title>Old</title>\n<link>{site}</link>\n'
        f"<wp:wxr_version>{version}</wp:wxr_version>\n<wp:base_site_url>{site}</wp:base_site_url>\n"
        f"<wp:base_blog_url>{site}</wp:base_blog_url>\n" + "\n".join(parts) + "\n</channel>\n</rss>\n"
    )


def cdata(text: object) -> str:
    return "<![CDATA[" + str(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def author(id: int = 1, login: str = "meera", name: str = "Meera Thomas") -> str:
    return (
        f"<wp:author><wp:author_id>{id}</wp:author_id><wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>"
    )


def item(id: int, *comments: str, **said: Any) -> str:
    """A post; `said` are fields by their names without a prefix, and `terms`, `meta`, `link`, `guid`, `date`."""
    date = said.pop("date", BEGUN + timedelta(hours=7 * id))
    stamp = date if isinstance(date, str) else f"{date:%Y-%m-%d %H:%M:%S}"
    name = said.pop("post_name", f"post-{id}")
    link = said.pop("link", f"{SITE}/2015/03/{name}/")
    terms = "".join(
        f'<category domain="{domain}" nicename="{nicename}">{cdata(words)}</category>'
        for domain, nicename, words in said.pop("terms", ())
    )
    notes = "".join(meta(key, value) for key, value in said.pop("meta", ()))
    values = {
        "post_date": stamp, "post_date_gmt": said.pop("gmt", stamp), "comment_status": "open", "post_name": name,
        "status": "publish", "post_parent": "0", "post_type": "post", "post_password": "",
    } | {key: said[key] for key in said if key not in ("title", "content", "excerpt", "guid", "creator")}  # fmt: skip
    fields = "\n".join(f"<wp:{key}>{cdata(value)}</wp:{key}>" for key, value in values.items())
    return (
        f"<item>\n<title>{escape(said.get('title', f'Post {id}'))}</title>\n<link>{escape(link)}</link>\n"
        f"<dc:creator>{cdata(said.get('creator', 'meera'))}</dc:creator>\n"
        f'<guid isPermaLink="false">{escape(said.get("guid", f"{SITE}/?p={id}"))}</guid>\n<description></description>\n'
        f"<content:encoded>{cdata(said.get('content', 'Words.'))}</content:encoded>\n"
        f"<excerpt:encoded>{cdata(said.get('excerpt', ''))}</excerpt:encoded>\n<wp:post_id>{id}</wp:post_id>\n"
        f"{fields}\n{terms}\n{notes}\n" + "\n".join(comments) + "\n</item>"
    )


def meta(key: str, value: str) -> str:
    said = f"<wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value>"
    return f"<wp:postmeta>{said}</wp:postmeta>"


def comment(id: int, content: str = "A letter.", parent: int = 0, approved: str = "1", **said: Any) -> str:
    date = said.pop("date", BEGUN + timedelta(hours=7, minutes=id))
    stamp = date if isinstance(date, str) else f"{date:%Y-%m-%d %H:%M:%S}"
    values = {
        "comment_id": id, "comment_author": f"Reader {id}", "comment_author_email": f"reader{id}@example.com",
        "comment_author_url": "", "comment_author_IP": "192.0.2.9", "comment_date": stamp, "comment_date_gmt": stamp,
        "comment_content": content, "comment_approved": approved, "comment_type": "comment", "comment_parent": parent,
        "comment_user_id": 0,
    } | said  # fmt: skip
    return "<wp:comment>\n" + "\n".join(f"<wp:{k}>{cdata(v)}</wp:{k}>" for k, v in values.items()) + "\n</wp:comment>"


def attachment(id: int, file: str, parent: int = 0) -> str:
    url = f"{SITE}/wp-content/uploads/{file}"
    return item(
        id,
        post_type="attachment",
        status="inherit",
        post_parent=parent,
        attachment_url=url,
        link=f"{SITE}/?attachment_id={id}",
    )


def category(id: int, nicename: str, name: str, description: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>{id}</wp:term_id><wp:category_nicename>{cdata(nicename)}</wp:category_nicename>"
        f"<wp:category_parent></wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name>"
        f"<wp:category_description>{cdata(description)}</wp:category_description></wp:category>"
    )


def tag(id: int, slug: str, name: str) -> str:
    return (
        f"<wp:tag><wp:term_id>{id}</wp:term_id><wp:tag_slug>{cdata(slug)}</wp:tag_slug>"
        f"<wp:tag_name>{cdata(name)}</wp:tag_name></wp:tag>"
    )


def large(posts: int, comments: int, seed: int = 1) -> Iterator[str]:
    """A whole blog, part by part: posts of a few paragraphs, and threads of any depth in any order."""
    dice = random.Random(seed)  # noqa: S311 - for a test
    yield author()
    yield from (category(number, f"cat-{number}", f"Category {number}") for number in range(1, 11))
    number = 0
    for id in range(1, posts + 1):
        here: list[tuple[int, int]] = []
        for _ in range(comments // posts + (id <= comments % posts)):
            number += 1
            earlier = dice.choice(here)[0] if here and dice.random() < 0.5 else 0
            here.append((number, earlier))
        if dice.random() < 0.05:
            dice.shuffle(here)  # a parent may come later
        letters = (comment(each, _letter(dice), parent, dice.choice(STATUSES)) for each, parent in here)
        kind, topic = 1 + id % 10, id % 200
        yield item(
            id,
            *letters,
            title=f"{_words(dice, 4).capitalize()} {id}",
            content=_post(dice, id, posts),
            excerpt=_words(dice, 12),
            status="draft" if id % 50 == 0 else "publish",
            terms=[("category", f"cat-{kind}", f"Category {kind}"), ("post_tag", f"t{topic}", f"Tag {topic}")],
        )


def write(path: Path, posts: int, comments: int, seed: int = 1) -> Path:
    """The same as a file, in bounded memory."""
    head, _sign, foot = document("\x00").partition("\x00")
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        file.writelines(f"{part}\n" for part in large(posts, comments, seed))
        file.write(foot)
    return path


def _post(dice: random.Random, id: int, posts: int) -> str:
    parts = [f"{_words(dice, 60).capitalize()}." for _ in range(6)]
    parts[1] += (
        f' See <a href="{SITE}/2015/03/post-{dice.randint(1, posts)}/">another</a> and '
        f"<strong>{_words(dice, 2)}</strong>."
    )
    if id % 2:
        return "\n\n".join([*parts, f"<blockquote>{_words(dice, 20)}</blockquote>"])
    blocks = [f"<!-- wp:paragraph -->\n<p>{part}</p>\n<!-- /wp:paragraph -->" for part in parts]
    return "\n\n".join(
        [*blocks, f"<!-- wp:list -->\n<ul><li>{_words(dice, 5)}</li><li>{_words(dice, 4)}</li></ul>\n<!-- /wp:list -->"]
    )


def _letter(dice: random.Random) -> str:
    text = f"{_words(dice, dice.randint(8, 50)).capitalize()}."
    if dice.random() < 0.3:
        text += f"\r\n\r\n{_words(dice, 20).capitalize()}, isn't it?\r\nYes."
    if dice.random() < 0.1:
        text += f' <a href="https://site{dice.randint(1, 999)}.example/" rel="nofollow">look</a> &amp; <em>wonder</em>'
    return text


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(VOCABULARY, k=count))
