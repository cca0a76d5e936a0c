"""Of a request nothing counts but what decides the answer."""

import pytest

from blog.pagecache import asked


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("utm=1", ""),
        ("after=x&utm=1", "after=x"),
        ("utm=1&after=x&q=2&after=y", "after=x&after=y"),
        ("%61fter=x", "%61fter=x"),
        ("after", "after"),
        ("AFTER=x&after%3Dx&after[]=x", ""),
        ("=x&&&", ""),
        ("%ff=x&after=%ff", "after=%ff"),
        ("after=x;before=y", "after=x;before=y"),
    ],
)
def test_of_a_query_only_what_the_page_declares_is_kept_as_it_was_written(raw: str, kept: str) -> None:
    assert asked.query(raw, {"after"}) == kept


def test_nothing_of_the_visitor_is_handed_on() -> None:
    environ = {
        "REQUEST_METHOD": "HEAD", "PATH_INFO": "/x", "QUERY_STRING": "utm=1", "HTTP_HOST": "localhost",
        "wsgi.errors": 1, "HTTP_COOKIE": "a=b", "HTTP_IF_NONE_MATCH": "*", "HTTP_RANGE": "bytes=0-1",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_ACCEPT_LANGUAGE": "de", "HTTP_SEC_FETCH_SITE": "cross-site", "CONTENT_LENGTH": "5", "REMOTE_USER": "root",
        "REMOTE_ADDR": "203.0.113.7",
    }  # fmt: skip
    assert asked.bare(environ, "") == {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/x", "QUERY_STRING": "", "HTTP_HOST": "localhost", "wsgi.errors": 1,
    }  # fmt: skip
