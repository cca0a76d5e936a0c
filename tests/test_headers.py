"""Every answer has the headers of its kind, and what it says itself is not said again."""

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from blog import headers


@pytest.mark.parametrize("is_public", [True, False])
def test_what_an_answer_says_itself_is_said_once(app: Flask, is_public: bool) -> None:
    own = {"cache-control": headers.FOREVER, "content-security-policy": "none", "Referrer-Policy": "no-referrer"}
    response = Response(mimetype="text/html", headers=own)
    with app.app_context():
        headers.put(response, is_public=is_public)
    for name, value in own.items():
        assert response.headers.getlist(name) == [value]
    names = [name.lower() for name in response.headers.keys()]  # noqa: SIM118 - these are pairs
    assert len(names) == len(set(names))
    assert ("x-robots-tag" in names) is not is_public


def test_those_of_a_kind_are_the_same_after_an_answer_changed_its_own(app: Flask) -> None:
    before = headers.common("text/css")
    with app.app_context():
        headers.put(Response(mimetype="text/css"), is_public=False)
    assert headers.common("text/css") == before
    assert "Cache-Control" not in before
