"""A file is taken for what it is, whatever it is called."""

import time
from pathlib import Path

import pytest

from blog.portability.kinds import recognise
from tests.portability.blogs.wordpress_export import comment, document, item


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (document(item(1, comment(1))).encode(), "wordpress"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -- <x> -->\n<!-- b --><rss>", "wordpress"),
        (b"  <disqus xmlns='x'>", "disqus"),
        (b"<d:disqus xmlns:d='x'>", "disqus"),
        (b"SQLite format 3\x00 and more", "isso"),
        (b"<!-- never ends", ""),
        (b"<rssx>", ""),
        (b"<?xml " * 1_600, ""),
        (b"<!--" * 2_500, ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_how_it_begins(tmp_path: Path, head: bytes, kind: str) -> None:
    (tmp_path / "file").write_bytes(head)
    begun = time.process_time()
    assert recognise(tmp_path / "file") == kind
    assert time.process_time() - begun < 0.5
