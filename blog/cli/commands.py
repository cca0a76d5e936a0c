"""All of them."""

from .admins import create_admin, reset_2fa, reset_password
from .care import backup, deploy_check, doctor, restore
from .content import add_article, demo, reindex, render
from .moving import export_group, import_group, move_database

COMMANDS = (
    create_admin, reset_password, reset_2fa, add_article, render, reindex, doctor, deploy_check, demo,
    import_group, export_group, move_database, backup, restore,
)  # fmt: skip
