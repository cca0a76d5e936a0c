"""What of a file this very blog wrote: told by the names that it gives, and by times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from ...articles.models import Article
from ...comments.models import Comment
from ...db import db, own
from ...site.tagging import tag_uri
from .records import Letter, Sketch

Known = dict[str, tuple[int, str]]  # our id by the id there, and no checksum: both may have changed since


@dataclass(slots=True)
class Same:
    """Pieces and letters by their ids, which are the same there and here; nothing of another blog's file.

    What has an id that was given here once, and is not here any more, was deleted since. A row of another time under
    that id is another one, as after a backup was restored.
    """

    here: Known = field(default_factory=dict)
    gone: Known = field(default_factory=dict)

    def letters(self, some: Iterable[Letter], known: Mapping[str, tuple[int, str]]) -> Known:
        """What is known of these and of those that they answer, with what came in of the file before."""
        mine = {each.id: each for each in some if each.piece in self.here}
        if not mine:
            return dict(known)
        parents = {each.parent: each.piece for each in mine.values() if each.parent}
        rows = _rows({*map(int, mine), *map(int, parents)})
        last = own().last_given(db.session(), "comment")
        here: Known = {}
        for id, letter in mine.items():
            if (row := rows.get(int(id))) and row == (self.here[letter.piece][0], letter.sent_at):
                here[id] = (int(id), "")
        above = {id: (int(id), "") for id, piece in parents.items()
                 if (row := rows.get(int(id))) and row[0] == self.here[piece][0] and id not in mine}  # fmt: skip
        gone = {id: (int(id), "") for id in mine if int(id) not in rows and int(id) <= last}
        return above | gone | dict(known) | here


def recognise(sketches: Iterable[Sketch]) -> Same:
    """What of these this blog wrote; none of them, if none is here as it was then."""
    made = {each.id: each.made_at for each in sketches if each.made_at and each.name == tag_uri("articles", each.id)}
    if not made:
        return Same()
    rows = {str(row.id): row.created_at for row in db.session.execute(select(Article.id, Article.created_at))}
    last = own().last_given(db.session(), "article")
    same = [id for id in made if rows.get(id) == made[id]]
    gone = [id for id in made if id not in rows and len(id) < 18 and int(id) <= last] if same else []
    return Same({id: (int(id), "") for id in same}, {id: (int(id), "") for id in gone})


def _rows(ids: set[int]) -> dict[int, tuple[int, object]]:
    """The piece of each comment, and the second in which it was sent, as an export has it."""
    rows = db.session.execute(select(Comment.id, Comment.article_id, Comment.submitted_at).where(Comment.id.in_(ids)))
    return {row.id: (row.article_id, row.submitted_at.replace(microsecond=0)) for row in rows}
