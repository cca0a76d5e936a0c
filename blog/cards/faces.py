"""In which face each character of a card is drawn: the site's own, or one of Noto's on this machine."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

OWN_FILE = Path(__file__).with_name("face.woff2")
FOLDERS = tuple(map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")))
FULL = 109  # the size in which faces are measured: the only one that Noto's coloured emoji have
NASTALIQ = ("ur", "ks")  # languages that are read in it; all others in Arabic letters are in Naskh
HAN = re.compile(
    r"[\u1100-\u11ff\u2e80-\u31ff\u3200-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
# The places of faces in Noto's collection of Chinese, Japanese and Korean, which write one character differently.
COLLECTED = {"ja": 0, "ko": 1, "zh": 2, "zh-tw": 3, "zh-hant": 3, "zh-hk": 4}


@dataclass(frozen=True, slots=True)
class Face:
    """A file of a face, and its place in it."""

    path: Path
    index: int = 0

    def __repr__(self) -> str:
        """Alike wherever the code is: a card's address is made of it."""
        return f"{self.path.name} {self.index}"

    @property
    def is_coloured(self) -> bool:
        """Whether its signs bring their own colours, and one size."""
        return "Emoji" in self.path.name

    def scale(self, size: int) -> float:
        """What its signs are to be made smaller by."""
        return size / FULL if self.is_coloured else 1

    def font(self, size: int, layout: ImageFont.Layout | None = None) -> ImageFont.FreeTypeFont:
        """It in one size. Raises OSError."""
        return _font(self, FULL if self.is_coloured else size, layout)

    def has(self, character: str) -> bool:
        """Whether it has more for a character than the box that stands for what it has not."""
        return _has(self, character)


OWN = Face(OWN_FILE)


@lru_cache(maxsize=64)
def dressed(text: str, language: str) -> tuple[tuple[str, Face], ...]:
    """Each character with its face; nothing where a letter, number or mark has none here.

    What is none of these (an emoji, mostly) is left out where it has no face: the words are right without it.
    """
    found: list[tuple[str, Face]] = []
    face: Face | None = None
    for character in re.sub("[ \t\n]+", " ", text).strip():
        kind = unicodedata.category(character)
        if kind != "Cf" and not "\ufe00" <= character <= "\ufe0f":  # these join, and show nothing themselves
            face = _face(character, kind, found[-1][1] if found else OWN, language)
            if face is None and (kind[0] in "LN" or kind in ("Mn", "Mc")):
                return ()
        if face:
            found.append((character, face))
    return tuple(_tidy(found))


def _face(character: str, kind: str, before: Face, language: str) -> Face | None:
    """That of the character before for what belongs to no script, so that a word and its comma are of one kind."""
    wanted = [before, *_faces(character, language)] if kind[0] not in "LN" else _faces(character, language)
    return next((face for face in wanted if face.has(character)), None)


@lru_cache(maxsize=4096)
def _faces(character: str, language: str) -> tuple[Face, ...]:
    """Those to look into, best first. Without Raqm no other script can be set: its letters would stand side by side."""
    names = _names(character, language.lower()) if features.check("raqm") else ()
    installed = _installed()
    index = _collected(language.lower())
    return OWN, *(Face(installed[name], index if name.endswith("ttc") else 0) for name in names if name in installed)


def _names(character: str, language: str) -> Iterator[str]:
    if HAN.match(character):
        return iter(("NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc"))
    script = unicodedata.name(character, "NONE").split()[0].title()
    families = [f"Serif{script}", f"Sans{script}"]
    if script == "Arabic":
        families = ["NaskhArabic", "SansArabic"]
        if language.split("-")[0] in NASTALIQ:
            families.insert(0, "NastaliqUrdu")
    weights = ("Bold", "Regular")
    return iter([*(f"Noto{family}-{weight}.ttf" for family in families for weight in weights), "NotoColorEmoji.ttf"])


def _collected(language: str) -> int:
    return COLLECTED.get(language, COLLECTED.get(language.split("-")[0], 0))


def _tidy(found: list[tuple[str, Face]]) -> Iterator[tuple[str, Face]]:
    """Without the spaces around what was left out."""
    for at, (character, face) in enumerate(found):
        if character != " " or (0 < at < len(found) - 1 and found[at - 1][0] != " "):
            yield character, face


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """What there is of Noto's, by the names of its files; looked for once in the life of a process."""
    return {path.name: path for folder in FOLDERS for path in sorted(folder.rglob("Noto*.tt[cf]"))}


@lru_cache(maxsize=16)
def _font(face: Face, size: int, layout: ImageFont.Layout | None) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, size, index=face.index, layout_engine=layout)


@lru_cache(maxsize=8192)
def _has(face: Face, character: str) -> bool:
    """Without shaping, so that one character is one sign; a file that cannot be read has none."""
    try:
        font = face.font(FULL, ImageFont.Layout.BASIC)
        return bytes(font.getmask(character)) != bytes(font.getmask("\U0010ffff"))
    except OSError:
        return False
