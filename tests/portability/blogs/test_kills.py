"""An import that is killed at any moment, ten times over, goes on where it was."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from blog import create_app
from blog.config import ROOT
from tests.databases import config, make
from tests.factories import make_article
from tests.portability.blogs import disqus_export, isso_file, wordpress_export
from tests.portability.blogs.moved import stored

FILES = {"wordpress": wordpress_export.write, "isso": isso_file.large, "disqus": disqus_export.large}
PAGES, COMMENTS = 20, 8_000  # so many that ten kills do not see the end


@pytest.mark.torture
@pytest.mark.parametrize("kind", FILES)
def test_no_kill_leaves_half_of_an_import(
    app: Flask, tmp_path: Path, found: Callable[[str, object], None], kind: str
) -> None:
    path, dice, kills = FILES[kind](tmp_path / "file", PAGES, COMMENTS), random.Random(3), 0  # noqa: S311
    make(tmp_path / "killed")
    other = create_app(config(tmp_path / "killed"), {"TESTING": True})
    for each in (app, other):
        with each.app_context():
            for number in range(1, PAGES + 1):
                make_article(f"Post {number}")
    with app.app_context():
        app.test_cli_runner().invoke(args=["import", kind, str(path)])
        whole = stored()
    command = [sys.executable, "-m", "flask", "--app", "app", "import", kind, str(path)]
    environment = os.environ | {"BLOG_INSTANCE": str(tmp_path / "killed"), "BLOG_SECRET_KEY": "k"}
    for _ in range(10):
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(dice.uniform(1, 2.5))
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with other.app_context():
        assert stored() == whole
    found("imports killed, and equal to a clean one at last", kills)
    assert kills == 10
