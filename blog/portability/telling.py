"""An import's report as lines for a terminal."""

from collections.abc import Iterator, Sequence

from .importing import Report


def lines_of(report: Report, *, is_rehearsal: bool) -> Iterator[str]:
    """The counts first, then a line for each file that somebody should look at."""
    counts: dict[str, Sequence[object]] = {
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "left alone": report.left,
        "skipped": [*report.passed, *report.failed],
    }
    yield "Nothing was written; this is what would be done:" if is_rehearsal else "Done:"
    yield from (f"{name:<12}{len(files):>6,}" for name, files in counts.items())
    yield f"{'pictures':<12}{report.pictures:>6,}"
    for name, entries in {
        "left alone": report.left,
        "skipped": [*report.passed, *report.failed],
        "note": report.notes,
    }.items():
        yield from (f"{name:<12}{place}: {words}" for place, words in entries)
    if report.unknown:
        fields = ", ".join(f"{name} ({count})" for name, count in report.unknown.most_common(30))
        yield f"Fields that mean nothing here: {fields}"
