"""A library of media, what stands in the editor, tags that say what they are, and a piece that leads

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('article_media',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_media_article_id')),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], name=op.f('fk_article_media_media_id')),
    sa.PrimaryKeyConstraint('article_id', 'media_id', name=op.f('pk_article_media'))
    )
    with op.batch_alter_table('article_media', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_media_media_id'), ['media_id'], unique=False)

    op.create_table('working_copy',
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_working_copy_article_id')),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_working_copy'))
    )
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pinned_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('media', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mimetype', sa.String(), server_default='image/webp', nullable=False))
        batch_op.add_column(sa.Column('bytes', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('formats', sa.JSON(), server_default='["webp"]', nullable=False))
        batch_op.add_column(sa.Column('alt', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('focal_x', sa.Integer(), server_default='50', nullable=False))
        batch_op.add_column(sa.Column('focal_y', sa.Integer(), server_default='50', nullable=False))

    with op.batch_alter_table('tag', schema=None) as batch_op:
        batch_op.add_column(sa.Column('description', sa.String(), server_default='', nullable=False))

    op.execute(
        'INSERT INTO article_media (article_id, media_id) SELECT article.id, media.id FROM article JOIN media '
        "ON article.picture_id = media.id OR article.body LIKE '%/media/' || media.name || '-%'"
    )
