"""From a Markdown file with front matter to a stored article."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..language import is_language
from ..media import actions as media
from ..media.rules import PictureRefused
from ..site.queries import settings
from . import actions
from .frontmatter import Draft, FrontMatterError, parse
from .rules import ArticleText


def add_file(file: Path, media_folder: Path, now: datetime) -> int:
    """Store the article of a file, published now unless its front matter says otherwise; its id.

    Raises FrontMatterError, which names the file and the line.
    """
    try:
        draft = parse(file.read_text("utf-8"), str(file))
    except UnicodeDecodeError as error:
        raise FrontMatterError(f"{file}:1: this is not UTF-8 text ({error.reason})") from None
    except OSError as error:
        raise FrontMatterError(f"{file}: {error.strerror}") from None
    if draft.language and not is_language(draft.language):
        raise _at(file, draft, "language", f"{draft.language!r} is no language tag like en, ur or pt-BR")
    text = replace(article_text(draft, now), picture_id=_picture(draft, file, media_folder, now))
    try:
        return actions.add(text, now)
    except actions.NoSuchAlsoRead:
        raise _at(file, draft, "also_read", f"no article has the address {draft.also_read!r}") from None


def article_text(draft: Draft, now: datetime) -> ArticleText:
    """What a file says of an article, with the site's language and time zone where it says nothing of them."""
    site = settings()
    return ArticleText(
        title=draft.title,
        body=draft.body,
        slug=draft.slug,
        standfirst=draft.standfirst,
        summary=draft.summary,
        author=draft.author,
        language=draft.language or site.language,
        tags=draft.tags,
        source_name=draft.source_name,
        source_url=draft.source_url,
        disclaimer=draft.disclaimer,
        also_read=draft.also_read,
        published_at=None if draft.draft else _published_at(draft.date, ZoneInfo(site.time_zone), now),
        picture_alt=draft.image_alt,
        picture_caption=draft.image_caption,
        picture_credit=draft.image_credit,
    )


def _published_at(date: datetime | None, zone: ZoneInfo, now: datetime) -> datetime:
    if date is None:
        return now
    return (date if date.tzinfo else date.replace(tzinfo=zone)).astimezone(UTC)


def _picture(draft: Draft, file: Path, media_folder: Path, now: datetime) -> int | None:
    """The picture that stands beside the file."""
    if not draft.image:
        return None
    if not draft.image_alt:
        raise _at(file, draft, "image", "a picture needs image_alt, which says what it shows")
    path = file.parent / draft.image
    try:
        return media.store(path.read_bytes(), path.name, media_folder, now, only_pictures=True)
    except OSError as error:
        raise _at(file, draft, "image", f"{path}: {error.strerror}") from None
    except PictureRefused as refused:
        raise _at(file, draft, "image", f"{path}: {refused}") from None


def _at(file: Path, draft: Draft, key: str, words: str) -> FrontMatterError:
    return FrontMatterError(f"{file}:{draft.lines[key]}: {words}")
