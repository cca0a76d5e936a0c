"""The counts of live articles as SQLite keeps them."""

from collections.abc import Iterator

from sqlalchemy import text

_LIVE = "({row}.kind = 'article' AND {row}.is_live)"
_OLD, _NEW = (_LIVE.format(row=row) for row in ("OLD", "NEW"))
_IS_LIVE = "EXISTS (SELECT 1 FROM article WHERE id = {row}.article_id AND kind = 'article' AND is_live)"


def _month(row: str, more: int, when: str) -> str:
    """Count one more, or one less, in the month of an article."""
    return (
        f"INSERT INTO live_month (month, articles) SELECT substr({row}.published_at, 1, 7), {more} WHERE {when} "
        f"ON CONFLICT (month) DO UPDATE SET articles = articles + {more};"
    )


def _tag(row: str, more: int) -> str:
    """The same for the tag that an article got or lost."""
    return f"UPDATE tag SET articles = articles + {more} WHERE id = {row}.tag_id AND {_IS_LIVE.format(row=row)};"  # noqa: S608


# All tags of an article that appears, or goes from before readers' eyes.
_tags = (
    f"UPDATE tag SET articles = articles + iif({_NEW}, 1, -1) "  # noqa: S608
    f"WHERE {_OLD} <> {_NEW} AND id IN (SELECT tag_id FROM article_tag WHERE article_id = NEW.id);"
)
_SHOWN = "UPDATE OF is_live, kind, published_at"
TRIGGERS = {
    name: f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {' '.join(acts)} END"
    for name, event, table, acts in (
        ("article_insert_counts", "INSERT", "article", [_month("NEW", 1, _NEW)]),
        ("article_update_counts", _SHOWN, "article", [_month("OLD", -1, _OLD), _month("NEW", 1, _NEW), _tags]),
        ("article_delete_counts", "DELETE", "article", [_month("OLD", -1, _OLD)]),
        ("article_tag_insert_counts", "INSERT", "article_tag", [_tag("NEW", 1)]),
        ("article_tag_update_counts", "UPDATE", "article_tag", [_tag("OLD", -1), _tag("NEW", 1)]),
        ("article_tag_delete_counts", "DELETE", "article_tag", [_tag("OLD", -1)]),
    )
}


def triggers() -> Iterator[str]:
    """Statements that drop and make the triggers."""
    for name, statement in TRIGGERS.items():
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield statement


MONTH = "substr(published_at, 1, 7)"
# How many live articles lie within each of some spans, in one statement: `spans` is a JSON list of pairs of moments.
WITHIN = text(
    "SELECT key, (SELECT count(*) FROM article WHERE kind = 'article' AND is_live = 1 "
    "AND published_at >= json_extract(value, '$[0]') AND published_at < json_extract(value, '$[1]')) "
    "FROM json_each(:spans)"
)
