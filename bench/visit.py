"""What a browser fetches for a first visit: the page and all that it names for its look and its life."""

from dataclasses import dataclass

from bench.contenders import Running
from bench.parts import Parts


@dataclass(frozen=True, slots=True)
class Visit:
    """Bytes are those of bodies, as they are sent to whoever takes gzip."""

    html: int
    requests: int
    bytes: int
    cookies: int


def visit(server: Running, path: str) -> Visit:
    """Fetch it all."""
    html = server.get(path)[0].decode()
    answers = [server.get(address, **{"Accept-Encoding": "gzip"}) for address in (path, *Parts(html).found)]
    sizes = [len(body) for body, _ in answers]
    cookies = sum(len(headers.get_all("Set-Cookie", [])) for _, headers in answers)
    return Visit(sizes[0], len(sizes), sum(sizes), cookies)
