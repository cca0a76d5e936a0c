"""A thread beside the requests that looks again and again."""

from threading import Event

import pytest
from flask import Flask, current_app

from blog import rounds
from tests.waiting import end, wait_for


def test_it_looks_again_when_it_said_so_and_ends_when_it_is_told(app: Flask) -> None:
    seen = list[str]()

    def look() -> float:
        seen.append(current_app.name)
        return 0.01 if len(seen) < 3 else 60

    stop = rounds.begin(app, "clerk", look, 0.01, 60)
    try:
        wait_for(lambda: len(seen) == 3)
        assert not Event().wait(0.1)
        assert seen == ["blog"] * 3
    finally:
        end(stop)


@pytest.mark.parametrize(("again", "times"), [(0.05, 2), (60, 1)])
def test_what_goes_wrong_is_told_and_tried_again_later(
    app: Flask, caplog: pytest.LogCaptureFixture, again: float, times: int
) -> None:
    looks = list[int]()

    def look() -> float:
        looks.append(1)
        if len(looks) == 1:
            raise OSError("no room")
        return 60

    stop = rounds.begin(app, "clerk", look, 0.01, again)
    try:
        wait_for(lambda: len(looks) == times and "stumbled" in caplog.text)
        assert not Event().wait(0.1)
        assert len(looks) == times
    finally:
        end(stop)
    assert caplog.text.count("The clerk stumbled, and goes on later") == 1
