"""Comments come in and are decided in one process; each answer stands in a file beside the database, in the same trace.

`python -m tests.torture.writing FOLDER COMMENTS [SYNCHRONOUS]`
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event, select

from blog import clock, create_app
from blog.comments import actions, decisions
from blog.comments.models import Comment
from blog.comments.rules import Status, Submission
from blog.config import Config
from blog.db import db
from tests.torture.judge import words

WRITERS = 3


def main(folder: Path, count: int, synchronous: str) -> None:
    """So many comments from several threads, and beside them decisions in batches, some of which are undone."""
    app = create_app(Config(instance=folder, secret_key="k", smtp_url="smtp://127.0.0.1:9"))
    answers = os.open(folder / "answers", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(*what: Any) -> None:
        os.write(answers, json.dumps(what).encode() + b"\n")

    def send(number: int) -> None:
        with app.app_context():
            sent = Submission(
                article_id=1, name=f"Reader {number}", email=f"{number}@example.org", body=words(number),
                address=f"10.{number // 250}.{number % 250}.1", notify=True,
            )  # fmt: skip
            actions.submit(sent, clock.now())
            say("comment", number)

    def decide(dice: Random) -> None:
        with app.app_context():
            ids = list(db.session.scalars(select(Comment.id).where(Comment.status == Status.PENDING).limit(6)))
            to = dice.choice([Status.APPROVED, Status.SPAM, Status.BIN])
            say("tried", ids)
            if done := decisions.decide_all(Comment.id.in_(ids), to, 1, clock.now()):
                say("decided", ids)
                if dice.random() < 0.3:
                    decisions.undo(done.decision_id, 1, clock.now())

    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _record: _set(connection, synchronous))
    dice = Random(count)  # noqa: S311
    with ThreadPoolExecutor(WRITERS) as writers:
        sent = [writers.submit(send, number) for number in range(count)]
        while not all(each.done() for each in sent):
            decide(dice)
    for each in sent:
        each.result()


def _set(connection: Any, synchronous: str) -> None:
    if synchronous:
        connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA wal_autocheckpoint=50")  # pages: so that checkpoints fall into the trace


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), "".join(sys.argv[3:]))
