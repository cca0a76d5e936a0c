"""The index of words that readers look for

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

TOKENS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '+#'"


def upgrade() -> None:
    op.create_table('word_index',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_word_index'))
    )
    op.execute("INSERT INTO word_index (id, version) VALUES (1, 0)")  # of no rules: the next start fills it
    op.execute(f'CREATE VIRTUAL TABLE article_words USING fts5(title, standfirst, body, tokenize="{TOKENS}")')
    op.execute(f'CREATE VIRTUAL TABLE comment_words USING fts5(body, tokenize="{TOKENS}")')
    op.execute("CREATE VIRTUAL TABLE site_words USING fts5vocab(article_words, row)")
