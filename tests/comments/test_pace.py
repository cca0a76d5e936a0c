"""What the form promises is the median of how long comments lately waited, and what the editor says while away."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blog.comments import decisions, pace
from blog.comments.rules import usual_minutes
from blog.site import actions as site
from blog.site import version
from blog.site.queries import settings
from tests.factories import NOW, make_admin, make_article, make_comment

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("waits", "minutes"),
    [
        ([], 0),
        ([MINUTE] * 4, 0),
        ([MINUTE] * 5, 60),
        ([HOUR] * 5, 60),
        ([HOUR + MINUTE] * 5, 120),
        ([MINUTE, MINUTE, 150 * MINUTE, DAY, DAY], 180),
        ([4 * HOUR] * 5, 360),
        ([12 * HOUR] * 5, 720),
        ([13 * HOUR] * 5, 1_440),
        ([DAY] * 6, 1_440),
        ([DAY + MINUTE] * 5, 2_880),
        ([HOUR, HOUR, HOUR, 3 * DAY, 3 * DAY, 3 * DAY], 2 * 1_440),
        ([40 * DAY] * 5, 40 * 1_440),
    ],
)
def test_it_is_the_median_rounded_up_to_what_one_would_say(waits: list[timedelta], minutes: int) -> None:
    assert usual_minutes(waits) == minutes


def read(article_id: int, number: int, after: timedelta) -> int:
    """A comment that was approved so long after it came in; the decision's id."""
    comment_id = make_comment(article_id, f"Letter {number}.", now=NOW + number * MINUTE)
    return decisions.approve(comment_id, 1, NOW + number * MINUTE + after)


@pytest.mark.usefixtures("app_context")
def test_only_readers_comments_that_the_admin_took_from_the_queue_and_left_there_count() -> None:
    make_admin()
    article_id = make_article()
    for number in range(4):
        read(article_id, number, 5 * HOUR)
    pace.keep_up()
    assert settings().usual_minutes == 0
    undone = read(article_id, 5, MINUTE)
    decisions.undo(undone, 1, NOW + DAY)
    decisions.mark_spam(make_comment(article_id, "Spam."), 1, NOW)
    decisions.approve(make_comment(article_id, "Nobody's."), None, NOW)
    pace.keep_up()
    assert settings().usual_minutes == 0
    decisions.put_in_bin(make_comment(article_id, "Rude."), 1, NOW + 5 * HOUR)
    pace.keep_up()
    assert settings().usual_minutes == 360


@pytest.mark.usefixtures("app_context")
def test_only_the_last_twenty_count() -> None:
    make_admin()
    article_id = make_article()
    for number in range(19):
        read(article_id, number, 3 * DAY)
    for number in range(11):
        comment_id = make_comment(article_id, f"Later {number}.", now=NOW + 9 * DAY)
        decisions.approve(comment_id, 1, NOW + 9 * DAY + HOUR)
    pace.keep_up()
    assert settings().usual_minutes == 60


def test_the_form_and_the_receipt_say_it_and_kept_pages_are_made_anew(app_context: Flask, client: FlaskClient) -> None:
    make_admin()
    article_id = make_article()
    assert "Usually" not in client.get("/articles/hello").text
    for number in range(5):
        read(article_id, number, 2 * HOUR)
    before = version.current()
    pace.keep_up()
    assert version.current() == before + 1
    assert "Usually it is read within 2 hours." in client.get("/articles/hello").text
    pace.keep_up()
    assert version.current() == before + 1


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (60, "Usually it is read within an hour."),
        (720, "Usually it is read within 12 hours."),
        (1_440, "Usually it is read within a day."),
        (4 * 1_440, "Usually it is read within 4 days."),
    ],
)
def test_it_is_said_in_plain_words(app_context: Flask, client: FlaskClient, minutes: int, words: str) -> None:
    make_article()
    site.change(usual_minutes=minutes)
    assert words in client.get("/articles/hello").text


def test_while_the_editor_is_away_their_own_words_stand_there(app_context: Flask, client: FlaskClient) -> None:
    make_article()
    before = version.current()
    site.change(usual_minutes=60, is_away=True, away_days=10)
    assert version.current() > before
    page = client.get("/articles/hello").text
    assert "The editor is away; comments are usually read within 10 days." in page
    assert "within an hour" not in page
