"""The counts of live articles as PostgreSQL keeps them."""

from collections.abc import Iterator

from sqlalchemy import text

_LIVE = "({row}.kind = 'article' AND {row}.is_live)"
_OLD, _NEW = (_LIVE.format(row=row) for row in ("OLD", "NEW"))
_MONTH = "to_char({row}published_at AT TIME ZONE 'UTC', 'YYYY-MM')"


def _month(row: str, more: int) -> str:
    """Count one more, or one less, in the month of an article."""
    return (
        f"INSERT INTO live_month AS known (month, articles) SELECT {_MONTH.format(row=f'{row}.')}, {more} "
        f"WHERE {_LIVE.format(row=row)} ON CONFLICT (month) DO UPDATE SET articles = known.articles + {more};"
    )


def _tag(row: str, more: int) -> str:
    """The same for the tag that an article got or lost."""
    return (
        f"UPDATE tag SET articles = articles + {more} WHERE id = {row}.tag_id AND EXISTS "  # noqa: S608
        f"(SELECT 1 FROM article WHERE id = {row}.article_id AND kind = 'article' AND is_live);"
    )


# All tags of an article that appears, or goes from before readers' eyes.
_tags = (
    f"UPDATE tag SET articles = articles + CASE WHEN {_NEW} THEN 1 ELSE -1 END "  # noqa: S608
    f"WHERE {_OLD} <> {_NEW} AND id IN (SELECT tag_id FROM article_tag WHERE article_id = NEW.id);"
)
_SHOWN = "UPDATE OF is_live, kind, published_at"
_TRIGGERS = (
    ("article_insert_counts", "INSERT", "article", [_month("NEW", 1)]),
    ("article_update_counts", _SHOWN, "article", [_month("OLD", -1), _month("NEW", 1), _tags]),
    ("article_delete_counts", "DELETE", "article", [_month("OLD", -1)]),
    ("article_tag_insert_counts", "INSERT", "article_tag", [_tag("NEW", 1)]),
    ("article_tag_update_counts", "UPDATE", "article_tag", [_tag("OLD", -1), _tag("NEW", 1)]),
    ("article_tag_delete_counts", "DELETE", "article_tag", [_tag("OLD", -1)]),
)


def triggers() -> Iterator[str]:
    """Statements that drop and make the triggers, and the functions that these call."""
    for name, event, table, acts in _TRIGGERS:
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {' '.join(acts)} RETURN NULL; END $$"
        )
        yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


MONTH = _MONTH.format(row="")
# How many live articles lie within each of some spans, in one statement: `spans` is a JSON list of pairs of moments.
WITHIN = text(
    "SELECT number - 1, (SELECT count(*) FROM article WHERE kind = 'article' AND is_live "
    "AND published_at >= (span->>0)::timestamp AT TIME ZONE 'UTC' "
    "AND published_at < (span->>1)::timestamp AT TIME ZONE 'UTC') "
    "FROM json_array_elements(CAST(:spans AS json)) WITH ORDINALITY AS spans (span, number)"
)
