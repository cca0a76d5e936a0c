"""Alembic's entry: migrates the connection that it is handed (`blog.upgrade`), or compares the models with it."""

from typing import Any, Literal

from alembic import context

from blog.articles import models as articles  # noqa: F401  (each module adds its tables to the metadata)
from blog.comments import models as comments  # noqa: F401
from blog.db import Base, UTCDateTime
from blog.media import models as media  # noqa: F401
from blog.outbox import models as outbox  # noqa: F401
from blog.people import models as people  # noqa: F401
from blog.search import models as search  # noqa: F401
from blog.site import models as site  # noqa: F401


def _frozen(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column type as what it is made of: a migration must not change when our code does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_frozen,
)
with context.begin_transaction():
    context.run_migrations()
