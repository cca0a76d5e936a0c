"""The app as it is shipped, but with every page drawn anew: `python -m bench.cold` in place of `python app.py`.

Nobody would run it; what the front of kept pages saves is seen by it.
"""

from typing import Any

from flask import Flask

from blog import listening, serving
from blog.doorway import Doorway
from blog.pagecache import front_of


def worker() -> Doorway:
    """What `blog.serving` gives each worker, with a front that keeps nothing."""
    draw_anew(serving.app())
    return serving.worker()


def draw_anew(app: Flask) -> None:
    """Have the app answer in place of the front of kept pages."""
    front = front_of(app)
    front.kept = lambda _environ: None  # type: ignore[method-assign, assignment]
    front.made = front.app  # type: ignore[method-assign]


def _server(_target: str, **options: Any) -> object:
    return server("bench.cold:worker", **options)


if __name__ == "__main__":
    server, listening.Server = listening.Server, _server  # type: ignore[misc,assignment]
    serving.serve()
