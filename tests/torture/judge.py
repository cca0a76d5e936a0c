"""Whether a database that was found after an accident is whole: nothing lost, nothing twice, nothing half."""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

# Each finds what would be half of an act.
HALVES = {
    "a comment is elsewhere than its last decision says": """
        SELECT comment.id FROM comment
        LEFT JOIN decision ON decision.id = (SELECT max(id) FROM decision WHERE comment_id = comment.id)
        WHERE comment.status != coalesce(decision.to_status, 'pending')""",
    "a comment came without its reasons": """
        SELECT id FROM comment WHERE NOT is_sample AND id NOT IN (SELECT comment_id FROM comment_reason)""",
    "a printed comment has no place": "SELECT id FROM comment WHERE status = 'approved' AND rank IS NULL",
    "the log does not know a decision, or one that never was": """
        SELECT comment_id FROM decision WHERE person_id IS NOT NULL GROUP BY comment_id HAVING count(*) !=
        (SELECT count(*) FROM event WHERE event.comment_id = decision.comment_id AND act IN ('decide', 'undo'))""",
    "the score was taught something else than was decided": """
        SELECT * FROM (SELECT count(*) FILTER (WHERE taught = 'spam') AS spam,
                              count(*) FILTER (WHERE taught = 'approved') AS good FROM comment)
        WHERE (spam, good) NOT IN (SELECT spam, good FROM spam_word WHERE key = 0) AND spam + good > 0""",
    "a mail is about nothing": "SELECT id FROM mail WHERE about IS NOT NULL AND about NOT IN (SELECT id FROM comment)",
    "an undo took nothing back": """
        SELECT id FROM decision WHERE undoes_id IS NOT NULL AND undoes_id NOT IN (SELECT id FROM decision)""",
}


@dataclass
class Known:
    """What those who sent and decided know: the numbers of comments, and the sets of comments decided in one act."""

    acknowledged: set[int] = field(default_factory=set)
    tried: set[frozenset[int]] = field(default_factory=set)
    decided: set[frozenset[int]] = field(default_factory=set)


def words(number: int) -> str:
    """A comment that no other one resembles, and that says which it is."""
    letters = "".join(chr(97 + int(digit)) for digit in f"{number:05}")
    return f"Letter number {number}: {letters * 2}, {letters[::-1] * 3} and the bridge of {letters[2:] * 4}."


def lost(database: Path, known: Known) -> set[int]:
    """The comments that were acknowledged and are not there; all of them, where the database cannot be read."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            return known.acknowledged - set(_numbers(connection))
    except sqlite3.DatabaseError:
        return known.acknowledged


def faults(database: Path, known: Known) -> list[str]:
    """What is wrong with it; nothing of a database that is whole."""
    with closing(sqlite3.connect(database)) as connection:
        found = [str(row) for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        found += [f"belongs to nothing: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        numbers = Counter(_numbers(connection))
        found += [f"lost: {number}" for number in sorted(known.acknowledged - numbers.keys())]
        found += [f"twice: {number}" for number, count in numbers.items() if count > 1]
        found += [
            f"{fault}: {rows[:5]}" for fault, sql in HALVES.items() if (rows := connection.execute(sql).fetchall())
        ]
        batches = _batches(connection)
        found += [f"half of a decision: {sorted(batch)}" for batch in batches if batch not in known.tried]
        found += [f"lost decision: {sorted(batch)}" for batch in known.decided - set(batches)]
    return found


def _numbers(connection: sqlite3.Connection) -> list[int]:
    bodies = connection.execute("SELECT body FROM comment WHERE NOT is_sample")
    return [int(match[1]) for (body,) in bodies if (match := re.match(r"Letter number (\d+):", str(body)))]


def _batches(connection: sqlite3.Connection) -> list[frozenset[int]]:
    rows = connection.execute(
        "SELECT group_concat(comment_id) FROM decision WHERE batch_id IS NOT NULL GROUP BY batch_id"
    )
    return [frozenset(map(int, ids.split(","))) for (ids,) in rows]
