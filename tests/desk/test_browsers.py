"""What a browser says of itself becomes a few words of ours."""

import pytest
from flask import Flask

from blog.desk.browsers import BROWSERS, SYSTEMS, browser
from tests.notices.test_hostile_mail import BODIES, ENCODED, NAMES

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 {}Safari/537.36{}"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (CHROME.format("Linux; Android 10; K", "Mobile ", ""), "Chrome on Android"),
        (CHROME.format("Windows NT 10.0; Win64; x64", "", " Edg/140.0.0.0"), "Edge on Windows"),
        (CHROME.format("X11; CrOS x86_64 14541.0.0", "", ""), "Chrome on ChromeOS"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_browsers_and_systems_that_are_common_are_known(app: Flask, user_agent: str, words: str) -> None:
    with app.test_request_context():
        assert browser(user_agent) == words


@pytest.mark.parametrize("hostile", NAMES + ENCODED + BODIES)
def test_no_word_of_a_hostile_browser_is_kept(app: Flask, hostile: str) -> None:
    names = [name for name, _ in BROWSERS + SYSTEMS]
    with app.test_request_context():
        known = {"Unknown browser", *names, *(f"{name} on {system}" for name in names for system in names)}
        assert browser(hostile) in known
        assert browser(f"Firefox/140.0 (Linux) {hostile}") in known
