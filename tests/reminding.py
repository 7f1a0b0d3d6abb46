"""A mail server on this machine that keeps what it gets, and addresses that are stored already."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask
from sqlalchemy import select

from survey.models import Contact
from survey.reminders.sealing import Recipient, seal, unseal
from tests.factories import Card, read, writing

DUE = "2026-W36"  # a week in which the tests send
USER, PASSWORD = "sender", "a password for the mail server"


@dataclass
class Mailbox:
    """Everything the server took, and whom it refuses."""

    received: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    data_answer: str = "250 taken"
    breaks_after_data: bool = False

    @property
    def recipients(self) -> list[str]:
        return [one["To"] for one in self.received]

    async def handle_RCPT(  # noqa: N802 - the library's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list
    ) -> str:
        if address in self.refused:
            return f"550 there is nobody called {address} here"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert envelope.rcpt_tos == [message["To"]]
            self.received.append(message)
        if self.breaks_after_data:
            server.transport.abort()
        return self.data_answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def start(mailbox: Mailbox, port: int, **options: Any) -> Controller:
    """Serve a mailbox; ``options`` are the library's, for encryption and signing in."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller


def knows(
    _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any
) -> AuthResult:
    """Let in whoever has the right password."""
    expected = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == expected, handled=False)


def server_context(certificate: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def make_contact(
    app: Flask, card: Card, address: str = "kari@example.no", language: str = "nb", **details: Any
) -> None:
    """Store an address for a card; no reminder was sent to it, unless told otherwise."""
    key = app.config["SETTINGS"].contact_key
    sealed = seal(Recipient(address, language), key, card.participant_id)
    with writing(app) as session:
        session.add(
            Contact(participant_id=card.participant_id, sealed=sealed, **({"n_sent": 0} | details))
        )


def stored_addresses(app: Flask) -> list[str]:
    """Return every stored address, opened."""
    key = app.config["SETTINGS"].contact_key
    rows = read(app, select(Contact.participant_id, Contact.sealed))
    return sorted(unseal(row.sealed, key, row.participant_id).address for row in rows)
