"""The `flask` commands, thin over actions. Each answers 0, or 1 with one clear line."""

from importlib import import_module

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup


class Commands(AppGroup):
    """Loaded when one is asked for, as a server has no use for them."""

    def list_commands(self, ctx: Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        for command in import_module(".commands", __package__).COMMANDS:
            self.add_command(command)


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli = Commands(app.name)
