"""What no count is kept of, drafts and pages above all, found without reading all that is live

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'ix_article_uncounted', 'article', ['updated_at', 'id', 'kind', 'is_live', 'withdrawn_at', 'published_at'],
        sqlite_where=sa.text("is_live = 0 OR kind = 'page'"), postgresql_where=sa.text("NOT is_live OR kind = 'page'"),
    )
