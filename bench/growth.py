"""How each page bears numbers: its CPU time with 100,000 articles and 1,000,000 comments, by that with a hundredth.

`python -m bench.growth` makes both sites (`bench.data`; some minutes and 2.5 GB in the folder for temporary files),
asks them in turn, prints ratios of medians, and draws them; `python -m bench.growth FOLDER` keeps the sites there for
the next time. Every page is drawn anew: what is kept costs the same however much there is.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import thread_time

from flask.testing import FlaskClient

from bench.cold import draw_anew
from bench.data import COMMON, EMAIL, PASSWORD, RARE, fill, middle
from bench.plot import Panel, Row, draw
from blog import create_app
from blog.config import Config

SIZES = {"small": (1_000, 10_000), "large": (100_000, 1_000_000)}
ROUNDS = 41
RESULTS = Path(__file__).parent / "results"
PAGES = {
    "home": "/",
    "article with 20 comments": "/articles/a{middle}",
    "tag": "/tags/tag-3",
    "tag of few": "/tags/rare",
    "tags": "/tags",
    "archive": "/archive",
    "a year": "/archive/2020",
    "search, a rare word": f"/search?q={RARE}",
    "search, the same in comments too": f"/search?q={RARE}&comments=1",
    "search, a word of every article": f"/search?q={COMMON}",
    "feed": "/feed.xml",
    "comments' feed": "/comments.xml",
    "site map": "/sitemap.xml",
    "queue": "/admin/",
    "queue, what was printed": "/admin/comments?status=approved",
    "desk's articles": "/admin/articles",
    "desk's tags": "/admin/tags",
}


def site(folder: Path, articles: int, comments: int) -> FlaskClient:
    """A filled site, and its admin, signed in."""
    if not (folder / "blog.sqlite").exists():
        folder.mkdir(parents=True, exist_ok=True)
        fill(folder, articles, comments)
    app = create_app(Config(instance=folder, secret_key="bench"), {"TESTING": True})
    draw_anew(app)
    client = app.test_client()
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/admin/login").text)[0]
    client.post("/admin/login", data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    return client


def spent(client: FlaskClient, path: str) -> float:
    """Milliseconds of CPU that one page takes."""
    begun = thread_time()
    assert client.get(path).status_code == 200, path  # noqa: S101
    return (thread_time() - begun) * 1000


def compare(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Each page by its name, with the medians of both sites."""
    clients = {name: site(folder / name, *size) for name, size in SIZES.items()}
    for page, path in PAGES.items():
        taken: dict[str, list[float]] = {name: [] for name in clients}
        for _ in range(ROUNDS):
            for name, client in clients.items():
                taken[name].append(spent(client, path.format(middle=middle(SIZES[name][0]))))
        small, large = (median(times[1:]) for times in taken.values())
        yield page, small, large


def plot(figures: dict[str, list[float]]) -> str:
    """Both medians of each page as a picture, with their ratio."""
    rows = [
        Row(page, (large, small), f"{small:,.1f} and {large:,.1f} ms: {large / small:.2f} times")
        for page, (small, large) in figures.items()
    ]
    kinds = ("100,000 articles, 1,000,000 comments", "1,000 articles, 10,000 comments")
    return draw("A hundred times as much", kinds, [Panel("CPU time of a page that is drawn anew, milliseconds", rows)])


if __name__ == "__main__":
    figures = {}
    with tempfile.TemporaryDirectory() as scratch:
        for page, small, large in compare(Path(sys.argv[1] if sys.argv[1:] else scratch)):
            print(f"| {page} | {small:.1f} ms | {large:.1f} ms | {large / small:.2f} |", flush=True)
            figures[page] = [round(small, 3), round(large, 3)]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "growth.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    (RESULTS / "growth.svg").write_text(plot(figures), "utf-8")
