"""Every page that a site can show which has one of everything."""

from collections.abc import Iterator
from typing import Any

from flask import Flask

from blog.gate import RouteClass, route_of
from tests.factories import make_article
from tests.filled import Filled, fill

MORE = [
    "/search?q=paragraph&comments=1",
    "/search?q=paragraf",
    "/articles/hello?reply=1",
    "/articles/urdu",
    "/articles/short",
    "/admin/comments?status=approved",
    "/admin/comments?status=spam",
    "/nowhere",
    "/admin/nowhere",
]
URDU: dict[str, Any] = {
    "title": "پرانی منڈی میں",
    "slug": "urdu",
    "language": "ur",
    "author": "فرحہ",
    "standfirst": "وہاں ایک شام تھی۔",
    "body": "وہاں ایک شام تھی۔\n\n> اور ایک شعر\n\n## حصہ\n\nاور کچھ نہیں۔",
    "tags": ("یادیں",),
}


def fill_whole(app: Flask) -> Filled:
    """One of everything, a piece in Urdu, and one of a single word."""
    filled = fill(app)
    make_article(**URDU)
    make_article("Short", body="One.")
    return filled


def addresses(app: Flask, filled: Filled, method: str = "GET") -> Iterator[str]:
    """Every address that takes a method, but for those of the door, which show a signed-in admin nothing."""
    for rule in app.url_map.iter_rules():
        is_asked = method in (rule.methods or ()) and "<path:" not in rule.rule and "static" not in rule.rule
        if is_asked and route_of(app, rule.endpoint).route_class is not RouteClass.DOOR:
            yield from filled.addresses(rule)
    if method == "GET":
        yield from MORE
