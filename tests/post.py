"""A real SMTP server for tests: it keeps what it takes, and can be told to refuse."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import cycle
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class PostOffice:
    """What came in, and what the server answers to each step of the dialogue instead of taking it."""

    mails: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)  # "MAIL", "RCPT", "DATA": answers, used up in turn
    url: str = ""
    pause: float = 0  # seconds before each answer
    steps: list[str] = field(default_factory=list)  # that were begun

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", "250 OK")

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return await self._answer("RCPT", "250 OK")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await self._answer("DATA", "250 Taken as number 7")
        if answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return answer

    async def _answer(self, step: str, usual: str) -> str:
        self.steps.append(step)
        await asyncio.sleep(self.pause)
        return self.refusals[step].pop(0) if self.refusals.get(step) else usual


# Tests run side by side, and what looks free to two of them would be taken by one. So each worker has ports of its own,
# below those that the system gives to whoever connects, and starts anywhere among them.
_SHARE = 2000
_first = 10_000 + _SHARE * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 11)
_ports = cycle(range(_first, _first + _SHARE))
for _ in range(os.getpid() % _SHARE):
    next(_ports)


def free_port() -> int:
    """A port that nobody listens on at this moment, and that no other test is given."""
    for port in _ports:
        if port == 10_080:  # no browser goes there
            continue
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A server on a free port of this machine."""
    office = PostOffice()
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        office.url = f"smtp://127.0.0.1:{port}"
        yield office
    finally:
        controller.stop()
