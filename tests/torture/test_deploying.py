"""docs/deploy.md, typed line by line in a clean root with a clean user, up to what needs a public name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from blog.config import ROOT
from tests.torture import follow

pytestmark = pytest.mark.torture


def test_the_steps_of_the_documentation_lead_to_a_site_that_runs(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip("it takes root on Debian")
    tmpfs = ["mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    command = " ".join((*tmpfs, "&&", "exec", sys.executable, "-m", follow.__name__, str(tmp_path)))
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=1500
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for step in ("make .venv/ready", "enable --now letterpress.socket", "make upgrade", "make rollback"):
        assert step in done.stdout
    assert done.stdout.endswith("All of it was followed.\n")
