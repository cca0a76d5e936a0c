"""What backups are made of, and bringing them back in a process that has the site open."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import select

from blog.backups import archive, disk, restoring, sqlite
from blog.backups.manifest import SQLITE, Entry, Manifest
from blog.backups.restoring import Restored
from blog.comments.models import Comment
from blog.config import Config
from blog.db import db
from blog.media.actions import store
from blog.tokens import key_fingerprint
from tests.factories import NOW, make_admin, make_article, make_comment, make_printed

ASHA, KOFI = "asha@example.org", "kofi@example.org"
HERS, HIS = "The tide table is wrong by an hour.", "Nobody reads the tide table."


def fill(config: Config) -> None:
    """An admin, an article, a picture, and three letters."""
    make_admin()
    article_id = make_article(body="The ferry is back.")
    make_printed(article_id, HERS, email=ASHA)
    make_printed(article_id, HIS, email=KOFI, name="Kofi")
    make_comment(article_id, f"{HERS} Still.", email=ASHA)
    add_picture(config, (200, 30, 30))


def add_picture(config: Config, colour: tuple[int, int, int]) -> int:
    """A small picture in the library; its id."""
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return store(file.getvalue(), "ferry.png", config.media_folder, NOW)


def restore(path: Path, config: Config, **options: Any) -> Restored:
    """`restoring.restore`, with `force` where nothing else is said."""
    close()
    return restoring.restore(path, config, NOW, **{"force": True} | options)


def close() -> None:
    """Let the database go, as no server runs while a site is restored."""
    db.session.remove()
    db.engine.dispose()


def bodies() -> list[str]:
    """The letters that are there."""
    db.session.rollback()
    return sorted(db.session.scalars(select(Comment.body)))


def holds(config: Config, text: str) -> bool:
    """Whether a text stands anywhere in the instance folder but in the backups of before."""
    close()
    files = (path for path in config.instance.rglob("*") if path.is_file() and path.suffix != ".tar")
    return any(text.encode() in path.read_bytes() for path in files)


def pack(path: Path, database: Path, *, files: dict[str, bytes] | None = None, **said: Any) -> Path:
    """An archive of any database and files, as they came from anywhere; `said` is what its manifest says besides."""
    work = path.with_suffix(".parts")
    work.mkdir()
    parts = {name: work / name for name in (archive.FILES, archive.ERASED, SQLITE)}
    entries = {name: Entry(sha256(data).hexdigest(), len(data)) for name, data in (files or {}).items()}
    parts[archive.FILES].write_bytes(archive.list_text(entries))
    parts[archive.ERASED].write_bytes(b"")
    sqlite.copy(database, parts[SQLITE])
    manifest = Manifest(
        **{
            "made_at": NOW,
            "release": "0",
            "revision": sqlite.revision(parts[SQLITE]),
            "key": key_fingerprint(),
            "rows": sqlite.rows(parts[SQLITE]),
            "members": {name: disk.entry(part) for name, part in parts.items()},
        }
        | said
    )
    archive.write(path, manifest, parts)
    return path
