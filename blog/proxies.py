"""The proxies in front say whom a request comes from; what else is forwarded (host, scheme, path) nobody believes."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Proxies:
    """Gives the app the address of the visitor in place of that of the proxy, which is the same for all of them."""

    def __init__(self, app: "WSGIApplication", hops: int) -> None:
        self.app, self.hops = app, hops

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        peer, forwarded = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = visitor(peer, forwarded, self.hops)
        return self.app(environ, start_response)


def visitor(peer: str, forwarded: str, hops: int) -> str:
    """The address that the outermost of our proxies saw, or the peer's where they wrote none that is one.

    Each proxy adds an entry at the end. What stands before theirs was sent by the visitor, and may be anything: a
    quotation mark there must not join the entries, as it would in other lists of HTTP.
    """
    entries = forwarded.split(",")
    seen = entries[-hops] if 0 < hops <= len(entries) else peer
    return _address(seen) or _address(peer)


def _address(text: str) -> str:
    """One way to write it, without a port; empty for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    # How a server that listens to both sees IPv4: else all of it would be one network.
    return str((address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address)
