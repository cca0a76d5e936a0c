"""The admin: made, and let in again."""

import sys

import click

from .. import clock, links
from ..forms import is_email
from ..people import actions as people
from ..people.rules import PASSWORD_LENGTH
from .running import with_database


@click.command("create-admin")
@click.option("--email", required=True, help="Where the admin gets mail; they sign in with it.")
@click.option("--name", default="", help="The name that readers see; without one, the part before the @.")
@with_database
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
@with_database
def reset_password(email: str | None) -> None:
    """Give the admin a new password, and sign every browser out."""
    try:
        email = people.reset_password(email, _password(), clock.now())
    except people.NoSuchPerson:
        raise click.ClickException("There is no such admin; `flask create-admin` makes one.") from None
    click.echo(f"{email} has a new password.")


@click.command("reset-2fa")
@click.option("--email", help="Whose; without it, the admin's.")
@with_database
def reset_2fa(email: str | None) -> None:
    """Ask the admin for no codes any more, and sign every browser out."""
    try:
        email = people.reset_second_factor(email, clock.now())
    except people.NoSuchPerson:
        raise click.ClickException("There is no such admin; `flask create-admin` makes one.") from None
    click.echo(f"{email} signs in with the password alone.")


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
