"""Handing one mail to the server that `BLOG_SMTP_URL` names."""

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote, urlsplit

SECONDS = 20  # that a server may take for each of its answers
LENGTH = 300  # characters of an answer that are kept
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # what every server takes


class NotSent(Exception):
    """The mail has not gone; its text is what the server said. `is_final` when asking again would not help."""

    def __init__(self, answer: str, *, is_final: bool = False) -> None:
        super().__init__(answer)
        self.is_final = is_final


def send(message: EmailMessage, url: str) -> str:
    """Send it to its one recipient; what the server answered. Raises NotSent."""
    try:
        with _connection(url) as server:
            return _handed_over(server, message)
    except smtplib.SMTPResponseException as error:
        raise NotSent(_line(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_one_line(f"{type(error).__name__}: {error}")) from error


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted wherever it leaves this machine or carries a password."""
    parts = urlsplit(url)
    host, is_encrypted = parts.hostname or "", parts.scheme == "smtps"
    context = ssl.create_default_context()
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
        if is_encrypted
        else smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    )
    try:
        server.ehlo_or_helo_if_needed()
        if not (is_encrypted or _is_here(host)) and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            is_encrypted = True
        if parts.username:
            if not (is_encrypted or _is_here(host)):
                raise smtplib.SMTPException("the server offers no encryption, so no password was sent to it")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _handed_over(server: smtplib.SMTP, message: EmailMessage) -> str:
    code, answer = server.mail(str(message["From"].addresses[0].addr_spec))
    if code != 250:
        raise NotSent(_line(code, answer))
    code, answer = server.rcpt(str(message["To"].addresses[0].addr_spec))
    if code not in (250, 251):
        raise NotSent(_line(code, answer), is_final=code >= 500)
    code, answer = server.data(message.as_bytes(policy=SEVEN_BIT))
    if code != 250:
        raise NotSent(_line(code, answer), is_final=code >= 500)
    return _line(code, answer)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _line(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _one_line(f"{code} {text}")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LENGTH]
