"""The pictures and other files of a blog: found in a folder of its uploads, and taken into the library."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from ...media.queries import FILE, path
from ...media.rules import PictureRefused
from ...site import former
from .. import pictures
from ..phrases import phrase
from ..pictures import Outside, Pictures, Taken
from ..reading import shown
from .addresses import Addresses

REFUSALS = {  # what of `media.rules.REFUSALS` can befall a file that is new here
    "not_a_picture": phrase("this is not a JPEG, PNG, WebP, GIF or AVIF picture"),
    "too_large": phrase("this file is larger than 20 MB"),
    "too_many_pixels": phrase("this picture has more than 50 megapixels, or more than 30,000 pixels on a side"),
    "broken": phrase("this picture is damaged"),
    "too_many_items": phrase("the library holds 10,000 files, and takes no more"),
}
UPLOADS = "/wp-content/uploads/"
PLACE = re.compile(r"(?<![\w/.-])(?:https?://[^\s/]+)?/(?:articles|pages|media)/[^\s)\"'<>\]#?]+")


class Uploads:
    """The library as an import fills it, by the addresses that files had there."""

    def __init__(
        self, folder: Path | None, media_folder: Path, addresses: Addresses, now: datetime, *, dry_run: bool
    ) -> None:
        self.addresses = addresses
        self.folder = folder.resolve() if folder else None
        self.shelf = Pictures(self.folder or Path(), media_folder, now, is_rehearsal=dry_run)
        self.known: dict[str, Taken | None] = {}
        self.refused: Counter[str] = Counter()  # by the words that say which and why
        self.led: dict[str, str] = {}  # former addresses of what was taken, and not yet written down

    def picture(self, address: str) -> str | None:
        """The address here of a picture there."""
        taken = self.take(address)
        return taken.address if taken else None

    def take(self, address: str) -> Taken | None:
        """A file of the source's own site, taken where it was found."""
        key = self.addresses.key(address)
        if not key or not PurePosixPath(key).suffix:
            return None
        if key not in self.known:
            self.known[key] = self._take(key)
            if taken := self.known[key]:
                self._lead(key, taken)
        return self.known[key]

    def placed(self, body: str) -> str:
        """The Markdown of a blog like this one with its addresses as they are here; empty where a file is not here."""
        whole = True

        def place(found: re.Match[str]) -> str:
            nonlocal whole
            name = FILE.fullmatch(found[0])
            if not name:
                return self.addresses.find(found[0]) or found[0]
            taken = self.take(found[0])
            whole = whole and taken is not None
            return found[0] if taken is None or taken.name == name[1] else taken.address

        placed = PLACE.sub(place, body)
        return placed if whole else ""

    def _lead(self, key: str, taken: Taken) -> None:
        """Files of a blog like this one had addresses as ours have, which are led on by their bare names."""
        if not (name := FILE.fullmatch(key)):
            self.led[key] = taken.address
        elif name[1] != taken.name:
            self.led[path(name[1])] = path(taken.name)

    def _take(self, key: str) -> Taken | None:
        ending = PurePosixPath(key).suffix.lower()
        if self.folder is None or ending not in (*pictures.ENDINGS, *pictures.DOWNLOADS):
            return None
        smaller = former.FILE.fullmatch(key)
        try:
            for name in dict.fromkeys([*self._originals(key), smaller[1] + smaller[2] if smaller else key, key]):
                if path := locate(self.folder, name):
                    return self.shelf.take(path)
        except Outside as error:
            self.refused[error.words] += 1
        except PictureRefused as error:
            self.refused[phrase("%(file)s: %(words)s", file=shown(key), words=REFUSALS[error.code])] += 1
        except OSError as error:
            self.refused[phrase("%(file)s: %(words)s", file=shown(key), words=str(error.strerror))] += 1
        return None

    def _originals(self, key: str) -> list[str]:
        """What was uploaded to a blog like this one, in a copy of its instance."""
        name = FILE.fullmatch(key)
        return (
            [f"/originals/{file.name}" for file in (self.folder or Path()).glob(f"originals/{name[1]}.*")]
            if name
            else []
        )


def place(key: str) -> str:
    """Where a file stands in the folder of the uploads."""
    return key.partition(UPLOADS)[2] or key


def locate(folder: Path, key: str) -> PurePosixPath | None:
    """The file below a folder, which may be that of the uploads, or one further up. Raises Outside."""
    inside = key.partition(UPLOADS)[2]
    names = (f"/{inside}", key) if inside else (key,)
    found = (pictures.locate(folder, quote(name), PurePosixPath("x")) for name in names)
    return next((path for path in found if path), None)
