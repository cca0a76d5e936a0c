"""Draw the icons that cannot be an SVG, in the colours of the light page: run it when the sign changes."""

from pathlib import Path

from PIL import Image, ImageDraw

RUBRIC, PAPER = "#9c2318", "#faf6ee"
STATIC = Path(__file__).parent.parent / "static"
FINE = 8  # times larger while it is drawn, so that its edges are smooth
# The letter of favicon.svg on its square of 32, its one curve as a few points.
START, BEND, END = (19.5, 23), (22.1, 23), (23, 18.5)
CURVE = [
    tuple((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c for a, b, c in zip(START, BEND, END, strict=True))
    for t in (step / 12 for step in range(13))
]
LETTER = [(9, 6), (17, 6), (17, 8), (14.8, 8), (14.8, 23), *CURVE, (24.6, 18.5), (24.2, 26), (9, 26), (9, 24),
          (11.2, 24), (11.2, 8), (9, 8)]  # fmt: skip


def icon(size: int, radius: float) -> Image.Image:
    """The sign in one size; `radius` is that of its corners, on the square of 32."""
    unit = size * FINE / 32
    image = Image.new("RGBA", (size * FINE, size * FINE))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, size * FINE - 1, size * FINE - 1), radius * unit, RUBRIC)
    draw.polygon([(x * unit, y * unit) for x, y in LETTER], PAPER)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    # Phones round the corners themselves, and show black where a picture is clear.
    icon(180, 0).convert("RGB").quantize(16).save(STATIC / "touch-icon.png", optimize=True)
    icon(32, 4).save(STATIC / "favicon.ico", sizes=[(16, 16), (32, 32)])
