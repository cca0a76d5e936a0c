"""Every page, also of a form that was refused, every stylesheet and drawing is valid by the Nu HTML checker."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from blog.config import ROOT
from blog.gate import public
from blog.site import actions as site
from tests.every_page import addresses, fill_whole
from tests.factories import EMAIL, Desk, hidden, make_admin, make_article

CHECKER = ROOT / "tests/e2e/node_modules/vnu-jar/build/dist/vnu.jar"
# Half the time of what compiles more; and the checker's rules need a deeper stack than there is.
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar"]
# What the checker does not know of CSS; a browser that does not either leaves it out.
UNKNOWN = {"CSS: Unrecognized at-rule “@container”", "CSS: “line-clamp”: Property “line-clamp” doesn't exist."}


class Pages:
    """A folder of answers, which are checked at once: starting Java takes longer than a hundred pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def keep(self, name: str, answer: TestResponse) -> bool:
        """Put an answer there if a browser shows it; whether it does."""
        is_page = answer.mimetype == "text/html" and not answer.location
        is_shown = is_page and "attachment" not in answer.headers.get("Content-Disposition", "")
        if is_shown:
            self.count += 1
            safe = "".join(sign if sign.isalnum() else "_" for sign in name)[:120]
            self.add(f"{self.count}_{answer.status_code}{safe}.html", answer.data)
        return is_shown

    def add(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def faults(self) -> list[str]:
        """Errors, and what the checker only warns of."""
        options = ["--stdout", "--exit-zero-always", "--format", "json", "--also-check-css", "--also-check-svg"]
        done = subprocess.run(
            [*JAVA, str(CHECKER), *options, str(self.folder)], check=True, capture_output=True, text=True
        )
        faults = json.loads(done.stdout)["messages"]
        return [f"{fault['url'].rpartition('/')[2]}: {fault['message']} {fault.get('extract', '')}" for fault in faults
                if fault["message"] not in UNKNOWN]  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    if not shutil.which("java") or not CHECKER.exists():
        pytest.skip("there is no java, or no Nu HTML checker (npm ci --ignore-scripts --prefix tests/e2e)")
    (tmp_path / "pages").mkdir()
    return Pages(tmp_path / "pages")


def test_every_page_is_valid_in_both_directions_and_so_is_every_form_that_is_sent_empty(
    app: Flask, pages: Pages
) -> None:
    with app.app_context():
        filled = fill_whole(app)
    desk = Desk(app)
    for language in ("en", "ur"):
        with app.app_context():
            site.change(language=language)
        for address in addresses(app, filled):
            pages.keep(f"{language} {address}", desk.get(address, buffered=True))
    shown = pages.count
    token = {"csrf_token": hidden(desk.get("/admin/").text, "csrf_token")}
    for address in addresses(app, filled, "POST"):
        if not address.endswith("/comments/preview"):  # which answers with a part of a page
            pages.keep(f"sent empty {address}", desk.client.post(address, data=token))
    assert pages.faults() == []
    assert (shown > 400, pages.count > shown + 50) == (True, True), (shown, pages.count)


def test_so_are_an_empty_site_the_way_in_what_broke_and_what_pages_are_drawn_with(app: Flask, pages: Pages) -> None:
    visitor = app.test_client()
    for address in _without_a_name(app):
        pages.keep(f"before there is an admin {address}", visitor.get(address))
    with app.app_context():
        make_admin()
    desk = Desk(app)
    for address in _without_a_name(app):
        pages.keep(f"empty {address}", desk.get(address, buffered=True))
    wrong = {"csrf_token": hidden(visitor.get("/admin/login").text, "csrf_token"), "email": EMAIL, "password": "wrong"}
    assert pages.keep("wrong password", visitor.post("/admin/login", data=wrong))
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.view_functions["reading.home"] = public()(lambda: 1 // 0)
    with app.app_context():
        make_article()  # what was kept of the page is no longer given
    assert pages.keep("broken", broken := visitor.get("/"))
    assert broken.status_code == 500
    for name, content in app.extensions["assets"].items():
        if name.endswith((".css", ".svg")):
            pages.add(name, content)
    assert pages.faults() == []
    assert pages.count > 30


def _without_a_name(app: Flask) -> Iterator[str]:
    return (rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "<" not in rule.rule)
