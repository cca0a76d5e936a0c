"""A zip file is written while it is sent, in parts that no memory feels."""

import os
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from blog.portability.leaving.packed import CHUNK, packed
from tests.factories import NOW


def test_files_of_any_size_are_packed_in_small_parts(tmp_path: Path) -> None:
    data = os.urandom(20 * CHUNK + 7)
    (tmp_path / "picture").write_bytes(data)
    files = {"media/लैंप.jpg": tmp_path / "picture", "a.md": b"words", "empty.md": b""}
    parts = list(packed(files.items(), NOW))
    assert max(map(len, parts)) < 2 * CHUNK
    with ZipFile(BytesIO(b"".join(parts))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "media/लैंप.jpg": data,
            "a.md": b"words",
            "empty.md": b"",
        }
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o600}  # drafts are in it
