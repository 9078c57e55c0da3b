"""A real mail server of the tests, what arrived there, and how it can be made to refuse."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from pytest_django import Settings

from ngnpanel.environment import Environment


class Kept(Message):
    """Keeps what arrived; ``answers`` are said to the next receivers instead of a welcome."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []
        self.receivers: list[str] = []
        self.answers: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Whether a receiver is welcome."""
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def prepare_message(self, session: Any, envelope: Any) -> Any:
        """Note who gets it, which the headers need not say."""
        self.receivers += envelope.rcpt_tos
        return super().prepare_message(session, envelope)

    def handle_message(self, message: Any) -> None:
        """Keep a mail."""
        self.letters.append(email.message_from_bytes(message.as_bytes(), policy=default))


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def use(settings: Settings, address: str) -> None:
    """Send mails to this server, as EMAIL_URL says it."""
    for name, value in Environment({"URL": address}).mail("URL", Path("x")).items():
        setattr(settings, name, value)


@contextmanager
def running(settings: Settings) -> Iterator[Kept]:
    """A mail server that gets what is sent meanwhile."""
    kept = Kept()
    port = free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    use(settings, f"smtp://127.0.0.1:{port}?tls=none")
    try:
        yield kept
    finally:
        controller.stop()


def plain(letter: EmailMessage) -> str:
    """The plain part of a mail."""
    return part(letter, "plain")


def part(letter: EmailMessage, subtype: str) -> str:
    """The text of a mail as plain or html."""
    body = letter.get_body((subtype,))
    assert body is not None
    return str(body.get_content())
