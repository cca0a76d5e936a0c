"""One post, page or comment of an export as a record."""

from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .... import plaintext
from ....articles.rules import Kind
from ....comments.rules import Status
from ... import own
from ...phrases import phrase
from ..records import Letter, Piece
from ..values import moment, one_line, website
from . import content
from .entries import Entry

if TYPE_CHECKING:
    from .wxr import Export

STATUSES = {"1": Status.APPROVED, "approve": Status.APPROVED, "approved": Status.APPROVED, "0": Status.PENDING,
            "hold": Status.PENDING, "spam": Status.SPAM, "trash": Status.BIN, "post-trashed": Status.BIN}  # fmt: skip
MENTIONS = {"pingback", "trackback"}
PRIVATE = phrase("it was private there, and is a draft here")
OUT = {"publish": "", "future": "", "draft": "", "pending": "", "private": PRIVATE}
DAYS = "%Y-%m-%d %H:%M:%S"
LONGEST = 1_000_000  # characters of a text that is worth reading: twice as long as a piece can be
NAME = 80  # characters of a category


def piece(entry: Entry, export: "Export") -> Piece:
    """A post or page."""
    said, status = entry.said, entry.said.get("wp:status", "publish")
    made = _date(said, "wp:post_date", export.zone) or _published(said)
    changed = _date(said, "wp:post_modified", export.zone)
    files = [export.files[id] for id in export.under.get(said.get("wp:post_id", ""), [])]
    source = said.get("content:encoded", "")
    text = content.plain_html(source, export.files, files) if len(source) <= LONGEST else content.Text(source)
    unknown = phrase("its status %(status)s is unknown, and it is a draft here", status=repr(status[:40]))
    notes = [OUT.get(status, unknown)]
    notes.append(phrase("it needed a password there, and is a draft here") if said.get("wp:post_password") else "")
    notes = [why for why in notes if why]
    is_public = status in ("publish", "future") and not notes
    if is_public and made is None:
        date = repr(said.get("wp:post_date", "")[:30])
        notes.append(phrase("its date %(date)s is none, and it is of now", date=date))
    thumbnail = next((value for key, value in entry.meta if key == "_thumbnail_id"), "")
    told = next((value for key, value in entry.meta if key == own.KEY), "") if export.is_own else ""
    return Piece(
        id=said["wp:post_id"],
        line=entry.line,
        kind=Kind.PAGE if said.get("wp:post_type") == "page" else Kind.ARTICLE,
        title=one_line(said.get("title", "")) or "Untitled",
        html=text.html,
        summary=one_line(said.get("excerpt:encoded", "")),
        author=one_line(export.authors.get(said.get("dc:creator", ""), said.get("dc:creator", ""))),
        tags=_tags(entry),
        is_public=is_public,
        published_at=made if is_public else None,
        created_at=made,
        updated_at=changed if changed and made and changed > made else None,
        takes_comments=said.get("wp:comment_status", "open") == "open",
        picture=export.files.get(thumbnail, ""),
        picture_alt=one_line(export.alts.get(thumbnail, "")),
        is_pinned=is_sticky(said),
        own=own.read(told) if told else None,
        notes=[*notes, *text.notes],
        shortcodes=text.left,
    )


def letter(entry: Entry, export: "Export") -> Letter:
    """A comment."""
    said, parent = entry.said, entry.said.get("wp:comment_parent", "0")
    kind, status = said.get("wp:comment_type", ""), said.get("wp:comment_approved", "")
    unknown = phrase("its status %(status)s is unknown, and it waits to be read", status=repr(status[:40]))
    by, source = said.get("wp:comment_user_id", "0"), said.get("wp:comment_content", "")
    return Letter(
        id=said.get("wp:comment_id", ""),
        line=entry.line,
        piece=export.ids[entry.number] if entry.number < len(export.ids) else "",
        parent="" if parent in ("0", "") else parent,
        name=one_line(said.get("wp:comment_author", "")),
        email=said.get("wp:comment_author_email", "").strip(),
        website=website(said.get("wp:comment_author_url", "")),
        address=said.get("wp:comment_author_IP", "").strip(),
        html=content.paragraphs(source.replace("\r\n", "\n")) if len(source) <= LONGEST else source,
        status=STATUSES.get(status, Status.PENDING),
        sent_at=_date(said, "wp:comment_date", export.zone),
        by_editor=by not in ("", "0") and by in export.author_ids,
        is_mention=kind in MENTIONS,
        own=said.get(own.KEY, "") if export.is_own else "",
        notes=[] if status in STATUSES else [unknown],
    )


def is_sticky(said: dict[str, str]) -> bool:
    """Whether a post was to stay at the top; a page is on no list."""
    return said.get("wp:is_sticky") == "1" and said.get("wp:post_type", "post") == "post"


def name(text: str, nicename: str) -> str:
    """What a category or tag is called."""
    return (one_line(text) or unquote(nicename))[:NAME]


def _tags(entry: Entry) -> tuple[str, ...]:
    """Categories first; the one that WordPress gives what has none is none."""
    found = [(domain, name(words, nicename)) for domain, nicename, words in entry.terms
             if domain in ("category", "post_tag", "tag") and nicename != "uncategorized"]  # fmt: skip
    ordered = sorted(found, key=lambda term: term[0] != "category")
    named = {plaintext.slug(words): words for _domain, words in reversed(ordered)}
    return tuple(named[slug] for slug in dict.fromkeys(plaintext.slug(words) for _domain, words in ordered) if slug)


def _date(said: dict[str, str], name: str, zone: tzinfo) -> datetime | None:
    """The moment in UTC: what says so itself, else what the clock on its wall said."""
    for key, where in ((f"{name}_gmt", UTC), (name, zone)):
        try:
            found = datetime.strptime(said.get(key, ""), DAYS).replace(tzinfo=where)
        except ValueError:  # 0000-00-00, where nobody knows
            continue
        if made := moment(found):
            return made
    return None


def _published(said: dict[str, str]) -> datetime | None:
    try:
        found = parsedate_to_datetime(said.get("pubDate", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment(found) if found.tzinfo else None
