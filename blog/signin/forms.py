"""The forms of the way in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField

from ..forms import EMAIL_LENGTH, Between, EmailAddress, Required, one_line
from ..people.rules import PASSWORD_LENGTH


class SignInForm(FlaskForm):
    """Who, and the password."""

    email = EmailField(_l("Email"), [Required(_l("Enter your email address"))], filters=[one_line])
    password = PasswordField(_l("Password"), [Required(_l("Enter your password"))])


class SetupForm(FlaskForm):
    """What a new site needs to know."""

    blog_name = StringField(_l("Blog name"), [Required(_l("Name your blog")), Between(1, 80)], filters=[one_line])
    name = StringField(_l("Your name"), [Required(_l("Enter your name")), Between(1, 80)], filters=[one_line])
    email = EmailField(
        _l("Email"),
        [Required(_l("Enter your email address")), Between(1, EMAIL_LENGTH), EmailAddress()],
        filters=[one_line],
    )
    password = PasswordField(_l("Password"), [Required(_l("Choose a password")), Between(*PASSWORD_LENGTH)])
