"""A round counts only when everything was answered, and everything that was sent was stored."""

import json
import os
import subprocess
from email.message import Message
from pathlib import Path

import pytest

from bench import load, posts, run
from bench.contenders import FILES, PLACES, Running

TOLD = {"requests": 10, "seconds": 2.0, "bytes": 900, "p50": 1.0, "p99": 2.0, "refused": 0, "broken": 0}


class Server(Running):
    """One that only has a form."""

    def get(self, path: str, **headers: str) -> tuple[bytes, Message]:
        told = Message()
        told["Set-Cookie"] = "session=s; Path=/"
        return b'<input name="csrf_token" type="hidden" value="a&amp;b">', told


SERVER = Server("naive", (os.getpid(),), "http://127.0.0.1:1", PLACES, 0)


def told(monkeypatch: pytest.MonkeyPatch, **values: object) -> list[list[str]]:
    """Let wrk say so; the commands that it gets."""
    given: list[list[str]] = []

    def ran(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        given.append(command)
        return subprocess.CompletedProcess(command, 0, f"Running\n{json.dumps(TOLD | values)}\n", "")

    monkeypatch.setattr(load.subprocess, "run", ran)
    return given


@pytest.mark.parametrize("trouble", [{"refused": 1}, {"broken": 1}])
def test_a_round_with_a_refusal_is_none(monkeypatch: pytest.MonkeyPatch, trouble: dict[str, int]) -> None:
    told(monkeypatch, **trouble)
    with pytest.raises(RuntimeError, match="naive did not answer all of /"):
        load.load(SERVER, "/", 1)


def test_everybody_is_asked_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    given = told(monkeypatch)
    assert load.load(SERVER, "/", 1).requests == 10
    assert "Accept-Encoding: gzip" in given[0]
    assert "http://127.0.0.1:1/" in given[0]


@pytest.mark.parametrize(("stored", "is_right"), [(9, False), (10, True), (18, True), (19, False)])
def test_each_comment_that_was_answered_is_stored_once(
    monkeypatch: pytest.MonkeyPatch, stored: int, is_right: bool
) -> None:
    """Those that wrk no longer waited for may be stored too: one on each connection."""
    given = told(monkeypatch)
    monkeypatch.setattr(posts.time, "sleep", lambda _: None)
    counts = iter((100, 100 + stored))
    monkeypatch.setattr(posts, "_count", lambda _: next(counts))
    if is_right:
        assert posts.post(SERVER, Path(), 1, 7).requests == 10
        assert given[0][-6:] == ["post", "/articles/a1/comments", "csrf_token", "a%26b", "7", "session=s"]
    else:
        with pytest.raises(RuntimeError, match=f"answered 10 comments or more and stored {stored}"):
            posts.post(SERVER, Path(), 1, 7)


def test_a_visit_is_three_requests_and_counts_as_the_comment_that_it_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each connection may end in the middle of one, so that a few more or less are stored than a third."""
    given = told(monkeypatch, requests=90)
    monkeypatch.setattr(posts.time, "sleep", lambda _: None)
    monkeypatch.setattr(load.processes, "seconds", lambda *_: next(spent))
    counts, spent = iter((100, 132, 100, 139)), iter((1.0, 1.5, 1.0, 1.5))
    monkeypatch.setattr(posts, "_count", lambda _: next(counts))
    round = posts.visits(SERVER, Path(), 1, 7)
    assert (round.requests, round.cpu) == (32, pytest.approx(0.5e6 / 32))
    assert "-t8" in given[0]
    assert given[0][-3].split(",") == ["a%26b"] * posts.WRITTEN_UNDER
    with pytest.raises(RuntimeError, match="stored 39"):
        posts.visits(SERVER, Path(), 1, 7)


def test_nothing_is_compared_with_other_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(Server):
        def get(self, path: str, **headers: str) -> tuple[bytes, Message]:
            return b"other", Message()

    run.check_same({"published": SERVER, "static": SERVER})
    with pytest.raises(RuntimeError, match="not the same"):
        run.check_same({"published": SERVER, "static": Other("static", (), "", FILES, 0)})


def test_what_is_told_of_the_machine_is_no_name_and_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "said", lambda command: f"{command[0]} version: 1.22.1 (/usr/share)")
    found = run.machine()
    assert {"cores", "CPU", "Linux", "Python", "granian"} <= found.keys()
    assert found["nginx"] == "1.22.1"
    assert os.uname().nodename not in str(found)
    assert "/" not in str(found)
