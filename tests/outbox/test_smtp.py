"""Handing a mail over to a real server, and what the server may do instead of taking it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from email.message import EmailMessage
from threading import Thread

import pytest

from blog.outbox import smtp
from blog.outbox.smtp import NotSent, send
from tests.post import PostOffice, free_port, post_office


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def mail(body: str = "Words.") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "letters@example.org", "meera@example.com", "Hello"
    message.set_content(body)
    return message


def test_the_servers_answer_comes_back_and_every_word_arrives(office: PostOffice) -> None:
    words = "Schöne Grüße, पत्र, a long line " + "x" * 2_000 + "\n.\nand a dot.\n"
    assert send(mail(words), office.url) == "250 Taken as number 7"
    assert office.mails[0].get_content().replace("\r\n", "\n") == words


@pytest.mark.parametrize(
    ("step", "answer", "is_final"),
    [
        ("RCPT", "550 5.1.1 Nobody of that name", True),
        ("RCPT", "450 4.2.0 Greylisted, try again", False),
        ("DATA", "554 5.7.1 We think that this is spam", True),
        ("DATA", "451 4.3.0 Disk full", False),
        ("MAIL", "553 5.7.1 You may not send as this", False),
    ],
)
def test_a_refusal_is_final_when_it_is_about_this_mail_and_for_ever(
    office: PostOffice, step: str, answer: str, is_final: bool
) -> None:
    office.refusals[step] = [answer]
    with pytest.raises(NotSent) as refused:
        send(mail(), office.url)
    assert (str(refused.value), refused.value.is_final) == (answer, is_final)
    assert office.mails == []
    send(mail(), office.url)
    assert len(office.mails) == 1


def answering(talk: Callable[[socket.socket], None]) -> str:
    """A server that does what no server should, once."""
    port = free_port()
    listener = socket.create_server(("127.0.0.1", port))

    def serve() -> None:
        with suppress(OSError), closing(listener), listener.accept()[0] as connection:  # whoever asked may be gone
            talk(connection)

    Thread(target=serve, daemon=True).start()
    return f"smtp://127.0.0.1:{port}"


def hang_up_in_the_middle(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    for answer in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
        connection.recv(1000)
        connection.sendall(answer)
    connection.recv(10)


def say_nothing(connection: socket.socket) -> None:
    connection.recv(1000)


@pytest.mark.parametrize(
    "talk",
    [
        hang_up_in_the_middle,
        say_nothing,
        lambda connection: connection.sendall(b"554 Go away\r\n"),
        lambda connection: connection.sendall(b"\xff\x00 no protocol of ours\r\n" * 50),
        lambda connection: None,
    ],
)
def test_a_server_that_stalls_dies_or_talks_nonsense_is_one_line_and_no_final_word(
    monkeypatch: pytest.MonkeyPatch, talk: Callable[[socket.socket], None]
) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.5)
    with pytest.raises(NotSent) as refused:
        send(mail(), answering(talk))
    assert not refused.value.is_final
    assert str(refused.value).isprintable()
    assert 0 < len(str(refused.value)) <= smtp.LENGTH


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(NotSent, match="refused"):
        send(mail(), f"smtp://127.0.0.1:{free_port()}")


def test_no_password_leaves_this_machine_in_the_clear(monkeypatch: pytest.MonkeyPatch, office: PostOffice) -> None:
    monkeypatch.setattr(smtp, "_is_here", lambda host: False)
    with pytest.raises(NotSent, match="no password was sent"):
        send(mail(), office.url.replace("//", "//user:password@"))
