"""The connection to the mail server: encrypted and trusted, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.config import Settings
from survey.errors import MailServerUnavailable
from survey.models import Contact
from survey.reminders import sending
from survey.reminders.mail_server import connected
from survey.weeks import current_week, weeks_later
from tests.factories import make_answered, make_card, make_study, read
from tests.reminding import (
    PASSWORD,
    USER,
    Mailbox,
    knows,
    make_contact,
    server_context,
    start,
)

Serve = Callable[..., Mailbox]


@pytest.fixture
def serve(mail_port: int) -> Iterator[Serve]:
    """Serve a mailbox that encrypts or asks who one is."""
    started = []

    def one(**options: Any) -> Mailbox:
        mailbox = Mailbox()
        started.append(start(mailbox, mail_port, **options))
        return mailbox

    yield one
    for controller in started:
        controller.stop()


@pytest.fixture
def send(settings: Settings, make_app: Callable[[Settings], Flask]) -> Callable[..., sending.Run]:
    """Send one reminder that is due, with these settings changed."""

    def one(**changed: object) -> sending.Run:
        app = make_app(replace(settings, **changed))
        card = make_card(app, make_study(app, post_after_weeks=26))
        make_answered(app, card, "pre", {}, week=weeks_later(current_week(), -26))
        make_contact(app, card)
        with app.app_context():
            done = sending.run(app.config["SETTINGS"])
        (counted,) = read(app, select(Contact.n_sent))
        assert counted == (done.n_sent,)
        return done

    return one


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the certificate, as it trusts those of the world."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def encrypted(security: str, certificate: Path) -> dict[str, object]:
    context = server_context(str(certificate))
    if security == "tls":
        return {"ssl_context": context}
    return {"tls_context": context, "require_starttls": True}


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.usefixtures("trusted")
def test_a_reminder_goes_over_an_encrypted_connection(
    serve: Serve, send: Callable[..., sending.Run], certificate: Path, security: str
) -> None:
    mailbox = serve(**encrypted(security, certificate))
    assert send(smtp_security=security).n_sent == 1
    assert mailbox.recipients == ["kari@example.no"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(
    serve: Serve, send: Callable[..., sending.Run], certificate: Path, security: str
) -> None:
    mailbox = serve(**encrypted(security, certificate))
    done = send(smtp_security=security)
    assert done.n_sent == 0
    assert "cannot be trusted: self-signed certificate" in done.stopped
    assert mailbox.received == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_is_refused(
    serve: Serve, send: Callable[..., sending.Run], certificate: Path
) -> None:
    mailbox = serve(**encrypted("tls", certificate))
    done = send(smtp_security="tls", smtp_host="localhost")
    assert "cannot be trusted: Hostname mismatch" in done.stopped
    assert mailbox.received == []


def test_a_server_that_does_not_offer_encryption_gets_nothing_in_clear(
    mailbox: Mailbox, send: Callable[..., sending.Run]
) -> None:
    done = send(smtp_security="starttls")
    assert "cannot do what smtp_security or smtp_user asks for" in done.stopped
    assert mailbox.received == []


@pytest.mark.usefixtures("trusted")
def test_the_program_signs_in_where_it_has_a_password(
    serve: Serve, send: Callable[..., sending.Run], certificate: Path
) -> None:
    options = encrypted("starttls", certificate)
    mailbox = serve(**options, authenticator=knows, auth_required=True)
    assert send(smtp_security="starttls", smtp_user=USER, smtp_password=PASSWORD).n_sent == 1
    assert mailbox.recipients == ["kari@example.no"]


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_named_and_not_repeated(
    serve: Serve, send: Callable[..., sending.Run], certificate: Path
) -> None:
    mailbox = serve(**encrypted("starttls", certificate), authenticator=knows, auth_required=True)
    done = send(smtp_security="starttls", smtp_user=USER, smtp_password="hunter2 and more")
    assert "does not know smtp_user with smtp_password" in done.stopped
    assert "hunter2" not in done.stopped
    assert mailbox.received == []


def test_an_error_carries_nothing_of_what_the_server_said(settings: Settings) -> None:
    with pytest.raises(MailServerUnavailable) as refused, connected(settings):
        pass
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
