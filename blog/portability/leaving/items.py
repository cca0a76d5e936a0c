"""What stands in an export for WordPress, drawn as XML: its head, people, tags, files, pieces and letters."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from ...articles import rules
from ...articles.rules import Kind, State
from ...comments.rules import Status
from ...db import AnyRow
from ...links import absolute
from ...media.queries import file_of
from ...site.models import SiteSettings
from ...site.tagging import tag_uri
from .. import own
from . import content
from .elements import Elements
from .people import Author

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
STATES = {State.LIVE: "publish", State.SCHEDULED: "future", State.DRAFT: "draft", State.WITHDRAWN: "private"}
STATUSES = {Status.APPROVED: "1", Status.PENDING: "0", Status.SPAM: "spam", Status.BIN: "trash"}
NEVER = "0000-00-00 00:00:00"  # what WordPress says of a draft, which gets its date when it is published


class Items:
    """Draws them; `first_file` is the first id that none of the pieces has."""

    def __init__(self, zone: tzinfo, people: Mapping[str, Author], first_file: int) -> None:
        self.zone, self.people, self.first_file = zone, people, first_file
        self.elements = Elements()

    def head(self, site: SiteSettings, now: datetime) -> str:
        """How the file begins."""
        here = absolute("")
        return HEAD + self.elements.several({
            "title": _words(site.title), "link": here, "description": _words(site.description),
            "pubDate": format_datetime(now.astimezone(UTC)), "language": site.language, "wp:wxr_version": "1.2",
            "wp:base_site_url": here, "wp:base_blog_url": here, "generator": own.GENERATOR,
        })  # fmt: skip

    def author(self, author: Author) -> str:
        """Somebody who wrote."""
        return self.elements.within("wp:author", {
            "wp:author_id": author.id, "wp:author_login": author.login, "wp:author_email": author.email,
            "wp:author_display_name": _words(author.name), "wp:author_first_name": "", "wp:author_last_name": "",
        })  # fmt: skip

    def tag(self, tag: AnyRow) -> str:
        """A tag."""
        return self.elements.within("wp:tag", {
            "wp:term_id": tag.id, "wp:tag_slug": _name(tag.slug), "wp:tag_name": _words(tag.name),
            "wp:tag_description": _words(tag.description),
        })  # fmt: skip

    def medium(self, medium: AnyRow) -> str:
        """A file of the library, by its address: the importer fetches it from there when it is asked to."""
        address, name = absolute(file_of(medium)), medium.original_filename or medium.name
        parts = self._item(self.first_file + medium.id, name, address, medium.created_at, medium.created_at, {
            "dc:creator": "", "content:encoded": "", "excerpt:encoded": "",
            "wp:post_name": medium.name, "wp:status": "inherit", "wp:post_type": "attachment",
            "wp:attachment_url": address, "wp:comment_status": "closed", "wp:menu_order": 0,
        })  # fmt: skip
        alt = self.elements.meta("_wp_attachment_image_alt", _words(medium.alt)) if medium.alt else ""
        return f"<item>\n{parts}{alt}</item>\n"

    def piece(self, piece: AnyRow, tags: list[AnyRow], corrections: list[AnyRow], former: Iterable[str]) -> str:
        """An article or page; its letters come behind it, and then the end of the item."""
        state = rules.state(piece.published_at, piece.is_live, piece.withdrawn_at)
        path = rules.path(piece.kind, piece.slug)
        address, made = absolute(quote(path)), piece.published_at or piece.created_at
        changed = max(made, piece.revised_at or made)
        parts = [self._item(piece.id, piece.title, address, made, changed, {
            "dc:creator": self.people[piece.author].login if piece.author in self.people else "",
            "content:encoded": content.piece(piece, corrections, address), "excerpt:encoded": _words(piece.summary),
            "wp:post_name": _name(piece.slug), "wp:status": STATES[state],
            "wp:post_type": "page" if piece.kind == Kind.PAGE else "post",
            "wp:comment_status": "open" if piece.comments_open else "closed",
            "wp:menu_order": piece.menu_place if piece.kind == Kind.PAGE else 0,
            "wp:is_sticky": int(piece.pinned_at is not None),
        }, name=tag_uri("articles", piece.id), is_draft=state == State.DRAFT)]  # fmt: skip
        parts += [
            self.elements.one("category", _words(tag.name), domain="post_tag", nicename=_name(tag.slug)) for tag in tags
        ]
        if piece.picture_id:
            parts.append(self.elements.meta("_thumbnail_id", self.first_file + piece.picture_id))
        for old in former:
            parts.append(self.elements.meta(own.ADDRESS, old))
            if old.startswith(rules.path(piece.kind, "")):
                parts.append(self.elements.meta("_wp_old_slug", _name(old.rpartition("/")[2])))
        parts.append(self.elements.meta(own.KEY, own.written(piece, tags, corrections)))
        return f"<item>\n{''.join(parts)}"

    def letter(self, letter: AnyRow) -> str:
        """A comment of the piece that was drawn last."""
        sent, elements = letter.submitted_at, self.elements
        said = elements.several({
            "wp:comment_id": letter.id, "wp:comment_author": _words(letter.name),
            "wp:comment_author_email": letter.email, "wp:comment_author_url": letter.website,
            "wp:comment_author_IP": letter.address_short.partition("/")[0], "wp:comment_date": self._wall(sent),
            "wp:comment_date_gmt": _stamp(sent), "wp:comment_content": content.letter(letter.body_html),
            "wp:comment_approved": STATUSES[Status(letter.status)], "wp:comment_type": "comment",
            "wp:comment_parent": letter.parent_id or 0, "wp:comment_user_id": int(letter.by_editor),
        })  # fmt: skip
        if not content.gives(letter.body_html, letter.body):
            said += elements.within("wp:commentmeta", {"wp:meta_key": own.KEY, "wp:meta_value": letter.body})
        return f"<wp:comment>\n{said}</wp:comment>\n"

    def _item(
        self, id: int, title: str, address: str, made: datetime, changed: datetime, said: Mapping[str, object],
        *, name: str = "", is_draft: bool = False,
    ) -> str:  # fmt: skip
        return (
            self.elements.several({
                "title": _words(title), "link": address, "pubDate": format_datetime(made.astimezone(UTC)),
            })
            + self.elements.one("guid", name or address, isPermaLink="false")
            + self.elements.several({
                "description": "", "wp:post_id": id, "wp:post_date": self._wall(made),
                "wp:post_date_gmt": NEVER if is_draft else _stamp(made), "wp:post_modified": self._wall(changed),
                "wp:post_modified_gmt": _stamp(changed), "wp:ping_status": "closed", "wp:post_parent": 0,
                "wp:post_password": "", **said,
            })
        )  # fmt: skip

    def _wall(self, moment: datetime) -> str:
        """What the site's own clock says then."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _words(text: str) -> str:
    """Plain words as WordPress stores them: as HTML."""
    return escape(text, quote=False)


def _name(slug: str) -> str:
    """A part of an address as WordPress stores it."""
    return quote(slug).lower()
