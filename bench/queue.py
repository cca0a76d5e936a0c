"""How the queue bears numbers: its page with 1,000 and with 100,000 comments, and a campaign of 10,000 in one act.

`python -m bench.queue` prints a ratio of medians, both sites asked in turn in one run, and the seconds of the act and
of its undo. Measured once: the page 1.05 times; 10,000 comments in 1.0 s, and back in 1.3 s.
"""

import re
import tempfile
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from blog import create_app
from blog.articles import actions as articles
from blog.articles.rules import ArticleText
from blog.comments.judge import features
from blog.comments.models import Comment, Decision, SpamWord
from blog.config import Config
from blog.db import writing
from blog.people import actions as people
from blog.tokens import word_hashes
from blog.upgrade import upgrade

NOW = datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
WAITING = 60
SPAM = "Win big at our casino tonight, {n} free spins wait for you at https://casino.example/{n} today"


def site(folder: Path, decided: int, waiting: int, campaign: int) -> FlaskClient:
    """A site with so many comments, and its admin, signed in."""
    upgrade(f"sqlite:///{folder}/blog.sqlite", NOW)
    app = create_app(Config(instance=folder, secret_key="key"), {"TESTING": True})
    with app.app_context():
        people.create_admin(name="Meera", email="meera@example.com", password="a long enough password", now=NOW)
        article_id = articles.add(ArticleText(title="Hello", body="Words.", published_at=NOW), NOW)
        states = ["approved", "spam", "bin"]
        rows = [_row(article_id, number, states[number % 3], None) for number in range(decided)]
        rows += [_row(article_id, decided + number, "pending", None) for number in range(waiting)]
        rows += [_row(article_id, decided + waiting + number, "pending", 1) for number in range(campaign)]
        with writing() as session:
            session.execute(insert(Comment), rows)
            made = [_decision(number + 1, row) for number, row in enumerate(rows[:decided])]
            session.execute(insert(Decision), made) if made else None
    client = app.test_client()
    token = _token(client.get("/admin/login").text)
    sent = {"csrf_token": token, "email": "meera@example.com", "password": "a long enough password"}
    client.post("/admin/login", data=sent)
    return client


def _row(article_id: int, number: int, status: str, campaign: int | None) -> dict[str, object]:
    text = SPAM.format(n=number) if campaign else f"My letter number {number} is about the bridge and the river."
    keys = array("q", word_hashes(features(text, f"N{number}", "", NOW)) if campaign else ())
    return {
        "article_id": article_id, "name": f"N{number}", "email": f"{number}@example.org",
        "email_key": f"{number}@example.org", "website": "", "body": text, "body_html": f"<p>{text}</p>",
        "inert_html": f"<p>{text}</p>", "markup_version": 1, "status": status, "by_editor": False, "is_sample": False,
        "address_short": "192.0.2.0/24", "address_key": f"k{number}", "digest": f"d{number}",
        "submitted_at": NOW + timedelta(seconds=number), "is_suspect": campaign is not None, "campaign_id": campaign,
        "word_keys": keys.tobytes(), "rank": number if status == "approved" else None,
    }  # fmt: skip


def _decision(comment_id: int, row: dict[str, object]) -> dict[str, object]:
    states = {"from_status": "pending", "to_status": row["status"]}
    return {"comment_id": comment_id, "person_id": 1, "decided_at": NOW, **states}


def _token(page: str) -> str:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]  # type: ignore[no-any-return]


def _seconds(client: FlaskClient) -> float:
    start = perf_counter()
    client.get("/admin/")
    return perf_counter() - start


def _campaign(folder: Path) -> None:
    client = site(folder, 0, 10, 10_000)
    page = client.get("/admin/").text
    before = _words(client)
    sent = {"csrf_token": _token(page), "all_of": "suspect", "up_to": "1000000000"}
    start = perf_counter()
    done = client.post("/admin/comments/spam", data=sent).location
    print(f"10,000 to the spam  {perf_counter() - start:5.2f} s")
    start = perf_counter()
    client.post(f"/admin/decisions/{done.split('done=')[1]}/undo", data={"csrf_token": _token(page)})
    print(f"and back            {perf_counter() - start:5.2f} s, the score as it was: {_words(client) == before}")


def _words(client: FlaskClient) -> list[tuple[int, int, int]]:
    with client.application.app_context(), writing() as session:
        rows = session.execute(select(SpamWord.key, SpamWord.spam, SpamWord.good))
        return sorted((key, spam, good) for key, spam, good in rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sites = []
        for name, decided in (("small", 1_000 - WAITING), ("large", 100_000 - WAITING)):
            Path(folder, name).mkdir()
            sites.append(site(Path(folder, name), decided, WAITING, 0))
        pairs = [(_seconds(sites[0]), _seconds(sites[1])) for _ in range(40)]
        small, large = (median(times) * 1000 for times in zip(*pairs, strict=True))
        print(f"the queue           {small:5.1f} ms with 1,000, {large:.1f} ms with 100,000: {large / small:.2f} x")
        Path(folder, "campaign").mkdir()
        _campaign(Path(folder, "campaign"))
