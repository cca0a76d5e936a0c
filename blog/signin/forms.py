"""The forms of the way in, and of the account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField

from ..forms import EMAIL_LENGTH, Between, EmailAddress, Required, one_line
from ..people.rules import PASSWORD_LENGTH


def _name() -> StringField:
    return StringField(_l("Your name"), [Required(_l("Enter your name")), Between(1, 80)], filters=[one_line])


def _email(label: Any) -> EmailField:
    checks = [Required(_l("Enter your email address")), Between(1, EMAIL_LENGTH), EmailAddress()]
    return EmailField(label, checks, filters=[one_line])


def _new_password(label: Any) -> PasswordField:
    return PasswordField(label, [Required(_l("Choose a password")), Between(*PASSWORD_LENGTH)])


class SignInForm(FlaskForm):
    """Who, and the password."""

    email = EmailField(_l("Email"), [Required(_l("Enter your email address"))], filters=[one_line])
    password = PasswordField(_l("Password"), [Required(_l("Enter your password"))])


class CodeForm(FlaskForm):
    """A code of the phone, or a recovery code."""

    code = StringField(_l("Code"), [Required(_l("Enter the code")), Between(1, 40)], filters=[one_line])


class ConfirmForm(FlaskForm):
    """The password of whoever is signed in."""

    password = PasswordField(_l("Password"), [Required(_l("Enter your password"))])


class NameForm(FlaskForm):
    """How articles and answers are signed."""

    name = _name()


class EmailForm(FlaskForm):
    """Another address."""

    email = _email(_l("New email"))


class PasswordForm(FlaskForm):
    """Another password."""

    password = _new_password(_l("New password"))


class SetupForm(FlaskForm):
    """What a new site needs to know."""

    blog_name = StringField(_l("Blog name"), [Required(_l("Name your blog")), Between(1, 80)], filters=[one_line])
    name = _name()
    email = _email(_l("Email"))
    password = _new_password(_l("Password"))
