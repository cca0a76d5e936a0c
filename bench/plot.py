"""Figures as dots on lines that grow by tens: a picture in the two inks of the site, for paper and for the dark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import escape

WIDTH, LINE, TOP = 820, 26, 96  # pixels; of a row, and over the first panel
LEFT, RIGHT, SAID = 300, 570, 594  # where the lines begin and end, and what is said of each
STYLE = """
text{font:15px Charter,'Bitstream Charter','Sitka Text',Cambria,'Noto Serif',serif;fill:#1c1a17}
.paper{fill:#faf6ee}.rule{stroke:#1c1a17}.tick{stroke:#dcd3c2}.line{stroke:#857b6b;stroke-dasharray:1 4}
.dot{fill:#9c2318;stroke:#9c2318;stroke-width:2}.ring{fill:#faf6ee;stroke:#1c1a17;stroke-width:2}
.title{font-size:21px;font-weight:700}.head{font-size:16px;font-weight:700}.soft{fill:#574f44;font-size:13px}
@media(prefers-color-scheme:dark){text{fill:#eae4d8}.paper{fill:#16140f}.rule{stroke:#eae4d8}.tick{stroke:#3a352b}
.line{stroke:#857c6c}.dot{fill:#f2937c;stroke:#f2937c}.ring{fill:#16140f;stroke:#eae4d8}.soft{fill:#b0a794}}
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: what it is of, a figure for each of both kinds, and what is said of them at its end."""

    label: str
    values: tuple[float, float]
    said: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines with one scale."""

    title: str
    rows: Sequence[Row]


def draw(title: str, kinds: tuple[str, str], panels: Sequence[Panel]) -> str:
    """The picture as SVG; `kinds` are what a dot and a ring stand for."""
    height = TOP
    drawn: list[str] = []
    for panel in panels:
        drawn += _panel(panel, height)
        height += (len(panel.rows) + 3) * LINE
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{escape(title)}</title><style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            f'<text class="title" x="24" y="40">{escape(title)}</text>',
            *_mark("dot", 30, 63), f'<text class="soft" x="42" y="68">{escape(kinds[0])}</text>',
            *_mark("ring", 386, 63), f'<text class="soft" x="398" y="68">{escape(kinds[1])}</text>',
            f'<path class="rule" stroke-width="3" d="M24 82H{WIDTH - 24}"/>',
            f'<path class="rule" d="M24 86H{WIDTH - 24}"/>',
            *drawn, "</svg>", "",
        )
    )  # fmt: skip


def _panel(panel: Panel, top: int) -> Iterator[str]:
    values = [value for row in panel.rows for value in row.values]
    low, high = floor(log10(min(values))), max(ceil(log10(max(values))), floor(log10(min(values))) + 1)

    def across(value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (log10(value) - low) / (high - low), 1)

    yield f'<text class="head" x="24" y="{top + LINE}">{escape(panel.title)}</text>'
    bottom = top + (len(panel.rows) + 1.5) * LINE
    for power in range(low, high + 1):
        x = across(10**power)
        yield f'<path class="tick" d="M{x} {top + 1.3 * LINE:.1f}V{bottom:.1f}"/>'
        yield f'<text class="soft" x="{x}" y="{bottom + 15:.1f}" text-anchor="middle">{10**power:,}</text>'
    for at, row in enumerate(panel.rows):
        y = top + (at + 2) * LINE
        yield f'<text x="24" y="{y + 5}">{escape(row.label)}</text>'
        yield f'<path class="line" d="M{LEFT} {y}H{RIGHT}"/>'
        yield from _mark("ring", across(row.values[1]), y)
        yield from _mark("dot", across(row.values[0]), y)
        yield f'<text class="soft" x="{SAID}" y="{y + 5}">{escape(row.said)}</text>'


def _mark(kind: str, x: float, y: float) -> Iterator[str]:
    """A ring is larger, so that both are seen where they fall together."""
    yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="{4 if kind == "dot" else 7}"/>'
