"""The tables of articles."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UTCDateTime
from ..media.models import Media
from .rules import Kind


class Article(Base):
    """A piece of writing: its source, and beside it the clean HTML that readers get."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_live", "kind", "is_live", "published_at", "id"),
        Index("ix_article_updated", "updated_at", "id"),
        Index("ix_article_pinned", "pinned_at", sqlite_where=text("pinned_at IS NOT NULL")),
        Index("ix_article_sample", "is_sample", sqlite_where=text("is_sample = 1")),
        Index(
            *("ix_article_uncounted", "updated_at", "id", "kind", "is_live", "withdrawn_at", "published_at"),
            sqlite_where=text("is_live = 0 OR kind = 'page'"),
        ),
        {"sqlite_autoincrement": True},  # a form's stamp is bound to the id
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    standfirst: Mapped[str]
    summary: Mapped[str]
    author: Mapped[str]
    language: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[list[str]]] = mapped_column(JSON, server_default="[]")  # the place and words of each part
    markup_version: Mapped[int]
    reading_minutes: Mapped[int]
    source_name: Mapped[str]
    source_url: Mapped[str]
    disclaimer: Mapped[str]
    also_read_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    comments_open: Mapped[bool]
    comments_closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when they last were closed
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(Media.id))
    picture_alt: Mapped[str]
    picture_caption: Mapped[str]
    picture_credit: Mapped[str]
    is_sample: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Stored and not compared with the clock, so that a page changes only when something was committed.
    is_live: Mapped[bool]
    revised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when its words last changed before readers' eyes
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # since then readers find `farewell` there
    farewell: Mapped[str] = mapped_column(server_default="")
    previewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # when the link was made that shows it
    menu_place: Mapped[int] = mapped_column(server_default="1")  # of a page among those in the masthead; 0: not there
    pinned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # since when it leads the first page


class ArticleMedia(Base):
    """That a piece shows a picture, or leads to a file: in its text, or as its lead picture."""

    __tablename__ = "article_media"

    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey(Media.id), primary_key=True, index=True)


class WorkingCopy(Base):
    """What stands in the editor of a piece and was not saved yet: the form's fields, by their names."""

    __tablename__ = "working_copy"

    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), primary_key=True)
    version: Mapped[int]  # raised by each keeping
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)


class Revision(Base):
    """The words of a piece as they were saved; `is_public` are those that readers saw, which are kept for good."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_public: Mapped[bool]
    title: Mapped[str]
    standfirst: Mapped[str]
    body: Mapped[str] = mapped_column(Text)


class Correction(Base):
    """What was wrong in an article that readers had seen, and since when it is right."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    text: Mapped[str] = mapped_column(Text)


class Tag(Base):
    """A word that articles share."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    articles: Mapped[int] = mapped_column(server_default="0")  # that readers see; `counts` keeps it


class LiveMonth(Base):
    """How many live articles came out in a month of UTC, like `2026-03`; `counts` keeps it."""

    __tablename__ = "live_month"

    month: Mapped[str] = mapped_column(primary_key=True)
    articles: Mapped[int]


class ArticleTag(Base):
    """A tag of an article; the one at position 0 is its kicker."""

    __tablename__ = "article_tag"
    __table_args__ = (Index("ix_article_tag_tag", "tag_id", "article_id"),)

    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey(Tag.id))


class Related(Base):
    """That a piece has much in common with another: the one at place 0 has most. Whoever shows it asks who is live."""

    __tablename__ = "related"

    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey(Article.id), index=True)


class RelatedDue(Base):
    """That what is related to a piece is to be found anew."""

    __tablename__ = "related_due"

    article_id: Mapped[int] = mapped_column(ForeignKey(Article.id), primary_key=True)
