"""The app as it is shipped, but with every page drawn anew: `python -m bench.cold` in place of `python app.py`.

Nobody would run it; what the front of kept pages saves is seen by it.
"""

from flask import Flask

from blog import serving
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


def _granian(_target: str, **options: object) -> object:
    return serving_granian("bench.cold:worker", **options)


if __name__ == "__main__":
    serving_granian, serving.Granian = serving.Granian, _granian  # type: ignore[misc,assignment]
    serving.serve()
