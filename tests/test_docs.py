"""The documentation says what there is."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from blog.articles.frontmatter import Draft
from blog.config import PREFIX, ROOT, Config
from tools import pictures


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_setting_is_documented_with_its_own_words() -> None:
    page = text("docs/settings.md")
    for setting in fields(Config):
        assert f"`{PREFIX}{setting.name.upper()}`" in page, setting.name
        assert setting.metadata["doc"].rstrip(".") in page, setting.name


def test_no_setting_is_documented_that_is_not_there() -> None:
    known = {PREFIX + setting.name.upper() for setting in fields(Config)}
    for name in (
        "README.md",
        "docs/settings.md",
        "docs/deploy.md",
        "deploy/letterpress.env.example",
        "deploy/letterpress.service",
    ):
        assert set(re.findall(r"BLOG_[A-Z_]+", text(name))) <= known, name


def test_every_key_of_front_matter_is_documented() -> None:
    page = text("docs/writing.md")
    for key in {field.name for field in fields(Draft)} - {"body", "lines"}:
        assert f"`{key}`" in page, key


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    names = [
        re.split(r"[><=]", entry)[0] for entry in project["dependencies"] + project["optional-dependencies"]["dev"]
    ]
    page = text("docs/dependencies.md").lower()
    for name in names:
        assert f"`{name}`" in page, name


@pytest.mark.parametrize(
    "name",
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))],
)
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    prose = re.sub(r"`[^`\n]*`", "", text(name))  # an example links to nothing
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
        assert (ROOT / name).parent.joinpath(target).exists(), target


def test_the_pictures_of_the_readme_are_those_that_are_made_in_light_and_in_dark() -> None:
    shown = re.findall(r'(?:src|srcset)="([^"]*)"', text("README.md"))
    made = [f"docs/picture-{name}-{scheme}.png" for name in pictures.PAGES for scheme in pictures.SCHEMES]
    there = [str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.png")]
    assert sorted(shown) == sorted(made) == sorted(there)
    pairs = re.findall(r'dark\)" srcset="([^"]*)">\s*<img src="([^"]*)" alt="[^"]+"', text("README.md"))
    assert len(pairs) == len(pictures.PAGES)
    for dark, light in pairs:
        assert dark.replace("-dark", "-light") == light
        assert max((ROOT / name).stat().st_size for name in (dark, light)) < 150_000


def test_the_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = text(name)
        assert "--hash=sha256:" in lock
        assert "://" not in lock


def test_every_word_that_a_reader_sees_can_be_translated() -> None:
    for path in Path(ROOT / "templates").rglob("*.html"):
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&\w+;", "", path.read_text("utf-8"), flags=re.DOTALL)
        words = re.findall(r"[A-Za-z]{2,}", bare)
        assert set(words) <= {"venv", "bin", "flask", "reset", "password", "fa"}, (path.name, words)
