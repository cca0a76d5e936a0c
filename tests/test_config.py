"""Settings: typed, checked, and one clear line for what cannot be used."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from blog.config import ConfigError, load


def test_everything_has_a_default(tmp_path: Path) -> None:
    config = load({"BLOG_INSTANCE": str(tmp_path)})
    assert (config.host, config.port, config.workers, config.trusted_proxies) == ("127.0.0.1", 8000, 2, 0)
    assert config.database == f"sqlite:///{tmp_path}/blog.sqlite"
    assert config.public_url == "http://127.0.0.1:8000"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('port = 9000\nsite_url = "https://a.example"\n')
    config = load({"BLOG_INSTANCE": str(tmp_path), "BLOG_PORT": "9001"})
    assert (config.port, config.public_url) == (9001, "https://a.example")


def test_an_empty_variable_is_none(tmp_path: Path) -> None:
    assert load({"BLOG_INSTANCE": str(tmp_path), "BLOG_PORT": ""}).port == 8000


def test_a_key_of_digits_stays_a_text(tmp_path: Path) -> None:
    assert load({"BLOG_INSTANCE": str(tmp_path), "BLOG_SECRET_KEY": "0123"}).secret_key == "0123"


def test_the_secret_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first = load({"BLOG_INSTANCE": str(tmp_path)}).secret_key
    assert len(first) == 64
    assert load({"BLOG_INSTANCE": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_one_of_many_first_starts_makes_the_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load({"BLOG_INSTANCE": str(tmp_path)}).secret_key, range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("content", [b"", b"\xff"])
def test_a_secret_key_that_is_none_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(ConfigError, match="secret_key"):
        load({"BLOG_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("values", "sender"),
    [
        ({}, "letters@localhost"),
        ({"BLOG_SITE_URL": "https://letters.example.org:8443"}, "letters@letters.example.org"),
        ({"BLOG_SITE_URL": "https://a.example", "BLOG_MAIL_FROM": "me@b.example"}, "me@b.example"),
    ],
)
def test_mail_comes_from_the_sites_host_or_from_what_is_set(
    tmp_path: Path, values: dict[str, str], sender: str
) -> None:
    assert load({"BLOG_INSTANCE": str(tmp_path), **values}).sender == sender


def test_an_ipv6_host_stands_in_brackets_in_links(tmp_path: Path) -> None:
    assert load({"BLOG_INSTANCE": str(tmp_path), "BLOG_HOST": "::1"}).public_url == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "whole number"),
        ("PORT", "0", "between 1 and 65535"),
        ("WORKERS", "0", "1 or more"),
        ("BACKUP_MEGABYTES", "0", "1 or more"),
        ("BACKUP_COMMAND", "rsync 'a", "not closed"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("TRUSTED_PROXIES", "-1", "0 or more"),
        ("SITE_URL", "example.org", "must look like"),
        ("SITE_URL", "https://example.org/blog", "without a path"),
        ("SITE_URL", "https://example.org/?x", "must look like"),
        ("SITE_URL", "https://example.org#x", "must look like"),
        ("SITE_URL", "https://u:p@example.org", "must look like"),
        ("SITE_URL", "https://exa mple.org", "must look like"),
        ("SITE_URL", "https://example.org:999999", "must look like"),
        ("SMTP_URL", "mail.example.org", "must look like"),
        ("SMTP_URL", "http://mail.example.org", "must look like"),
        ("SMTP_URL", "smtp://mail.example.org:x", "must look like"),
        ("SMTP_URL", "smtp://user:p@ss:word@mail.example.org", "must look like"),
        ("MAIL_FROM", "letters", "must be an e-mail address"),
        ("MAIL_FROM", "Letters <letters@example.org>", "must be an e-mail address"),
        ("DATABASE_URL", "postgresql://x", "postgresql://user"),
        ("DATABASE_URL", "postgresql://user:p@ss@host/letters", "%40"),
        ("DATABASE_URL", "mysql://host/letters", "postgresql://user"),
        ("DATABASE_URL", "sqlite:///blog.sqlite", "the/whole/path"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        load({"BLOG_INSTANCE": str(tmp_path), f"BLOG_{name}": value})
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["prot = 1", "port =", "\xff"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load({"BLOG_INSTANCE": str(tmp_path)})


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="file/instance"):
        load({"BLOG_INSTANCE": str(tmp_path / "file" / "instance")})


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(ConfigError, match="cannot be written to"):
        load({"BLOG_INSTANCE": str(tmp_path)})
