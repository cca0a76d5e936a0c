"""The settings page."""

from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime, get_timezone
from flask.testing import FlaskClient

from blog.settings.views import ZONES
from tests.factories import NOW, Desk

FIELDS = {"title": "The Review", "description": "Small and slow.", "language": "en", "time_zone": "Asia/Kolkata"}


def test_what_is_saved_is_on_the_site(desk: Desk, client: FlaskClient) -> None:
    answer = desk.post("/admin/settings", FIELDS, page="/admin/settings")
    assert "Saved." in desk.get(answer.location).text
    page = client.get("/").text
    assert "The Review" in page
    assert "Small and slow." in page


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"language": "no language"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "Factory"},
        {"description": "x" * 201},
    ],
)
def test_a_mistake_changes_nothing_and_keeps_what_was_typed(
    desk: Desk, client: FlaskClient, fields: dict[str, str]
) -> None:
    answer = desk.post("/admin/settings", FIELDS | {"title": "Never"} | fields, page="/admin/settings")
    assert answer.status_code == 422
    assert "Error: " in answer.text
    assert "Never" not in client.get("/").text


def test_a_site_in_a_right_to_left_language_runs_that_way(desk: Desk, client: FlaskClient) -> None:
    desk.post("/admin/settings", FIELDS | {"language": "ur"}, page="/admin/settings")
    assert '<html lang="ur" dir="rtl">' in client.get("/").text


def test_every_time_zone_that_can_be_chosen_tells_the_time() -> None:
    assert len(ZONES) > 400
    for zone in ZONES:
        assert format_datetime(NOW, tzinfo=get_timezone(zone)), zone
        assert NOW.astimezone(ZoneInfo(zone)), zone
