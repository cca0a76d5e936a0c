"""What came in from other blogs, and addresses that lead nowhere

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('imported',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('their_id', sa.String(), nullable=False),
    sa.Column('our_id', sa.Integer(), nullable=False),
    sa.Column('checksum', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('source', 'kind', 'their_id', name=op.f('pk_imported'))
    )
    op.create_table('lost_address',
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('path', name=op.f('pk_lost_address'))
    )
