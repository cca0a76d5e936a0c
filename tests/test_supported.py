"""Where it cannot run, one line says so before anything else is tried."""

import shutil
import subprocess
from pathlib import Path

import pytest

import supported
from blog.config import ROOT
from supported import fault


def test_here_it_runs() -> None:
    assert supported.here() == ""


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
@pytest.mark.parametrize(("system", "libc"), [("linux", "glibc"), ("darwin", "")])
def test_what_is_supported_has_no_fault(version: tuple[int, ...], system: str, libc: str) -> None:
    assert fault(version, "CPython", system, libc) == ""


@pytest.mark.parametrize(
    ("version", "implementation", "system", "libc", "words"),
    [
        ((2, 7, 18), "CPython", "linux", "glibc", "this is 2.7"),
        ((3, 10, 9), "CPython", "linux", "glibc", "this is 3.10"),
        ((3, 14, 0), "CPython", "linux", "glibc", "this is 3.14"),
        ((3, 11, 7), "PyPy", "linux", "glibc", "this is PyPy"),
        ((3, 11, 7), "CPython", "linux", "", "glibc"),
        ((3, 11, 7), "CPython", "win32", "", "this is win32"),
        ((3, 11, 7), "CPython", "freebsd14", "", "this is freebsd14"),
    ],
)
def test_what_is_not_is_one_clear_line(
    version: tuple[int, ...], implementation: str, system: str, libc: str, words: str
) -> None:
    line = fault(version, implementation, system, libc)
    assert words in line
    assert line.startswith("Letterpress ")
    assert "\n" not in line


@pytest.mark.parametrize("target", ["run", "test"])
def test_make_says_it_before_it_installs_anything(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "supported.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    text = (tmp_path / "supported.py").read_text("utf-8")
    (tmp_path / "supported.py").write_text(text.replace("(3, 11), (3, 13)", "(4, 0), (4, 0)"), "utf-8")
    done = subprocess.run(["make", target], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Letterpress needs Python" in done.stderr
    assert not (tmp_path / ".venv").exists()
