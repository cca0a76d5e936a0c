"""A finished answer is packed once, and not sent to whoever has it."""

import gzip

import brotli
import pytest

from blog.pagecache.answers import Answer

PAGE = b"<p>The ferry.</p>" * 200
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(*headers: tuple[str, str]) -> Answer:
    return Answer("200 OK", [HTML, *headers], PAGE)


def test_text_is_sent_packed_and_says_so() -> None:
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        headers, body = page().as_sent(encoding)
        assert unpack(body) == PAGE
        assert dict(headers) == {
            "Content-Type": HTML[1], "Vary": "Accept-Encoding", "ETag": page().etag,
            "Content-Encoding": encoding, "Content-Length": str(len(body)),
        }  # fmt: skip
    headers, body = page().as_sent("")
    assert (body, "Content-Encoding" in dict(headers)) == (PAGE, False)


def test_it_is_packed_once() -> None:
    answer = page()
    assert answer.as_sent("br")[1] is answer.as_sent("br")[1]


def test_it_is_ready_as_it_was_sent_before_and_in_no_other_way() -> None:
    answer = page()
    assert not answer.is_ready("")
    first = answer.as_sent("gzip")
    assert answer.is_ready("gzip")
    assert answer.as_sent("gzip")[0] is first[0]
    assert not answer.is_ready("br")
    answer.as_sent("")
    assert answer.is_ready("")
    answer.as_sent("br")  # which lets go of it as it was
    assert (answer.is_ready(""), answer.is_ready("br")) == (False, True)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_once_packed_it_is_kept_as_it_was_only_for_whoever_unpacks_nothing(encoding: str) -> None:
    answer, etag, size = page(), page().etag, page().size
    answer.as_sent(encoding)
    assert answer.plain is None
    assert (answer.as_sent("")[1], answer.etag, answer.size) == (PAGE, etag, size)
    assert answer.as_sent("")[1] is answer.plain
    other = "gzip" if encoding == "br" else "br"
    assert answer.as_sent(other) == page().as_sent(other)


def test_what_is_packed_already_is_left_alone() -> None:
    for headers in ([("Content-Type", "font/woff2")], [HTML, ("Content-Encoding", "gzip")]):
        answer = Answer("200 OK", headers, b"x" * 999)
        sent, body = answer.as_sent("br")
        assert body == b"x" * 999
        assert "Vary" not in dict(sent)


def test_its_etag_is_that_of_its_bytes_unless_it_has_one() -> None:
    assert page().etag == page().etag != Answer("200 OK", [HTML], b"other").etag
    assert page(("ETag", '"own"')).etag == '"own"'


@pytest.mark.parametrize("etags", ["{}", "W/{}", '"x", W/{}, "y"', "*"])
def test_whoever_names_its_etag_has_it(etags: str) -> None:
    answer = page()
    bare = answer.etag.removeprefix("W/")
    assert answer.is_known({"HTTP_IF_NONE_MATCH": etags.format(bare)})


@pytest.mark.parametrize("etags", ['"x"', "x", '"', "W/", ",,,", '"*"', "\x00"])
def test_whoever_names_another_one_or_nonsense_has_not(etags: str) -> None:
    assert not page().is_known({"HTTP_IF_NONE_MATCH": etags})


def test_a_date_counts_without_an_etag_only() -> None:
    answer = page(("Last-Modified", "Sat, 14 Mar 2026 10:00:00 GMT"))
    same, before = "Sat, 14 Mar 2026 10:00:00 GMT", "Sat, 14 Mar 2026 09:59:59 GMT"
    assert answer.is_known({"HTTP_IF_MODIFIED_SINCE": same})
    assert not answer.is_known({"HTTP_IF_MODIFIED_SINCE": before})
    assert not answer.is_known({"HTTP_IF_MODIFIED_SINCE": same, "HTTP_IF_NONE_MATCH": '"x"'})
    assert not answer.is_known({"HTTP_IF_MODIFIED_SINCE": "nonsense"})
    assert not page().is_known({"HTTP_IF_MODIFIED_SINCE": same})
