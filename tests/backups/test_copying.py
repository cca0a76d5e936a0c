"""Taking backups to another machine by a command of the owner's."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from blog.backups import making, status
from blog.backups.copying import NotCopied, copy_away
from blog.config import Config
from tests.waiting import wait_for

pytestmark = pytest.mark.sqlite


def script(folder: Path, lines: str) -> Path:
    path = folder / "copy it"
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o700)
    return path


def test_it_gets_the_folder_and_the_newest_file_and_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOG_SECRET_KEY", "secret")
    path = script(tmp_path, f'printf "%s\\n" "$@" "$BLOG_BACKUP_FILE" "$BLOG_SECRET_KEY" > "{tmp_path}/said"')
    copy_away(f"'{path}' --to host; $(touch {tmp_path}/ran) *", tmp_path, tmp_path / "newest.tar")
    said = (tmp_path / "said").read_text().splitlines()
    assert said == [
        "--to", "host;", "$(touch", f"{tmp_path}/ran)", "*", str(tmp_path), str(tmp_path / "newest.tar"), "",
    ]  # fmt: skip
    assert not (tmp_path / "ran").exists()


def test_the_folder_stands_where_the_command_wants_it(tmp_path: Path) -> None:
    path = script(tmp_path, f'printf "%s\\n" "$@" > "{tmp_path}/said"')
    copy_away(f"'{path}' {{}}/ host:there", tmp_path / "the backups", tmp_path)
    assert (tmp_path / "said").read_text().splitlines() == [f"{tmp_path}/the backups/", "host:there"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("echo one >&2; printf 'no \\033[31mroute\\n' >&2; exit 12", r"it ended with 12: no \[31mroute$"),
        ("exit 3", "it ended with 3: it said nothing"),
        ("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1", "^it ended with 1: x{300}$"),
    ],
)
def test_how_it_failed_is_told_by_its_code_and_its_last_line(tmp_path: Path, lines: str, words: str) -> None:
    with pytest.raises(NotCopied, match=words):
        copy_away(f"'{script(tmp_path, lines)}'", tmp_path, tmp_path)


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotCopied, match="/no/such/program: No such file"):
        copy_away("/no/such/program", tmp_path, tmp_path)


def test_one_that_hangs_is_stopped_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = tmp_path / "child"
    wait = subprocess.Popen.wait

    def wait_no_longer_than_until_it_hangs(process: subprocess.Popen[bytes], seconds: float | None = None) -> int:
        if seconds:
            wait_for(lambda: begun.exists() and begun.read_text().endswith("\n"))
        return wait(process, seconds and 0.1)

    monkeypatch.setattr(subprocess.Popen, "wait", wait_no_longer_than_until_it_hangs)
    with pytest.raises(NotCopied, match="stopped after"):
        copy_away(f"'{script(tmp_path, f'sleep 60 & echo $! > {begun}; wait')}'", tmp_path, tmp_path)
    child = int(begun.read_text())

    def is_running() -> bool:
        try:
            return Path(f"/proc/{child}/stat").read_text().split()[2] != "Z"
        except OSError:
            return False

    wait_for(lambda: not is_running())  # it was told to end, and ends when its turn comes


def test_a_copy_that_fails_is_told_and_the_backup_counts_all_the_same(filled: Config, tmp_path: Path) -> None:
    path = script(tmp_path, "echo no route to host >&2; exit 12")
    assert making.make(replace(filled, backup_command=f"'{path}'")).exists()
    last = status.read(filled.backup_folder)
    assert (last.reason, last.not_copied, last.is_good) == ("", "it ended with 12: no route to host", False)
    path.write_text("#!/bin/sh\n")
    making.make(replace(filled, backup_command=f"'{path}'"))
    last = status.read(filled.backup_folder)
    assert (last.not_copied, last.copied_at, last.is_good) == ("", last.good_at, True)
