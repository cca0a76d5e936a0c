"""The app as it is shipped, but with every page drawn anew: `python -m bench.cold` in place of `python app.py`.

Nobody would run it; what the front of kept pages saves is seen by it.
"""

from typing import Any

from flask import Flask

from blog import listening, serving
from blog.pagecache.front import PageCache


def worker() -> Flask:
    """What `blog.serving` gives each worker, without its front."""
    app = serving.worker()
    draw_anew(app)
    return app


def draw_anew(app: Flask) -> None:
    """Take the front of kept pages away."""
    front = app.wsgi_app
    assert isinstance(front, PageCache)  # noqa: S101 - else figures of drawn pages would be of kept ones
    app.wsgi_app = front.app  # type: ignore[method-assign]


def _server(_target: str, **options: Any) -> object:
    return server("bench.cold:worker", **options)


if __name__ == "__main__":
    server, listening.Server = listening.Server, _server  # type: ignore[misc,assignment]
    serving.serve()
