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

    op.create_table('pending_edit',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('inert_html', sa.Text(), nullable=False),
    sa.Column('markup_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_pending_edit_comment_id')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_pending_edit'))
    )
    names = 'comment_id, sent_at, body, body_html, inert_html, markup_version'
    op.execute(f'INSERT INTO pending_edit ({names}) SELECT {names} FROM revision')
    op.drop_table('revision')
    op.create_index(op.f('ix_pending_edit_sent_at'), 'pending_edit', ['sent_at'], unique=False)
