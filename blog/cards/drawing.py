"""A card is drawn: the headline on the site's paper, under its name and a rule in its second ink."""

from io import BytesIO

from PIL import Image, ImageDraw

from .. import colour
from ..language import direction
from .faces import FULL
from .words import Block, Run, Words, fit

SIZE = (1200, 630)  # what networks and messengers show where an address is shared
PAPER, INK = colour.LIGHT["paper"][0], "#1c1a17"  # as `tokens.css` has them
COLOURS = 64  # the two inks on the paper, with their soft edges
MARGIN = 80
ROOM = SIZE[0] - 2 * MARGIN
NAME_SIZES, NAME_LINE, NAME_HEIGHT = range(44, 27, -4), 108, 96
RULES = ((138, 6), (148, 2))  # thick and thin: where each begins, and how high it is
TOP, FOOT = 190, SIZE[1] - 64  # between which the headline stands
HEADLINE_SIZES = range(104, 43, -4)


def draw(headline: Words, name: Words | None, accent: str) -> bytes:
    """A PNG; without the name where that cannot be drawn here."""
    image = Image.new("RGB", SIZE, PAPER)
    is_rtl = direction(headline.language) == "rtl"
    if name:
        _print(image, fit(name, NAME_SIZES, ROOM, NAME_HEIGHT, most=1), NAME_LINE, is_rtl)
    for top, height in RULES:
        ImageDraw.Draw(image).rectangle((MARGIN, top, SIZE[0] - MARGIN - 1, top + height - 1), accent)
    block = fit(headline, HEADLINE_SIZES, ROOM, FOOT - TOP)
    _print(image, block, TOP + (FOOT - TOP - block.height) / 2 + block.above, is_rtl)
    file = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _print(image: Image.Image, block: Block, line: float, is_rtl: bool) -> None:
    for runs in block.lines:
        lengths = [run.length(block.size) for run in runs]
        x = SIZE[0] - MARGIN - sum(lengths) if is_rtl else MARGIN
        for run, length in zip(runs, lengths, strict=True):
            _print_run(image, run, block.size, x, line)
            x += length
        line += block.pitch


def _print_run(image: Image.Image, run: Run, size: int, x: float, line: float) -> None:
    if run.face.is_coloured:
        _stamp(image, run, size, x, line)
    else:
        ImageDraw.Draw(image).text((x, line), run.text, INK, run.face.font(size), anchor="ls", **run.how)


def _stamp(image: Image.Image, run: Run, size: int, x: float, line: float) -> None:
    """Emoji come in one size only: drawn beside the card, and made small."""
    width, height = round(run.length(FULL)), 2 * FULL
    large = Image.new("RGBA", (width, height))
    ImageDraw.Draw(large).text(
        (0, height * 3 // 4), run.text, font=run.face.font(FULL), anchor="ls", embedded_color=True, **run.how
    )
    scale = size / FULL
    small = large.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
    image.paste(small, (round(x), round(line - height * 3 / 4 * scale)), small)
