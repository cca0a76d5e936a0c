"""The way in: set-up, sign-in and sign-out; and the admin's own account."""

from flask import Flask

from . import account, confirm, second_factor, views


def init_app(app: Flask) -> None:
    """Open the room."""
    for bp in (views.bp, confirm.bp, account.bp, second_factor.bp):
        app.register_blueprint(bp)
