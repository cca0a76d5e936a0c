"""Counts of live articles by tag and month, kept by triggers, and the pinned piece and samples found at once

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('tag', sa.Column('articles', sa.Integer(), server_default='0', nullable=False))
    op.create_table('live_month',
    sa.Column('month', sa.String(), nullable=False),
    sa.Column('articles', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_live_month'))
    )
    op.create_index('ix_article_pinned', 'article', ['pinned_at'], sqlite_where=sa.text('pinned_at IS NOT NULL'), postgresql_where=sa.text('pinned_at IS NOT NULL'))
    op.create_index('ix_article_sample', 'article', ['is_sample'], sqlite_where=sa.text('is_sample = 1'), postgresql_where=sa.text('is_sample'))
