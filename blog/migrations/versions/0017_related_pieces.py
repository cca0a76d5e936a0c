"""Related pieces, found when one changes

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('related',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_related_article_id')),
    sa.ForeignKeyConstraint(['other_id'], ['article.id'], name=op.f('fk_related_other_id')),
    sa.PrimaryKeyConstraint('article_id', 'place', name=op.f('pk_related'))
    )
    with op.batch_alter_table('related') as batch_op:
        batch_op.create_index(batch_op.f('ix_related_other_id'), ['other_id'], unique=False)
    op.create_table('related_due',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_related_due_article_id')),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_related_due'))
    )
    op.execute('INSERT INTO related_due (article_id) SELECT id FROM article WHERE is_live')  # the heartbeat finds them
