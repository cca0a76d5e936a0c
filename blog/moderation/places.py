"""Where a decision was made, so that its answer leads back there: a place in the queue, a search, or a person."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import request, url_for

from ..comments import listing
from ..desk import words
from ..forms import as_id

QUEUE = ("status", "group", "campaign", "before", "after")
# Other pages with rows, and the arguments of their addresses: nothing else is led back to.
PAGES = {
    "find.search": ("q", "email", "address", "article", "status", "reason", "since", "until", "before", "after"),
    "find.person": ("email", "before", "after"),
}


def carried(sent: Mapping[str, str]) -> dict[str, str]:
    """What a form or an address carries of the place that it came from."""
    return {name: sent[name] for name in (*QUEUE, "back") if sent.get(name)}


def here() -> dict[str, str]:
    """What the rows of this page carry, which is one of PAGES."""
    return {"back": _address(str(request.endpoint), request.args)}


def address(place: Mapping[str, str], **values: Any) -> str:
    """The address of a place, with what is to be said there."""
    path, _mark, query = place.get("back", "").partition("?")
    for endpoint in PAGES:
        if path == url_for(endpoint):
            return _address(endpoint, dict(parse_qsl(query)), **values)
    return url_for("moderation.queue", **({name: place[name] for name in QUEUE if name in place} | values))


def told(sent: Mapping[str, str]) -> str:
    """The address of the place that a form came from, at what is said there."""
    return address(carried(sent)) + "#notice"


def done(arguments: Mapping[str, str]) -> dict[str, Any] | None:
    """What the notice says of the last decision, with its undo unless another decision followed."""
    decision_id, left = as_id(arguments.get("done")), as_id(arguments.get("left"))
    made = listing.decision(decision_id) if decision_id else None
    if made is None:
        return None
    is_undo, answers = made.undoes_id is not None, made.parent_name if made.by_editor else None
    count = listing.made_with(made.batch_id) if made.batch_id and not answers else 1
    one = words.decision(made.to_status, is_undo, made.name, answers)
    return {
        "undo": url_for("moderation.undo", id=made.id, batch=made.batch_id),
        "words": words.act(made.to_status, is_undo, count) if count > 1 else one,
        "left": words.left(left) if left else None,
        "can_undo": not is_undo and (made.is_last or count > 1),
        "undone": made.comment_id if is_undo else None,
    }


def _address(endpoint: str, arguments: Mapping[str, str], **values: Any) -> str:
    kept = {name: arguments[name] for name in PAGES[endpoint] if arguments.get(name)}
    return url_for(endpoint, **(kept | values))
