"""The triggers of the content version as SQLite writes them."""

from collections.abc import Iterator, Mapping

ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def triggers(visible: Mapping[str, str]) -> Iterator[str]:
    """Statements that drop and make the triggers of each table, with the condition on `{row}` that it maps to."""
    for table, condition in visible.items():
        for event, rows in ROWS.items():
            name = f"{table}_{event}_raises_version"
            shows = " OR ".join(condition.format(row=row) for row in rows)
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {shows} "  # noqa: S608 - names of our own
                "BEGIN UPDATE content_version SET version = version + 1; END"
            )
