"""The site kept well: looked at, backed up, brought back."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from .. import clock
from ..backups import making, restoring
from ..backups.rules import Refused
from ..backups.store import BackupRunning
from ..doctor.checks import Check, examine
from ..doctor.deployed import DEPLOYED
from ..doctor.quick import QUICK
from ..doctor.thorough import THOROUGH
from ..pagecache import published_by
from .running import with_database


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


@click.command("backup")
@with_database
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
    if restored.schema:
        click.echo(f"The tables of before are kept in the schema {restored.schema} of the database.")
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
