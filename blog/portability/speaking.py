"""What a text of another tool speaks of, pictures and other files of its folder, as it is here."""

from collections.abc import Callable
from pathlib import PurePosixPath

from ..media.rules import PictureRefused
from ..site.queries import redirect
from . import pictures, reading, texts
from .meanings import Meaning
from .pictures import Outside, Pictures
from .planning import Plan
from .reading import Source


def translate(plan: Plan, shelf: Pictures, source: Source, piece: Meaning) -> None:
    """The text in our Markdown, with the addresses that its links and pictures have here."""
    # A heading that became the title is gone from the text's beginning.
    first = source.first + source.body.count("\n") - piece.said["body"].count("\n")

    def note(line: int, words: str) -> None:
        piece.notes.append((first + line, words))

    def find(address: str, line: int) -> str | None:
        return _address(plan, shelf, source.path, address, lambda words: note(line, words))

    text = texts.translate(piece.said["body"], lambda named: plan.target(named, source.path), note)
    piece.said["body"] = texts.readdress(text, find)


def _address(plan: Plan, shelf: Pictures, near: PurePosixPath, address: str, note: Callable[[str], None]) -> str | None:
    """What an address of another tool's text is here; None where it stays."""
    if not pictures.is_here(address):
        return None
    path = pictures.path_of(address)
    ending = PurePosixPath(path).suffix.lower()
    if ending in reading.MARKDOWN:
        target = plan.target(path, near)
        if target is None:
            note(f"{address} leads to no piece of this folder")
        return target and target + "".join(address.partition("#")[1:])
    if not ending or (path.startswith("/media/") and redirect(path)):
        return None
    is_picture = ending in (*pictures.ENDINGS, *pictures.DOWNLOADS)
    taken = _picture(plan, shelf, near, address, note, is_picture)
    return taken.address if taken else None


def _picture(
    plan: Plan,
    shelf: Pictures,
    near: PurePosixPath,
    address: str,
    note: Callable[[str], None],
    is_picture: bool = True,
) -> pictures.Taken | None:
    try:
        path = pictures.locate(plan.folder, address, near)
        if path and is_picture:
            return shelf.take(path)
        if path or is_picture:
            note(f"{address} is {'no picture, and was not taken' if path else 'not there'}")
    except (Outside, PictureRefused) as error:
        note(str(error) if isinstance(error, Outside) else f"{address}: {error}")
    except OSError as error:
        note(f"{address}: {error.strerror}")
    return None


def give_picture(plan: Plan, shelf: Pictures, near: PurePosixPath, piece: Meaning) -> None:
    """Its lead picture, where that is a file of the folder."""

    def note(words: str) -> None:
        piece.notes.append((piece.picture_line, words))

    if not piece.picture:
        return
    if not pictures.is_here(piece.picture):
        note(f"{piece.picture[:200]} is of the web, and was not fetched")
    elif taken := _picture(plan, shelf, near, piece.picture, note):
        piece.said["picture_id"] = taken.id or -1  # in a rehearsal: one that no piece has
