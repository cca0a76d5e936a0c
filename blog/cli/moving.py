"""In from elsewhere, and out into files."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from .. import clock
from ..carrying import moving as carrying
from ..config import DATABASES, as_engine, is_database
from ..portability import exporting, importing
from ..portability.blogs import sources
from ..portability.blogs.records import Unusable
from ..portability.fetching import Fetcher
from ..portability.leaving import everything, wordpress
from ..portability.leaving.file import write
from ..portability.reading import TooMuch
from ..portability.telling import lines_of
from .running import with_database


@click.group("import")
def import_group() -> None:
    """Take in what was written elsewhere: a blog, articles, or comments."""


@click.group("export")
def export_group() -> None:
    """Write the blog into files that other tools read too."""


@import_group.command("markdown")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--update", is_flag=True, help="Give articles that are there already the version of their files.")
@with_database
def import_markdown(folder: Path, dry_run: bool, update: bool) -> None:
    """Take the Markdown files of the folder PATH in, with their pictures (docs/writing.md)."""
    media_folder, now = current_app.config["MEDIA_FOLDER"], clock.now()
    try:
        with _progress() as step:
            report = importing.import_folder(folder, media_folder, now, step, update=update, dry_run=dry_run)
    except TooMuch as error:
        raise click.ClickException(str(error)) from None
    for line in lines_of(report, is_rehearsal=dry_run):
        click.echo(line)
    if count := len(report.failed):
        rest = "would be in" if dry_run else "are in"
        raise click.ClickException(f"{count} could not be taken in; the others {rest}.")


@import_group.command("wordpress")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--media", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A copy of wp-content/uploads."
)
@click.option("--fetch", is_flag=True, help="Fetch files that are missing in that folder from the old site, into it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_database
def import_wordpress(file: Path, media: Path | None, fetch: bool, dry_run: bool) -> None:
    """Take the blog in that WordPress wrote into FILE (Tools, Export), with its letters (docs/moving.md)."""
    if fetch and media is None:
        raise click.ClickException("--fetch needs a folder for what is fetched: --media DIR. Nothing was written.")
    _take_in("wordpress", file, media, dry_run=dry_run, fetcher=Fetcher(media) if fetch and media else None)


@import_group.command("isso")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_database
def import_isso(file: Path, dry_run: bool) -> None:
    """Take the comments in that Isso keeps in FILE (comments.db), under the articles that are here (docs/moving.md)."""
    _take_in("isso", file, None, dry_run=dry_run)


@import_group.command("disqus")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_database
def import_disqus(file: Path, dry_run: bool) -> None:
    """Take the comments in that Disqus exported into FILE, under the articles that are here (docs/moving.md)."""
    _take_in("disqus", file, None, dry_run=dry_run)


@export_group.command("markdown")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@with_database
def export_markdown(folder: Path) -> None:
    """Write all articles, pages and pictures into the new or empty folder PATH (docs/writing.md)."""
    try:
        with _progress() as step:
            report = exporting.export_folder(folder, current_app.config["MEDIA_FOLDER"], step)
    except exporting.NotEmpty as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror}") from None
    for name in report.missing:
        click.echo(f"The file of the picture {name} is missing; it is not in the export.")
    click.echo(f"Wrote {report.articles} articles, {report.pages} pages and {report.pictures} pictures.")


def _take_in(kind: str, file: Path, media: Path | None, *, dry_run: bool, fetcher: Fetcher | None = None) -> None:
    """Take a file in and say what came of it, or in one line, with its place, why nothing did."""
    folder = current_app.config["MEDIA_FOLDER"]
    try:
        report = sources.take_in(kind, file, media, folder, clock.now(), _progress, dry_run=dry_run, fetcher=fetcher)
    except Unusable as error:
        place = f"{file}:{error.line}" if error.line else file
        raise click.ClickException(f"{place}: {error.words}. Nothing was written.") from None
    for line in report.lines(is_rehearsal=dry_run):
        click.echo(line)


@export_group.command("wordpress")
@click.argument("file", metavar="PATH", type=click.Path(path_type=Path))
@with_database
def export_wordpress(file: Path) -> None:
    """Write the whole blog with its letters into the file PATH, which WordPress takes (docs/moving.md)."""
    report = wordpress.Report()
    with _progress() as step:
        _write(file, wordpress.document(clock.now(), report, step))
    for line in report.lines():
        click.echo(line)


@export_group.command("json")
@click.argument("file", metavar="PATH", type=click.Path(path_type=Path))
@with_database
def export_json(file: Path) -> None:
    """Write all that the blog holds into the file PATH, but for what is secret (docs/export.md)."""
    counts: Counter[str] = Counter()
    with _progress() as step:
        _write(file, everything.document(clock.now(), counts, step))
    for name, count in counts.items():
        click.echo(f"{name:<24}{count:>12,}")


def _write(path: Path, parts: Iterable[str]) -> None:
    try:
        write(path, parts)
    except OSError as error:
        raise click.ClickException(f"{error.filename or path}: {error.strerror}") from None


@click.command("move-database")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@with_appcontext
def move_database(source: str, target: str) -> None:
    """Carry the site from the database FROM into the empty database TO, both as BLOG_DATABASE_URL has them
    (docs/scaling.md), and print what each table came to.
    """
    for name, url in (("FROM", source), ("TO", target)):
        if not is_database(url):
            raise click.ClickException(f"{name} must be {DATABASES}.")
    try:
        with _progress() as step:
            moved = carrying.move(as_engine(source), as_engine(target), clock.now(), step)
    except carrying.NotMoved as error:
        raise click.ClickException(f"Nothing was moved: {error}.") from None
    for each in moved:
        click.echo(f"{each.table:<16} {each.rows:>11,} {each.checksum}")
    click.echo("All tables are the same in both. Set BLOG_DATABASE_URL to the new one, and start the server.")


@contextmanager
def _progress(label: str = "", count: Callable[[], int] | None = None) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, and nothing anywhere else; with a name, and how many there were by now."""
    shown: Any = click.progressbar(
        length=1,
        label=f"{label:<9}" if label else None,
        item_show_func=lambda _item: f"{count():,}" if count and count() else None,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    )
    with shown as bar:

        def step(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield step
