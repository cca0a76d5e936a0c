"""The sample content: one welcome article on a new site, a whole demo site on request; all of it removed in one act."""

import random
import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ..articles import actions as articles
from ..articles.drafts import article_text
from ..articles.frontmatter import parse
from ..articles.rules import ArticleText
from ..comments import actions as comments
from ..comments import decisions
from ..comments.models import Comment
from ..comments.rules import Status, Submission
from ..db import writing

FOLDER = Path(__file__).parent
DECIDE = {
    Status.APPROVED: decisions.approve,
    Status.SPAM: decisions.mark_spam,
    Status.BIN: decisions.put_in_bin,
}


def add_welcome(now: datetime) -> None:
    """One article that welcomes the owner, with a printed letter and three that wait."""
    draft = parse((FOLDER / "welcome.md").read_text("utf-8"), "welcome.md")
    article_id = articles.add(replace(article_text(draft, now), is_sample=True), now)
    printed = None
    for letter in tomllib.loads((FOLDER / "comments.toml").read_text("utf-8"))["comment"]:
        parent_id = printed if letter.get("reply") else None
        status = Status(letter.get("status", Status.PENDING))
        comment_id = _add_letter(article_id, letter, status, now, parent_id)
        printed = comment_id if status == Status.APPROVED else printed


def add_demo(now: datetime) -> None:
    """Thirty articles over the last months, and two hundred letters in every status; the same ones each time."""
    source = tomllib.loads((FOLDER / "demo.toml").read_text("utf-8"))
    dice = random.Random(30)  # noqa: S311 - a dice for layout, not for secrets
    ids = [
        articles.add(_demo_article(source, entry, dice, now - timedelta(days=4 * age + 1)), now)
        for age, entry in reversed(list(enumerate(source["article"])))  # the newest last, as one writes them
    ]
    statuses = [Status.APPROVED] * 12 + [Status.PENDING] * 5 + [Status.SPAM] * 2 + [Status.BIN]
    printed: dict[int, list[int]] = {}
    for number in range(200):
        article_id, status = dice.choice(ids), statuses[number % len(statuses)]
        earlier = printed.setdefault(article_id, [])
        is_spam = status == Status.SPAM or (status == Status.PENDING and number % 4 == 0)
        letter = _demo_letter(source, number, spam=is_spam)
        parent_id = dice.choice(earlier) if earlier and dice.random() < 0.4 else None
        comment_id = _add_letter(article_id, letter, status, now - timedelta(minutes=11 * (200 - number)), parent_id)
        if status == Status.APPROVED:
            earlier.append(comment_id)


def clear() -> None:
    """Remove every sample. A sample article that a reader wrote to stays, as a draft, with what they wrote."""
    with writing() as session:
        comments.remove(session, Comment.is_sample)
        articles.remove_samples(session, keep=select(Comment.article_id))


def _demo_article(source: dict[str, Any], entry: dict[str, Any], dice: random.Random, at: datetime) -> ArticleText:
    return ArticleText(
        title=entry["title"],
        standfirst=entry["standfirst"],
        body=entry.get("body") or _demo_body(source, entry["opening"], dice),
        author=entry["author"],
        tags=(*entry["tags"], "Sample"),
        language=entry.get("language", "en"),
        disclaimer=source["disclaimer"],
        published_at=at,
        is_sample=True,
    )


def _demo_body(source: dict[str, Any], opening: str, dice: random.Random) -> str:
    """The article's own opening, then paragraphs of the common drawer under two headings, and a pull quote."""
    paragraphs, headings = dice.sample(source["paragraphs"], 6), dice.sample(source["headings"], 2)
    pull = f"::: pull\n{dice.choice(source['pulls'])}\n:::"
    parts = [
        opening,
        *paragraphs[:2],
        f"## {headings[0]}",
        *paragraphs[2:4],
        pull,
        f"## {headings[1]}",
        *paragraphs[4:],
    ]
    return "\n\n".join(part.strip() for part in parts)


def _demo_letter(source: dict[str, Any], number: int, *, spam: bool) -> dict[str, Any]:
    """One of the letters, signed by one of the names; two hundred of them are all different."""
    names, texts = source["names"], source["spam" if spam else "letters"]
    reader = number if spam else number * 7 % len(names)
    # A campaign repeats itself; of readers no two say the same.
    parts = (number,) if spam or number < len(texts) else (number, number + 17 + 7 * (number // len(texts)))
    return {
        "name": names[reader % len(names)],
        "email": f"reader{reader}@example.com",
        "body": "\n\n".join(dict.fromkeys(texts[index % len(texts)] for index in parts)),
    }


def _add_letter(article_id: int, letter: dict[str, Any], status: Status, now: datetime, parent_id: int | None) -> int:
    sent = Submission(
        article_id=article_id,
        parent_id=parent_id,
        name=letter["name"],
        email=letter["email"],
        website=letter.get("website", ""),
        body=letter["body"].strip(),
        address=f"192.0.2.{sum(letter['email'].encode()) % 256}",  # one for each, as nobody writes in a crowd
    )
    comment_id = comments.submit(sent, now, is_sample=True)
    if status in DECIDE:
        DECIDE[status](comment_id, None, now)
    return comment_id
