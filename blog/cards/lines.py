"""Where the lines of a headline end. Pure: it knows no face, only how wide the parts of the headline are."""

import re
import unicodedata
from collections.abc import Sequence

WIDE = re.compile(
    r"[\u2e80-\u312f\u31a0-\u31ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
NOT_FIRST = frozenset(
    "、。，．・：；？！）］｝〉》」』】〕〗〙｡｣､ー々〜～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ!?),.:;]}»”’%…"
)
NOT_LAST = frozenset("（［｛〈《「『【〔〖〘｢([{«“‘")
JOINERS = "\u200c\u200d"

Width = tuple[float, float]  # of a part, and of the space after it


def parts(text: str) -> list[str]:
    """What a line may end between; a space belongs to what is before it. Chinese and Japanese end nearly anywhere."""
    ends = [at for at in range(1, len(text)) if _may_end(text[at - 1], text[at])]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def clusters(text: str) -> list[str]:
    """What must stay together in a part that is too long for a line: a character, the marks on it, and a space."""
    ends = [at for at in range(1, len(text)) if not _is_joined(text[at - 1], text[at])]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def wrapped(widths: Sequence[Width], room: float) -> list[range]:
    """The parts of each line, each as full as it can be; a part that is wider than the room has a line of its own."""
    lines, start, used = [], 0, 0.0
    for at, (width, space) in enumerate(widths):
        if at > start and used + width > room:
            lines.append(range(start, at))
            start, used = at, 0.0
        used += width + space
    return [*lines, range(start, len(widths))]


def balanced(widths: Sequence[Width], room: float) -> list[range]:
    """As few lines, and as even ones as can be."""
    count = len(wrapped(widths, room))
    least, most = room / 2, room
    for _ in range(10):
        middle = (least + most) / 2
        least, most = (least, middle) if len(wrapped(widths, middle)) == count else (middle, most)
    return wrapped(widths, most)


def _may_end(before: str, after: str) -> bool:
    if _is_joined(before, after) or after in NOT_FIRST or before in NOT_LAST:
        return False
    return before == " " or (before in "-–—/" and after.isalpha()) or bool(WIDE.match(before) or WIDE.match(after))


def _is_joined(before: str, after: str) -> bool:
    """Also two consonants that a virama (whose combining class is 9) makes one, and an emoji with its colour."""
    return (
        after == " "
        or unicodedata.category(after)[0] == "M"
        or after in JOINERS
        or before in JOINERS
        or unicodedata.combining(before) == 9
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )
