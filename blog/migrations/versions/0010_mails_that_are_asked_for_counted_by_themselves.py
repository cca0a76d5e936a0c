"""Mails that are asked for, counted by themselves

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ask',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('recipient_key', sa.String(), nullable=False),
    sa.Column('address_key', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ask'))
    )
    with op.batch_alter_table('ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ask_address_key'), ['address_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_ask_recipient_key'), ['recipient_key'], unique=False)

    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index('ix_comment_latest', ['article_id', 'status', 'moved_at', 'id'], unique=False)

    op.drop_column('subscription', 'asks')  # not by a copy of the table, which would give old ids anew
