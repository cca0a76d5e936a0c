"""How many live articles each tag and each month has: counted by triggers in the transaction of the change.

The index of tags and the archive would else count all articles that there are. Months are those of UTC, as triggers
know no zone; `archive` moves what lies between the two starts of a month.
"""

from json import dumps

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from . import postgresql, sqlite

DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
LIVE = "WHERE kind = 'article' AND is_live GROUP BY 1"
MONTHS = f"SELECT {{}} AS month, count(*) AS articles FROM article {LIVE}"  # noqa: S608 - no value
TAGGED = (
    "SELECT tag_id, count(*) AS articles FROM article_tag JOIN article ON article.id = article_tag.article_id "  # noqa: S608
    f"{LIVE}"
)
WRONG = (
    f"LEFT JOIN ({TAGGED}) AS counted ON counted.tag_id = {{0}}.id WHERE tag.articles <> coalesce(counted.articles, 0)"
)


def install(connection: Connection) -> None:
    """Make the triggers anew, and count once: nobody kept the counts before they were there."""
    dialect = connection.dialect.name
    for statement in (*DIALECTS[dialect].triggers(), *recount(dialect)):
        connection.exec_driver_sql(statement)


def recount(dialect: str) -> tuple[str, ...]:
    """The statements that count all of them, whatever was kept before."""
    return (
        "DELETE FROM live_month",
        f"INSERT INTO live_month (month, articles) {MONTHS.format(DIALECTS[dialect].MONTH)}",
        "UPDATE tag SET articles = coalesce(counted.articles, 0) FROM tag AS other "  # noqa: S608
        f"{WRONG.format('other')} AND other.id = tag.id",
    )


def names() -> list[str]:
    """Of the triggers."""
    return list(sqlite.TRIGGERS)


def faults(session: Session) -> int:
    """How many counts are not what is there."""
    return session.scalar(text(faults_by(session.connection().dialect.name))) or 0


def faults_by(dialect: str) -> str:
    """The statement that counts them."""
    months, kept = MONTHS.format(DIALECTS[dialect].MONTH), "SELECT month, articles FROM live_month"
    return (
        f"SELECT (SELECT count(*) FROM tag {WRONG.format('tag')}) + "  # noqa: S608
        f"(SELECT count(*) FROM ({kept} WHERE articles <> 0 EXCEPT {months}) AS kept) + "
        f"(SELECT count(*) FROM ({months} EXCEPT {kept}) AS there)"
    )


def within(session: Session, spans: list[list[str]]) -> list[tuple[int, int]]:
    """How many live articles lie within each of some pairs of moments (ISO 8601, UTC), by its place."""
    statement = DIALECTS[session.connection().dialect.name].WITHIN
    return [(place, count) for place, count in session.execute(statement, {"spans": dumps(spans)})]
