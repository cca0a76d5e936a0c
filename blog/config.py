"""Every setting that the person who runs the server makes: its name, type, default and one line of documentation."""

import os
import re
import secrets
import shlex
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import folders
from .journal import FORMATS

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "BLOG_"


SMTP_URL = re.compile(r"smtps?://([^\s/?#@:]+(:[^\s/?#@]*)?@)?(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:[0-9]{1,5})?/?")
MAIL_FROM = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
POSTGRESQL_URL = re.compile(
    r"postgresql://([^\s/?#@]*@)?([^\s/?#@:\[\]]*|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?/[^\s/?#]+(\?\S*)?"
)
DATABASES = (
    "sqlite:////the/whole/path, or postgresql://user:password@host/database "
    "(in which : / ? # @ of a password are written as %3A %2F %3F %23 %40)"
)
SITE_URL = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/?#@:\[\]]+)(:[0-9]{1,5})?/?")


class ConfigError(ValueError):
    """A setting that cannot be used; its text is one line for the person at the terminal."""


def _setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Config:
    """What the environment (`BLOG_…`) or `instance/config.toml` decides; the environment wins.

    What the admin decides (site title, language …) is not here but in the database: `site.models`.
    """

    instance: Path = _setting(ROOT / "instance", "Folder for the database, uploaded pictures and the secret key.")
    database_url: str = _setting("", "The database; empty means SQLite in the instance folder.")
    site_url: str = _setting("", "The public address; every absolute link is built from it.")
    secret_key: str = _setting("", "Signs cookies and links; made once in the instance folder when empty.")
    host: str = _setting("127.0.0.1", "The address that the server listens on.")
    port: int = _setting(8000, "The port that the server listens on.")
    workers: int = _setting(2, "Server processes, each with 12 threads.")
    trusted_proxies: int = _setting(0, "How many proxies stand in front and set X-Forwarded-For.")
    smtp_url: str = _setting("", "The server that takes the site's mail; no mail is sent while it is empty.")
    pages_dir: str = _setting("", "Folder of finished pages that nginx or Caddy gives out itself; empty means none.")
    cdn_seconds: int = _setting(0, "How long a network of caches (CDN) in front may show a page without asking.")
    log_format: str = _setting("text", "How the log is written: text, for people, or json, for programs.")
    mail_from: str = _setting("", "The e-mail address that mail comes from; empty means letters@ and the site's host.")

    backup_command: str = _setting(
        "", "A command that is run after each good backup; {} in it stands for their folder, and else that comes last."
    )
    backup_megabytes: int = _setting(2000, "The disk that backups may take, in megabytes.")

    @property
    def media_folder(self) -> Path:
        """Where uploaded pictures stand."""
        return self.instance / "media"

    @property
    def card_folder(self) -> Path:
        """Where drawn cards stand, which can be removed at any time: they are drawn anew."""
        return self.instance / "cards"

    @property
    def backup_folder(self) -> Path:
        """Where backups stand, and who was erased."""
        return self.instance / "backups"

    @property
    def import_folder(self) -> Path:
        """Where a file stands that is being taken in from elsewhere."""
        return self.instance / "import"

    @property
    def database(self) -> str:
        """The address of the database as SQLAlchemy reads it."""
        return as_engine(self.database_url) if self.database_url else f"sqlite:///{self.instance / 'blog.sqlite'}"

    @property
    def public_url(self) -> str:
        """The address that links start with, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.site_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def sender(self) -> str:
        """The e-mail address that mail comes from."""
        host = urlsplit(self.public_url).hostname or ""
        return self.mail_from or f"letters@{host if host[-1:].isalpha() else 'localhost'}"


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Read and check every setting; make the instance folder and the secret key where they are missing.

    Raises ConfigError with one clear line.
    """
    instance = Path(environ.get(f"{PREFIX}INSTANCE") or Config.instance).expanduser().resolve()
    known = {f.name: f.type for f in fields(Config)}
    from_file = _read_file(instance / "config.toml")
    if unknown := from_file.keys() - known.keys():
        raise ConfigError(f"{instance / 'config.toml'}: there is no setting {min(unknown)!r} (see docs/settings.md)")
    from_environment = {name: environ[key] for name in known if environ.get(key := PREFIX + name.upper())}
    given = {**from_file, **from_environment, "instance": instance}
    config = Config(**{name: _typed(name, value, known[name]) for name, value in given.items()})
    _check(config)
    _make_folder(instance)
    return config if config.secret_key else replace(config, secret_key=_stored_key(instance / "secret_key"))


def is_database(url: str) -> bool:
    """Whether it is the address of a database as settings give it."""
    return url.startswith("sqlite:////") or POSTGRESQL_URL.fullmatch(url) is not None


def as_engine(url: str) -> str:
    """Such an address as SQLAlchemy reads it."""
    return f"postgresql+psycopg{url.removeprefix('postgresql')}" if url.startswith("postgresql:") else url


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _typed(name: str, value: Any, type_: Any) -> Any:
    if type_ is not int:
        return value if type_ is Path else str(value)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ConfigError(f"{PREFIX}{name.upper()} must be a whole number, not {value!r}") from None


def _check(config: Config) -> None:
    if config.site_url and not SITE_URL.fullmatch(config.site_url):
        raise ConfigError("BLOG_SITE_URL must look like https://example.org, without a path")
    if config.database_url and not is_database(config.database_url):
        raise ConfigError(f"BLOG_DATABASE_URL must be {DATABASES}")
    if not 0 < config.port < 65536:
        raise ConfigError(f"BLOG_PORT must be between 1 and 65535, not {config.port}")
    if config.smtp_url and not SMTP_URL.fullmatch(config.smtp_url):
        raise ConfigError("BLOG_SMTP_URL must look like smtp://user:password@mail.example.org:587, or smtps://…")
    if config.mail_from and not MAIL_FROM.fullmatch(config.mail_from):
        raise ConfigError("BLOG_MAIL_FROM must be an e-mail address, like letters@example.org, without a name")
    if config.pages_dir and not config.pages_dir.startswith("/"):
        raise ConfigError("BLOG_PAGES_DIR must be the whole path of a folder, like /var/cache/letterpress")
    _check_counts(config)
    _check_server(config)


def _check_counts(config: Config) -> None:
    for name, least in (("workers", 1), ("trusted_proxies", 0), ("cdn_seconds", 0), ("backup_megabytes", 1)):
        if (value := getattr(config, name)) < least:
            raise ConfigError(f"{PREFIX}{name.upper()} must be {least} or more, not {value}")


def _check_server(config: Config) -> None:
    if config.log_format not in FORMATS:
        raise ConfigError(f"BLOG_LOG_FORMAT must be {' or '.join(FORMATS)}, not {config.log_format!r}")
    if not _is_command(config.backup_command):
        raise ConfigError("BLOG_BACKUP_COMMAND must be a command as one types it; a quotation mark in it is not closed")


def _is_command(text: str) -> bool:
    try:
        shlex.split(text)
    except ValueError:
        return False
    return True


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"The instance folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"The instance folder {folder} cannot be written to; set BLOG_INSTANCE to one that can")


def _stored_key(path: Path) -> str:
    """The key kept in the instance folder. A new one appears there whole and once, also when two starts make it."""
    try:
        if not path.exists():
            part = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
            part.touch(0o600)
            with part.open("w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())  # every receipt hangs on it
            with suppress(FileExistsError):
                os.link(part, path)
            part.unlink()
            folders.sync(path.parent)
        key = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The secret key {path} cannot be made or read: {error}") from error
    if not key:
        raise ConfigError(f"The secret key {path} is empty. Remove the file, and a new key is made")
    return key
