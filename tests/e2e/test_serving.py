"""Starting and stopping, as a person at a terminal sees it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from blog.config import ROOT
from blog.serving import SOON
from blog.upgrade import UpgradeError, alone_with
from tests.databases import config, name, run
from tests.e2e.conftest import Server, command
from tests.factories import stamp_in
from tests.post import free_port
from tests.raw import workers
from tests.waiting import wait_for

# What a worker has open, in the place of serving.
PARTED = """
import os
from blog import listening, serving
def part(_server):
    if os.fork():
        os.wait()
    else:
        print(*(os.path.realpath(file.path) for file in os.scandir("/proc/self/fd")), sep="\\n", flush=True)
        os._exit(0)
listening.Server.serve = part
serving.serve()
"""

# A worker that begins only when its parent is gone.
ORPHANED = """
import os, time
from blog import serving
parent, begin = os.getpid(), serving.worker
def late():
    print(os.getpid(), flush=True)
    while os.getppid() == parent:
        time.sleep(0.01)
    return begin()
serving.worker = late
serving.serve()
"""

Starter = Callable[..., Server]


@pytest.fixture
def server(starter: Starter) -> Server:
    """A new site that runs with all its workers, to be stopped."""
    server = starter(BLOG_WORKERS="2")
    wait_for(lambda: is_watching(server.process.pid))  # its first worker may have answered before
    return server


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(url: str) -> str:
    with urlopen(url, timeout=10) as answer:
        return str(answer.read().decode())


def test_a_first_start_says_where_the_blog_is_and_how_to_become_its_admin(server: Server) -> None:
    assert f"Letterpress is at  {server.url}" in server.printed
    assert server.setup_link.startswith(f"{server.url}/admin/setup?key=")
    assert "docs/deploy.md" in server.printed
    assert "Sample" in get(server.url)


def test_ctrl_c_stops_it_cleanly(server: Server) -> None:
    assert server.stop(signal.SIGINT) == 0
    assert "Traceback" not in server.printed
    assert "rror" not in server.printed


@pytest.mark.parametrize("delay", [0, 0.05, 0.1, 0.2, 1.5])
def test_ctrl_c_stops_it_cleanly_also_while_it_still_starts(tmp_path: Path, delay: float) -> None:
    """A terminal sends it to the workers too."""
    name(tmp_path)
    environment = os.environ | {"BLOG_INSTANCE": str(tmp_path), "BLOG_PORT": str(free_port())}
    with subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout
        while "Ctrl-C" not in process.stdout.readline():
            pass
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(9) == 0  # sooner than a worker that stays is killed
        assert [line for line in process.stdout if line.strip() and "blog.slow" not in line] == []


def test_ctrl_c_is_for_the_parent_alone_also_where_a_worker_hears_it_first(server: Server) -> None:
    """The parent would take a worker that it ends for one that failed, and start another instead of stopping."""
    before = workers(server.process.pid)
    for each in before:
        os.kill(each, signal.SIGINT)
    time.sleep(0.5)
    assert "Sample" in get(server.url)
    assert workers(server.process.pid) == before
    assert server.stop(signal.SIGINT) == 0


def test_a_stop_of_the_system_is_clean_too(server: Server) -> None:
    assert server.stop(signal.SIGTERM) == 0
    assert "Traceback" not in server.printed


def test_workers_end_with_a_parent_that_is_killed_outright(server: Server) -> None:
    server.process.kill()
    server.process.wait()
    port = urlsplit(server.url).port or 0
    wait_for(lambda: not is_open(port))


def test_a_worker_whose_parent_was_killed_before_it_began_ends_too(tmp_path: Path) -> None:
    name(tmp_path)
    settings = {"BLOG_INSTANCE": str(tmp_path), "BLOG_PORT": str(free_port()), "BLOG_WORKERS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANED], cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        worker = next(int(line) for line in parent.stdout if line.strip().isdigit())
        parent.kill()
        wait_for(lambda: not Path(f"/proc/{worker}").exists())


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="this system knows no such policy")
def test_no_thread_of_a_worker_is_stopped_for_another_that_it_woke(server: Server) -> None:
    for worker in workers(server.process.pid):
        wait_for(lambda worker=worker: len(threads_of(worker)) > 3)  # it may only just have begun
        assert {os.sched_getscheduler(each) for each in threads_of(worker)} == {os.SCHED_BATCH}


@pytest.mark.parametrize("stopped", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_ends_is_replaced_and_the_other_one_serves_meanwhile(server: Server, stopped: int) -> None:
    parent, port = server.process.pid, urlsplit(server.url).port or 0
    for first in workers(parent):
        wait_for(lambda: len(listeners(port)) == 2 and is_watching(parent))
        time.sleep(SOON)
        before = listeners(port)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda before=before: before - listeners(port))  # what the system had for it went with it
        until = time.monotonic() + 30
        while len(now := set(workers(parent)) - {first}) < 2 and time.monotonic() < until:
            assert "Sample" in get(server.url)
        assert len(now) == 2
    wait_for(lambda: is_watching(parent) and is_small(parent))
    assert server.printed.count("A worker ended by itself.") == 2
    assert server.printed.count("Letterpress is at") == 1
    time.sleep(SOON)
    os.kill(now.pop(), signal.SIGKILL)
    wait_for(lambda: not is_watching(parent) or set(workers(parent)) - now)
    assert server.stop(stopped) == 0  # also while it makes another one
    assert not is_open(port)


def test_workers_that_end_as_soon_as_they_start_end_the_server(server: Server) -> None:
    os.kill(workers(server.process.pid)[0], signal.SIGKILL)
    assert server.process.wait(20) == 1
    assert server.printed.endswith("Letterpress could not start. Workers end as soon as they have started.\n")


def test_what_watches_over_the_workers_is_small(server: Server) -> None:
    assert is_small(server.process.pid)


def test_threads_of_a_worker_share_what_each_of_them_frees(server: Server) -> None:
    for worker in workers(server.process.pid):
        assert b"MALLOC_ARENA_MAX=1" in Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")


def is_watching(pid: int) -> bool:
    """Whether a server that answers waits for one of its workers to end: all else that it does holds orders back."""
    held = re.search(r"^SigBlk:\s*(\w+)", Path(f"/proc/{pid}/status").read_text("ascii"), re.MULTILINE)
    return bool(held and not int(held[1], 16) >> (signal.SIGTERM - 1) & 1)


def threads_of(pid: int) -> list[int]:
    """Their numbers."""
    return [int(each.name) for each in Path(f"/proc/{pid}/task").iterdir()]


def listeners(port: int) -> set[str]:
    """The numbers of the sockets of this machine that wait for connections there: each worker has its own."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:])
    return {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}


def is_small(pid: int) -> bool:
    """Whether a process has less than 20 MiB, where the app takes 90."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") < 20 * 2**20


@pytest.mark.sqlite
def test_no_connection_to_the_database_crosses_the_fork(tmp_path: Path) -> None:
    """SQLite keeps its locks by process: what two use alike, it takes for its own."""
    settings = {
        "BLOG_INSTANCE": str(tmp_path),
        "BLOG_PORT": str(free_port()),
        "BLOG_PAGES_DIR": str(tmp_path / "pages"),
    }
    told = subprocess.run(
        [sys.executable, "-c", PARTED], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert str(tmp_path / "blog.lock") in told
    assert [name for name in told if "blog.sqlite" in name] == []


def test_a_second_start_keeps_the_data_and_makes_a_new_link_until_there_is_an_admin(
    starter: Starter, tmp_path: Path
) -> None:
    first = starter()
    first.stop()
    second = starter()
    assert second.setup_link.split("key=")[1] != first.setup_link.split("key=")[1]
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(first.setup_link.replace(first.url, second.url))
    assert refused.value.code == 403
    refused.value.close()
    assert "Set up your blog" in get(second.setup_link)
    assert run(second.instance, "SELECT count(*) FROM article") == [(1,)]
    second.stop()
    made = command(
        "create-admin", "--email", "meera@example.com",
        stdin="a long enough password\n", BLOG_INSTANCE=str(tmp_path / "instance"),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "setup" not in starter().printed


def test_an_index_of_words_by_other_rules_is_made_anew_before_anybody_asks(starter: Starter) -> None:
    server = starter()
    server.stop()
    for statement in ("UPDATE word_index SET version = 0", "DELETE FROM article_words"):
        run(server.instance, statement)
    assert "<mark>" in get(f"{starter().url}/search?q=kettle")


def test_the_printed_address_is_the_public_one(starter: Starter) -> None:
    server = starter(BLOG_SITE_URL="https://blog.example")
    assert "Letterpress is at  https://blog.example" in server.printed
    assert "https://blog.example/admin/setup?key=" in server.printed


def test_a_port_in_use_is_one_clear_line(starter: Starter) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = starter(BLOG_PORT=str(other.getsockname()[1]))
    assert server.process.wait(10) == 1
    assert re.fullmatch(
        r"Letterpress could not start\. 127\.0\.0\.1:\d+ cannot be used .* BLOG_PORT .*\n", server.printed
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"BLOG_INSTANCE": "/proc/nowhere"}, "The instance folder /proc/nowhere cannot be made"),
        ({"BLOG_SITE_URL": "example.org"}, "BLOG_SITE_URL must look like"),
        ({"BLOG_WORKERS": "many"}, "BLOG_WORKERS must be a whole number"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_clear_line(
    starter: Starter, settings: dict[str, str], words: str
) -> None:
    server = starter(**settings)
    assert server.process.wait(10) == 1
    assert words in server.printed
    assert server.printed.count("\n") == 1


def test_a_command_may_come_first_and_the_first_start_still_welcomes(starter: Starter, tmp_path: Path) -> None:
    name(tmp_path / "instance")
    made = command(
        "create-admin", "--email", "meera@example.com",
        stdin="a long enough password\n", BLOG_INSTANCE=str(tmp_path / "instance"),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    server = starter()
    assert "setup" not in server.printed
    assert "Sample" in get(server.url)


def test_samples_that_were_removed_stay_away(starter: Starter, tmp_path: Path) -> None:
    starter().stop()
    assert command("demo", "--clear", BLOG_INSTANCE=str(tmp_path / "instance")).returncode == 0
    assert "Nothing published yet." in get(starter().url)


def test_a_command_on_a_database_of_another_release_is_one_clear_line(starter: Starter) -> None:
    server = starter()
    server.stop()
    for revision, words in (("0001", "Start the server anew"), ("9999", "newer release than this code")):
        run(server.instance, "UPDATE alembic_version SET version_num = :revision", revision=revision)
        result = command("demo", BLOG_INSTANCE=str(server.instance))
        assert (result.returncode, result.stderr.count("\n")) == (1, 1)
        assert words in result.stderr


@pytest.mark.parametrize("settings", [{"BLOG_PORT": "abc"}, {"BLOG_INSTANCE": "/proc/nowhere"}])
def test_a_command_with_a_setting_that_cannot_be_used_is_one_clear_line(settings: dict[str, str]) -> None:
    result = command("demo", **settings)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("Letterpress could not start.")


def test_too_much_at_once_is_answered_by_a_page_and_the_site_goes_on(server: Server) -> None:
    form = Request(f"{server.url}/articles/welcome/comments", data=b"body=" + b"x" * 6_000_000)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urlopen(form, timeout=20)
    assert refused.value.code == 413
    assert "That is too much at once." in refused.value.read().decode()
    refused.value.close()
    assert "Sample" in get(server.url)


def test_the_same_comment_from_many_connections_at_once_is_one(server: Server) -> None:
    address = f"{server.url}/articles/welcome"
    fields = {"stamp": stamp_in(get(address)), "body": "Once.", "name": "Asha", "email": "asha@example.org"}

    def send(_number: int) -> str:
        with urlopen(Request(f"{address}/comments", data=urlencode(fields).encode()), timeout=20) as answer:
            return str(answer.geturl())

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(send, range(24)))
    assert len(receipts) == 1
    assert run(server.instance, "SELECT count(*) FROM comment WHERE body = 'Once.'") == [(1,)]


def test_a_comment_that_got_its_receipt_survives_a_kill(starter: Starter, tmp_path: Path) -> None:
    port = str(free_port())
    server = starter(BLOG_PORT=port, BLOG_WORKERS="1")
    address = f"{server.url}/articles/welcome"
    fields = {"stamp": stamp_in(get(address)), "body": "Keep me.", "name": "Asha", "email": "asha@example.org"}
    with urlopen(Request(f"{address}/comments", data=urlencode(fields).encode()), timeout=20) as answer:
        receipt = answer.geturl()
    server.stop(signal.SIGKILL)
    again = starter()
    assert "Keep me." in get(receipt.replace(server.url, again.url))


def test_a_scheduled_article_appears_on_the_second_also_when_its_time_is_moved(
    starter: Starter, tmp_path: Path
) -> None:
    server = starter(BLOG_WORKERS="2")
    file = tmp_path / "soon.md"
    file.write_text("---\ntitle: Soon\ndate: 2099-01-01\n---\nNow.\n", "utf-8")
    added = command("add-article", str(file), BLOG_INSTANCE=str(tmp_path / "instance"))
    assert "/admin/articles/" in added.stdout
    for seconds in (60, 3):
        due = datetime.now(UTC) + timedelta(seconds=seconds)
        run(server.instance, "UPDATE article SET published_at = :due WHERE title = 'Soon'", due=due)
    while datetime.now(UTC) < due:
        assert "Soon" not in get(server.url) or datetime.now(UTC) >= due
        time.sleep(0.1)
    wait_for(lambda: "Soon" in get(server.url), 5)
    assert ["Soon" in get(server.url) for _time in range(10)] == [True] * 10  # whichever worker answers


def test_a_database_that_a_server_works_with_is_not_upgraded(starter: Starter) -> None:
    server = starter()
    with pytest.raises(UpgradeError, match="in use"), alone_with(config(server.instance).database):
        pass
