"""The `flask` commands, thin over actions. Each answers 0, or 1 with one clear line."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy.exc import DatabaseError

from . import clock, links, samples
from .articles import counts, mentions
from .articles.drafts import add_file
from .articles.frontmatter import FrontMatterError
from .articles.queries import live_slug
from .articles.rules import Kind, path
from .backups import making, restoring
from .backups.rules import Refused
from .backups.store import BackupRunning
from .comments import words
from .db import writing
from .doctor.checks import Check, examine
from .doctor.deployed import DEPLOYED
from .doctor.quick import QUICK
from .doctor.thorough import THOROUGH
from .forms import is_email
from .pagecache import published_by
from .people import actions as people
from .people.rules import PASSWORD_LENGTH
from .portability import exporting, importing
from .portability.blogs import moving
from .portability.blogs.records import Unusable
from .portability.blogs.wordpress.wxr import Export
from .portability.reading import TooMuch
from .portability.telling import lines_of
from .search import index
from .site.queries import settings
from .trouble import trouble
from .upgrade import UpgradeError, in_use, is_current, is_new, upgrade


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (
        create_admin, reset_password, reset_2fa, add_article, render, reindex, doctor, deploy_check, demo,
        import_group, export_group, backup, restore,
    ):  # fmt: skip
        app.cli.add_command(command)


def _with_database(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command in the app's context, on a database that is what this release wants; a new one is made."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        url = current_app.config["SQLALCHEMY_DATABASE_URI"]
        try:
            restoring.finish(current_app.config["SERVER"])
            if is_new(url):
                upgrade(url, clock.now())
            is_ready = is_current(url)
        except UpgradeError as error:
            raise click.ClickException(str(error)) from None
        if not is_ready:
            raise click.ClickException(
                "The database is of another release. Start the server anew: it brings it up to date."
            )
        try:
            with in_use(url):
                command(*arguments, **options)
        except UpgradeError as error:
            raise click.ClickException(f"The database: {error}.") from None
        except (DatabaseError, OSError) as error:
            if (why := trouble(error)) is None:
                raise
            raise click.ClickException(f"This could not be done: {why}.") from None

    return with_appcontext(run)


@click.command("create-admin")
@click.option("--email", required=True, help="Where the admin gets mail; they sign in with it.")
@click.option("--name", default="", help="The name that readers see; without one, the part before the @.")
@_with_database
def create_admin(email: str, name: str) -> None:
    """Make the admin; the password comes from a prompt, or from standard input when that is no terminal."""
    if not is_email(email):
        raise click.ClickException(f"{email} is no e-mail address.")
    try:
        people.create_admin(name=name or email.partition("@")[0], email=email, password=_password(), now=clock.now())
    except people.AdminExists:
        raise click.ClickException("There is an admin already; `flask reset-password` gives a new password.") from None
    click.echo(f"{email} is the admin. Sign in at {links.absolute('/admin/login')}")


@click.command("reset-password")
@click.option("--email", help="Whose; without it, the admin's.")
@_with_database
def reset_password(email: str | None) -> None:
    """Give the admin a new password, and sign every browser out."""
    try:
        email = people.reset_password(email, _password(), clock.now())
    except people.NoSuchPerson:
        raise click.ClickException("There is no such admin; `flask create-admin` makes one.") from None
    click.echo(f"{email} has a new password.")


@click.command("reset-2fa")
@click.option("--email", help="Whose; without it, the admin's.")
@_with_database
def reset_2fa(email: str | None) -> None:
    """Ask the admin for no codes any more, and sign every browser out."""
    try:
        email = people.reset_second_factor(email, clock.now())
    except people.NoSuchPerson:
        raise click.ClickException("There is no such admin; `flask create-admin` makes one.") from None
    click.echo(f"{email} signs in with the password alone.")


@click.command("add-article")
@click.argument("file", type=click.Path(path_type=Path))
@_with_database
def add_article(file: Path) -> None:
    """Publish the Markdown FILE with front matter (docs/writing.md), and print its address (a draft's at the desk)."""
    try:
        article_id = add_file(file, current_app.config["MEDIA_FOLDER"], clock.now())
    except FrontMatterError as error:
        raise click.ClickException(str(error)) from None
    slug = live_slug(article_id)
    click.echo(links.absolute(quote(path(Kind.ARTICLE, slug)) if slug else f"/admin/articles/{article_id}"))


@click.command("render")
@_with_database
def render() -> None:
    """Make the stored HTML anew from what was written, as after an upgrade that draws it better."""
    click.echo(f"Rendered {mentions.render_all()} articles and pages, and {words.render_all()} comments.")


@click.command("reindex")
@_with_database
def reindex() -> None:
    """Make the index of words anew that readers search, and count the articles of each tag and month."""
    articles, comments = index.rebuild()
    with writing() as session:
        counts.install(session.connection())
    click.echo(f"{articles} articles and pages, and {comments} comments can be found.")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look whether all is well with the server and its database, and say what to do; 1 where something is not."""
    _report(QUICK + THOROUGH)


@click.command("deploy-check")
@with_appcontext
def deploy_check() -> None:
    """Look whether the settings are those of a site on the open network (docs/deploy.md); 1 where one is not."""
    _report(DEPLOYED)


@click.command("demo")
@click.option("--clear", is_flag=True, help="Remove every sample instead.")
@_with_database
def demo(clear: bool) -> None:
    """Fill the site with 30 sample articles and 200 sample comments."""
    if clear:
        samples.clear()
        click.echo("The samples are gone.")
    else:
        samples.add_demo(clock.now())
        click.echo("30 sample articles and 200 sample comments are in. `flask demo --clear` removes them.")


@click.group("import")
def import_group() -> None:
    """Take articles in that were written elsewhere."""


@click.group("export")
def export_group() -> None:
    """Write the articles into files that other tools read too."""


@import_group.command("markdown")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--update", is_flag=True, help="Give articles that are there already the version of their files.")
@_with_database
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
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@_with_database
def import_wordpress(file: Path, media: Path | None, dry_run: bool) -> None:
    """Take the blog in that WordPress wrote into FILE (Tools, Export), with its letters (docs/moving.md)."""
    source = Export(file, ZoneInfo(settings().time_zone))
    folder = current_app.config["MEDIA_FOLDER"]
    try:
        report = moving.import_blog(source, media, folder, clock.now(), _progress, dry_run=dry_run)
    except Unusable as error:
        line, sign, words = str(error).partition(": ")
        place = f"{file}:{line}: {words}" if sign and line.isdigit() else f"{file}: {error}"
        raise click.ClickException(f"{place}. Nothing was written.") from None
    for line in report.lines(is_rehearsal=dry_run):
        click.echo(line)


@export_group.command("markdown")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@_with_database
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


@click.command("backup")
@_with_database
def backup() -> None:
    """Make a backup, check that it can be restored, and print where it is (docs/backups.md)."""
    try:
        click.echo(making.make(current_app.config["SERVER"]))
    except (Refused, BackupRunning) as error:
        raise click.ClickException(f"There is no new backup: {error}.") from None
    except OSError as error:
        raise click.ClickException(f"There is no new backup: {error.strerror}.") from None


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Also where there is a site already, which is put aside and kept.")
@click.option("--former", is_flag=True, help="The database that the last upgrade kept, where a newer one is here.")
@with_appcontext
def restore(file: Path | None, force: bool, former: bool) -> None:
    """Bring the site back that is in the backup FILE (docs/backups.md)."""
    if (file is None) is not former:
        raise click.UsageError("It takes either a FILE or --former.")
    server, now = current_app.config["SERVER"], clock.now()
    try:
        restored = restoring.restore(file, server, now, force=force) if file else restoring.take_back(server, now)
    except restoring.RestoreRefused as error:
        raise click.ClickException(f"Nothing was changed: {error}.") from None
    if restored is None:
        click.echo("The database is of this release already.")
        return
    if pages := published_by(current_app):
        pages.begin()
    for warning in restored.warnings:
        click.echo(warning, err=True)
    click.echo(f"The site is again what it was on {restored.made_at:%Y-%m-%d at %H:%M} UTC.")
    click.echo("Sign in anew, with the password and the second factor of then.")
    if restored.kept.exists():
        click.echo(f"What was here before is kept in {restored.kept}.")


def _report(checks: Iterable[Check]) -> None:
    """A line for each, with the remedy where it found something, which ends the command with 1."""
    is_well = True
    with force_locale("en_001"):
        for check, fault in examine(checks, clock.now()):
            click.echo(f"! {check.name}: {fault}\n  {check.remedy}" if fault else f"✓ {check.name}")
            is_well = is_well and not fault
    sys.exit(0 if is_well else 1)


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


def _password() -> str:
    """From a prompt, or one line from standard input; checked like the form's."""
    prompted = sys.stdin.isatty()
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if prompted else _first_line()
    least, most = PASSWORD_LENGTH
    if not least <= len(password) <= most:
        raise click.ClickException(f"A password has {least} to {most} characters.")
    return password


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\n")
