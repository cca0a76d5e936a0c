"""Files of an old site, fetched into a folder: from addresses of the open internet only, in bounded size and time.

A name is resolved once, and the connection goes to the very address that was looked at, so that no name can lead
elsewhere in between. Redirects are followed by hand, each looked at in the same way.
"""

import http.client
import ipaddress
import os
import shutil
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Timer
from urllib.parse import quote, urljoin, urlsplit

from ..media import rules
from .blogs.records import Step
from .phrases import Refusal, phrase
from .pictures import DOWNLOADS, ENDINGS
from .reading import on_one_line

SECONDS = 10  # until a connection stands, and from one piece to the next
LONGEST = 60  # seconds for an answer, from its first word to its last
HOPS = 5  # redirects
CHUNK = 1 << 16
RESERVE = 500_000_000  # bytes of the disk that are left to the rest of the machine
MOST_FAILURES = 5  # connections to a host in a row, after which it is not asked again
KINDS = ("image/", "audio/", "video/", "application/pdf", "application/ogg", "application/octet-stream")
TOO_LATE = phrase("it took more than %(count)s seconds", count=LONGEST)
SAFE = "/%:@!$&'()*+,;=~?"  # signs of an address that stay as they are
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotFetched(Refusal):
    """Why a file was not fetched."""


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, and stands for none that is not."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found.sixtofour or found.teredo or found in NAT64:
            return False
    return found.is_global and not found.is_multicast


class Fetcher:
    """Fetches files one by one; `allows` says of a numeric address whether it may be asked."""

    def __init__(self, folder: Path, allows: Callable[[str], bool] = is_public) -> None:
        self.folder, self.allows = folder.resolve(), allows
        self.failures: Counter[str] = Counter()  # by host, since one that worked
        self.fetched = 0
        self.refused: Counter[str] = Counter()

    def take_all(self, files: Iterable[tuple[str, str]], step: Step) -> None:
        """Fetch what is missing of these: addresses, and where each is to stand in the folder."""
        wanted = list(files)
        for number, (address, place) in enumerate(wanted, 1):
            try:
                self._take(address, self.folder / place.lstrip("/"))
            except NotFetched as error:
                self.refused[phrase("%(file)s: %(words)s", file=on_one_line(address[:200]), words=error.words)] += 1
            step(number, len(wanted))

    def _take(self, address: str, path: Path) -> None:
        if path.suffix.lower() not in (*ENDINGS, *DOWNLOADS) or os.path.lexists(path):
            return
        if not path.parent.resolve().is_relative_to(self.folder):
            raise NotFetched(phrase("it leads out of the folder"))
        if shutil.disk_usage(self.folder).free < RESERVE:
            raise NotFetched(phrase("the disk has no room for more"))
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                self._fetch(address, file.write)
            part.replace(path)
        except OSError as error:
            raise NotFetched(str(error.strerror or error)) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self.fetched += 1

    def _fetch(self, address: str, write: Callable[[bytes], object]) -> None:
        for _ in range(HOPS + 1):
            answer, connection = self._ask(address)
            with connection:
                if answer.status not in (301, 302, 303, 307, 308):
                    _read(answer, write)
                    if connection.is_late:
                        raise NotFetched(TOO_LATE)
                    if answer.length:
                        raise NotFetched(phrase("only a part of it came"))
                    return
                address = urljoin(address, answer.headers.get("Location", ""))
        raise NotFetched(phrase("more than %(count)s redirects", count=HOPS))

    def _ask(self, address: str) -> tuple[http.client.HTTPResponse, "_Connection"]:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise NotFetched(phrase("its address is none")) from None
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise NotFetched(phrase("its address is none of the web"))
        if self.failures[host] >= MOST_FAILURES:
            raise NotFetched(phrase("%(host)s does not answer", host=on_one_line(host[:100])))
        numeric = self._resolve(host, port)
        target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
        connection = None
        try:
            connection = _Connection(host, port, numeric, is_secure=parts.scheme == "https")
            connection.request("GET", target, headers={"User-Agent": "Letterpress", "Accept": "*/*"})
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            self.failures[host] += 1
            if connection:
                connection.end()
            is_late = connection is not None and connection.is_late
            raise NotFetched(TOO_LATE if is_late else _words(error)) from None
        self.failures[host] = 0
        return answer, connection

    def _resolve(self, host: str, port: int) -> str:
        """The numeric address that is asked; refused where any that the name has is not of the open internet."""
        try:
            found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        except (OSError, UnicodeError):
            self.failures[host] += 1
            raise NotFetched(phrase("there is no host %(host)s", host=on_one_line(host[:100]))) from None
        if not found or not all(self.allows(each.partition("%")[0]) for each in found):
            raise NotFetched(phrase("%(host)s is no address of the open internet", host=on_one_line(host[:100])))
        return min(found, key=lambda each: (":" in each, each))  # IPv4 first, which every machine has


class _Connection(http.client.HTTPConnection):
    """A connection to a numeric address, under the name of its host, that is cut when it takes too long."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address, self.is_secure, self.is_late = address, is_secure, False
        self.limit = Timer(LONGEST, self._cut)
        self.limit.daemon = True
        if is_secure:
            self.default_port = 443  # or it would stand in the name that is sent

    def __enter__(self) -> "_Connection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def connect(self) -> None:
        """Connect, and make sure whose the other end is."""
        self.wire = self.sock = socket.create_connection((self.address, self.port), self.timeout)
        self.limit.start()
        if self.is_secure:
            self.wire = self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def end(self) -> None:
        """Close it, also where an answer still reads from it."""
        self.limit.cancel()
        self.close()

    def _cut(self) -> None:
        self.is_late = True
        with suppress(OSError):
            socket.socket.shutdown(self.wire, socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse, write: Callable[[bytes], object]) -> None:
    if answer.status != 200:
        raise NotFetched(phrase("the answer was %(status)s", status=str(answer.status)))
    kind = answer.headers.get_content_type()
    if not kind.startswith(KINDS):
        raise NotFetched(phrase("it is %(kind)s", kind=on_one_line(kind[:100])))
    size = 0
    try:
        while piece := answer.read1(CHUNK):
            size += len(piece)
            if size > rules.BYTES:
                raise NotFetched(phrase("it is larger than %(count)s bytes", count=rules.BYTES))
            write(piece)
    except (TimeoutError, ConnectionError, http.client.HTTPException, ssl.SSLError) as error:
        raise NotFetched(_words(error)) from None


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return phrase("no answer within %(count)s seconds", count=SECONDS)
    if isinstance(error, http.client.HTTPException):  # whose text is the other side's
        return phrase("the answer is none of the web's")
    return on_one_line(str(getattr(error, "strerror", "") or error or type(error).__name__)[:200])
