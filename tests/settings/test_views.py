"""The settings page."""

import pytest
from flask.testing import FlaskClient

from tests.factories import Desk

FIELDS = {"title": "The Review", "description": "Small and slow.", "language": "en", "time_zone": "Asia/Kolkata"}


def test_what_is_saved_is_on_the_site(desk: Desk, client: FlaskClient) -> None:
    answer = desk.post("/admin/settings", FIELDS, page="/admin/settings")
    assert "Saved." in desk.get(answer.location).text
    page = client.get("/").text
    assert "The Review" in page
    assert "Small and slow." in page


@pytest.mark.parametrize(
    "fields", [{"title": ""}, {"language": "no language"}, {"time_zone": "Mars/Olympus"}, {"description": "x" * 201}]
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
