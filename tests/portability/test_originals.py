"""Which file of a picture is taken along."""

from pathlib import Path

import pytest

from blog.portability.originals import original
from tests.portability.folders import lay


def test_the_upload_comes_before_what_is_sent_and_the_largest_before_the_others(tmp_path: Path) -> None:
    folder = lay(tmp_path / "media", {"ab-8.webp": "", "ab-16.webp": ""})
    assert original(folder, "ab", [8, 16], ["webp"]) == folder / "ab-16.webp"
    lay(tmp_path / "originals", {"ab.jpg": ""})
    assert original(folder, "ab", [8, 16], ["webp"]) == tmp_path / "originals/ab.jpg"
    assert original(folder, "cd", [8], ["webp"]) is None


@pytest.mark.parametrize("name", ["*", "../secret", "", "a/../../x"])
def test_a_name_that_is_none_finds_nothing(tmp_path: Path, name: str) -> None:
    lay(tmp_path, {"secret.jpg": "", "x.jpg": "", "originals/a.jpg": "", "originals/.jpg": ""})
    assert original(tmp_path / "media", name, [8], ["webp"]) is None
