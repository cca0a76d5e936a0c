"""What is measured is what it is called."""

import os
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from bench import cold, contenders, processes
from bench.parts import Parts
from blog import create_app
from tests.databases import config
from tests.factories import make_article


@pytest.mark.parametrize(
    ("there", "line"), [((), "wrk is missing"), (("wrk",), "nginx is missing"), (("wrk", "nginx"), "lacks its module")]
)
def test_what_is_not_installed_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: tuple[str, ...], line: str
) -> None:
    monkeypatch.setattr(contenders.shutil, "which", lambda name, path=None: name if name in there else None)
    monkeypatch.setattr(contenders, "MODULES", tmp_path)
    assert line in contenders.missing()
    assert "apt install" in contenders.missing()
    assert "\n" not in contenders.missing()


def test_nothing_is_missing_where_all_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ngx_http_brotli_static_module.so").touch()
    monkeypatch.setattr(contenders.shutil, "which", lambda name, path=None: name)
    monkeypatch.setattr(contenders, "MODULES", tmp_path)
    assert contenders.missing() == ""


def test_a_cold_page_is_drawn_each_time(app_context: Flask, instance: Path) -> None:
    make_article("Hello")
    ours = create_app(config(instance), {"TESTING": True})
    drawn: list[str] = []
    ours.before_request(lambda: drawn.append("once"))
    client = ours.test_client()
    assert [client.get("/articles/hello").status_code for _ in range(2)] == [200, 200]
    assert len(drawn) == 1
    cold.draw_anew(ours)
    assert [client.get("/articles/hello").status_code for _ in range(2)] == [200, 200]
    assert len(drawn) == 3


def test_a_first_visit_fetches_what_the_page_names() -> None:
    html = (
        '<link rel="icon" href="/i"><link rel="stylesheet" href="/s"><link rel="preload" href="/f"><a href="/a">a</a>'
        '<script type="module" src="/j"></script><img src="/p"><img src="/p"><link rel="alternate" href="/feed">'
    )
    assert list(Parts(html).found) == ["/s", "/f", "/j", "/p"]


def test_a_process_is_counted_with_those_that_it_started() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        assert {os.getpid(), child.pid} <= set(processes.tree(os.getpid()))
        assert processes.mebibytes(os.getpid()) > processes.mebibytes(child.pid) > 0
        assert processes.seconds(os.getpid()) >= processes.seconds(child.pid)
        child.kill()
