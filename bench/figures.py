"""What the figures of a run say: a table, whether the targets are reached, and a picture. Pure.

`figures` is what `bench.run` writes to `results/figures.json`: of each server its `start` (seconds), its memory (MiB)
before and after load, and its `pages`; of those that take comments `posts`, and `visits` that write one. Each has a
list of rounds, in the order in which all had their turn. `growth` is what `bench.growth` found last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.plot import Panel, Row, draw

TITLES = {
    "static": "nginx, the same bytes as files",
    "published": "published pages behind nginx",
    "app": "this app, direct",
    "cold": "this app, each page drawn anew",
    "naive": "naive Flask blog",
}
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What was wanted, and what came out."""

    name: str
    measured: float
    wanted: float
    unit: str = ""
    is_most: bool = False  # the less the better

    @property
    def is_reached(self) -> bool:
        return self.measured <= self.wanted if self.is_most else self.measured >= self.wanted

    @property
    def row(self) -> str:
        """A line of the table."""
        sign, verdict = "≤" if self.is_most else "≥", "reached" if self.is_reached else "**missed**"
        return f"| {self.name} | {sign} {self.wanted:g}{self.unit} | {self.measured:.2f}{self.unit} | {verdict} |"


def targets(figures: Figures) -> list[Target]:
    """Each ratio is the median of those of the rounds, which were measured one after the other."""

    def more(one: str, other: str, what: str = "rate", page: str = "article") -> float:
        return _ratio(figures["servers"][one]["pages"][page], figures["servers"][other]["pages"][page], what)

    posts = figures["posts"]
    found = [
        Target("article, direct, by nginx static: requests/s", more("app", "static"), 0.4),
        Target("the same: CPU of nginx by ours", more("static", "app", "cpu"), 0.3),
        Target("article, published pages behind nginx, by nginx static: requests/s", more("published", "static"), 0.9),
        Target("article, direct, by the naive blog: requests/s", more("app", "naive"), 50, " times"),
        Target("article, drawn anew: CPU of the naive blog by ours", more("naive", "cold", "cpu"), 2, " times"),
        Target(
            "comment stored, by the naive blog: comments/s", _ratio(posts["app"], posts["naive"], "rate"), 3, " times"
        ),
        Target(
            "memory of the whole service after load", figures["servers"]["app"]["memory"], 140, " MiB", is_most=True
        ),
        Target("start to first page", figures["servers"]["app"]["start"], 1, " s", is_most=True),
    ]
    if growth := figures["growth"]:
        page = max(growth, key=lambda page: growth[page][1] / growth[page][0])
        ratio = growth[page][1] / growth[page][0]
        found.append(Target(f"a hundred times as much, the worst page ({page})", ratio, 1.3, " times", is_most=True))
    return found


def table(figures: Figures) -> str:
    """All of it, in Markdown."""
    return "\n".join((*_pages(figures), *_services(figures), *_posts(figures), *_targets(figures), _said(figures), ""))


def plot(figures: Figures) -> str:
    """Requests and CPU of each server, both pages."""

    def rows(what: str, unit: str) -> Iterator[Row]:
        for name, server in figures["servers"].items():
            article, home = (median(server["pages"][page][what]) for page in ("article", "home"))
            yield Row(TITLES[name], (article, home), f"{_short(article)} and {_short(home)}{unit}")

    panels = [
        Panel("Requests a second", [*rows("rate", "")]),
        Panel("CPU a request, microseconds", [*rows("cpu", " µs")]),
    ]
    return draw("What a page costs", ("article of 900 words with 20 comments", "home of 1,000 articles"), panels)


def _pages(figures: Figures) -> Iterator[str]:
    for page in ("article", "home"):
        yield f"| {page} | requests/s | of nginx’s | p50 | p99 | CPU a request | HTML sent | a first visit | cookies |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
        for name, server in figures["servers"].items():
            of = server["pages"][page]
            ratio = _ratio(of, figures["servers"]["static"]["pages"][page], "rate")
            yield (
                f"| {TITLES[name]} | {_short(median(of['rate']))} | {ratio:.3f} | {median(of['p50']):.2f} ms"
                f" | {median(of['p99']):.2f} ms | {_short(median(of['cpu']))} µs | {of['html']:,} B"
                f" | {of['bytes']:,} B in {of['requests']} | {of['cookies']} |"
            )
        yield ""


def _services(figures: Figures) -> Iterator[str]:
    yield "| the whole service, alone | start to first page | memory then (PSS) | after load |"
    yield "|---|--:|--:|--:|"
    for name, server in figures["servers"].items():
        memory = f"{server['memory_before']:.0f} MiB | {server['memory']:.0f} MiB"
        yield f"| {TITLES[name]} | {server['start']:.2f} s | {memory} |"
    yield ""


def _posts(figures: Figures) -> Iterator[str]:
    yield "| comments stored | a second | p50 | p99 | CPU a comment |"
    yield "|---|--:|--:|--:|--:|"
    for name, of in figures["posts"].items():
        yield (
            f"| {TITLES[name]} | {_short(median(of['rate']))} | {median(of['p50']):.1f} ms | {median(of['p99']):.1f} ms"
            f" | {_short(median(of['cpu']))} µs |"
        )
    yield ""
    if visits := figures.get("visits"):
        yield "| a comment with the page before it and the page that it leads to | a second | CPU of all three |"
        yield "|---|--:|--:|"
        for name, of in visits.items():
            yield f"| {TITLES[name]} | {_short(median(of['rate']))} | {_short(median(of['cpu']))} µs |"
        yield ""


def _targets(figures: Figures) -> Iterator[str]:
    yield "| target | wanted | measured | |"
    yield "|---|--:|--:|---|"
    yield from (target.row for target in targets(figures))
    yield ""


def _said(figures: Figures) -> str:
    machine = dict(figures["machine"])
    cores, cpu = machine.pop("cores"), machine.pop("CPU")
    return (
        f"Medians of {figures['rounds']} rounds of {figures['seconds']} s, all servers in turn, without TLS, with wrk"
        f" on the same machine: ratios are what counts. {cores} cores ({cpu}),"
        f" {', '.join(f'{name} {value}' for name, value in machine.items())}."
    )


def _ratio(one: Figures, other: Figures, what: str) -> float:
    ratios: list[float] = [a / b for a, b in zip(one[what], other[what], strict=True)]
    return median(ratios)


def _short(value: float) -> str:
    """No more digits than mean something."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
