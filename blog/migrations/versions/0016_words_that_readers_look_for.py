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
SQLITE = (
    f'CREATE VIRTUAL TABLE article_words USING fts5(title, standfirst, body, tokenize="{TOKENS}")',
    f'CREATE VIRTUAL TABLE comment_words USING fts5(body, tokenize="{TOKENS}")',
    "CREATE VIRTUAL TABLE site_words USING fts5vocab(article_words, row)",
)
# The words are those that the index is given, each with its place, and not what a parser of PostgreSQL would make of
# them. A vector knows 16,383 places; between the parts one is left out, so that no phrase goes on from one to the next.
POSTGRESQL = (
    """
    CREATE FUNCTION words_of(title text, standfirst text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(quote_literal(word) || ':' || place || weight, ' '), '')::tsvector FROM (
            SELECT word, place, 'A' AS weight FROM unnest(string_to_array(title, ' ')) WITH ORDINALITY AS one(word, place)
            UNION ALL
            SELECT word, place + 1 + cardinality(string_to_array(title, ' ')), 'B'
            FROM unnest(string_to_array(standfirst, ' ')) WITH ORDINALITY AS two(word, place)
            UNION ALL
            SELECT word, place + 2 + cardinality(string_to_array(title || ' ' || standfirst, ' ')), 'D'
            FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS three(word, place)
        ) AS words WHERE word <> '' AND place < 16384
    $$
    """,
    """
    CREATE TABLE article_words (
        rowid integer PRIMARY KEY, title text COLLATE "C" NOT NULL, standfirst text COLLATE "C" NOT NULL,
        body text COLLATE "C" NOT NULL, words tsvector GENERATED ALWAYS AS (words_of(title, standfirst, body)) STORED
    )
    """,
    """
    CREATE TABLE comment_words (
        rowid integer PRIMARY KEY, body text COLLATE "C" NOT NULL,
        words tsvector GENERATED ALWAYS AS (words_of('', '', body)) STORED
    )
    """,
    'CREATE INDEX ix_article_words_words ON article_words USING gin (words)',
    'CREATE INDEX ix_comment_words_words ON comment_words USING gin (words)',
    'CREATE TABLE site_words (term text COLLATE "C" PRIMARY KEY, doc integer NOT NULL)',
    """
    CREATE FUNCTION count_more_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO site_words AS known (term, doc)
            SELECT lexeme, count(*) FROM new_rows, unnest(words) GROUP BY lexeme
            ON CONFLICT (term) DO UPDATE SET doc = known.doc + excluded.doc;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION count_fewer_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE site_words SET doc = doc - gone.pieces
            FROM (SELECT lexeme, count(*) AS pieces FROM old_rows, unnest(words) GROUP BY lexeme) AS gone
            WHERE term = gone.lexeme;
        DELETE FROM site_words WHERE doc <= 0 AND term IN (SELECT lexeme FROM old_rows, unnest(words));
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER article_words_insert_counts AFTER INSERT ON article_words
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_more_words()
    """,
    """
    CREATE TRIGGER article_words_delete_counts AFTER DELETE ON article_words
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_fewer_words()
    """,
)


def upgrade() -> None:
    op.create_table('word_index',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_word_index'))
    )
    op.execute("INSERT INTO word_index (id, version) VALUES (1, 0)")  # of no rules: the next start fills it
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)
