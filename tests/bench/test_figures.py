"""What a table says is worked out from figures."""

import json
from typing import Any

import pytest

from bench.figures import TITLES, plot, table, targets
from bench.run import RESULTS

GROWTH = {"home": [2.0, 2.2], "queue": [60.0, 90.0]}


def page(rate: float, cpu: float) -> dict[str, Any]:
    """Three rounds, of which the middle one counts."""
    return {
        "rate": [rate, rate * 2, rate / 2], "cpu": [cpu, cpu * 2, cpu / 2], "p50": [1.0] * 3, "p99": [2.0] * 3,
        "html": 8_000, "requests": 4, "bytes": 22_000, "cookies": 0,
    }  # fmt: skip


@pytest.fixture
def figures() -> dict[str, Any]:
    """A run in which all is as it was wanted, but for the pages that grow."""
    costs = {"static": (40_000, 10), "published": (36_000, 11), "app": (16_000, 30), "cold": (200, 2_000),
             "naive": (100, 4_000)}  # fmt: skip
    servers = {
        name: {
            "start": 0.5,
            "memory": 100.0,
            "memory_before": 90.0,
            "pages": {at: page(*cost) for at in ("article", "home")},
        }
        for name, cost in costs.items()
    }
    posts = {"app": page(300, 2_000), "naive": page(100, 3_000)}
    return {
        "machine": {"cores": "2", "CPU": "one", "Linux": "6.1"},
        "rounds": 3,
        "seconds": 4,
        "servers": servers,
        "posts": posts,
        "visits": {"app": page(100, 7_000), "naive": page(60, 13_000)},
        "growth": GROWTH,
    }


def test_targets_are_judged_by_what_was_measured(figures: dict[str, Any]) -> None:
    found = targets(figures)
    assert [round(target.measured, 3) for target in found] == [0.4, 0.333, 0.9, 160, 2, 3, 100, 0.5, 1.5]
    assert [target.is_reached for target in found] == [True] * 8 + [False]


@pytest.mark.parametrize(
    ("place", "worse"),
    [
        (("servers", "app", "memory"), 141), (("servers", "app", "start"), 1.01),
        (("servers", "app", "pages", "article", "rate"), [1.0] * 3),
        (("servers", "cold", "pages", "article", "cpu"), [9_999.0] * 3),
        (("servers", "published", "pages", "article", "rate"), [1.0] * 3),
        (("posts", "app", "rate"), [1.0] * 3),
    ],
)  # fmt: skip
def test_a_target_is_missed_when_its_figure_is_worse(
    figures: dict[str, Any], place: tuple[str, ...], worse: Any
) -> None:
    figures["growth"] = {}
    assert "**missed**" not in table(figures)
    of = figures
    for name in place[:-1]:
        of = of[name]
    of[place[-1]] = worse
    assert "**missed**" in table(figures)


def test_a_ratio_is_that_of_rounds_which_followed_one_another(figures: dict[str, Any]) -> None:
    """Else a moment in which the machine was busy would count for one of them alone."""
    figures["servers"]["static"]["pages"]["article"]["rate"] = [30_000, 10_000, 1_000]
    figures["servers"]["app"]["pages"]["article"]["rate"] = [15_000, 5_000, 900]
    assert targets(figures)[0].measured == 0.5


def test_the_table_names_every_server_with_its_figures(figures: dict[str, Any]) -> None:
    text = table(figures)
    assert all(text.count(f"| {title} |") >= 3 for title in TITLES.values())
    assert "| this app, direct | 16,000 | 0.400 | 1.00 ms | 2.00 ms | 30 µs | 8,000 B | 22,000 B in 4 | 0 |" in text
    assert "| this app, direct | 100 | 7,000 µs |" in text
    assert "the worst page (queue) | ≤ 1.3 times | 1.50 times | **missed**" in text
    assert "3 rounds of 4 s" in text
    assert "2 cores (one), Linux 6.1." in text


def test_the_table_and_the_picture_that_are_kept_are_of_the_figures_that_are_kept() -> None:
    figures = json.loads((RESULTS / "figures.json").read_text("utf-8"))
    assert (RESULTS / "table.md").read_text("utf-8") == table(figures)
    assert (RESULTS / "plot.svg").read_text("utf-8") == plot(figures)
