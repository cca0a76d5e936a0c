"""What a command stands on: the database of this release, and one clear line for what goes wrong."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from .. import clock
from ..backups import restoring
from ..trouble import trouble
from ..upgrade import REVISIONS, UpgradeError, in_use, is_known, is_new, stands_at, upgrade

OLDER = "The database is of an older release. Start the server anew: it brings it up to date."
NEWER = "The database is of a newer release than this code: bring that up to date."


def with_database(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command in the app's context, on a database that is what this release wants; a new one is made."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        url = current_app.config["SQLALCHEMY_DATABASE_URI"]
        try:
            restoring.finish(current_app.config["SERVER"])
            if is_new(url):
                upgrade(url, clock.now())
            here = str(stands_at(url))
        except UpgradeError as error:
            raise click.ClickException(str(error)) from None
        if here != REVISIONS[-1]:
            raise click.ClickException(OLDER if is_known(here) else NEWER)
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
