"""Hands e-mails to the mail server, and knows which of them it has surely not taken.

Nothing here passes on what a server says: its sentences repeat the address.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from enum import Enum

from survey.config import Settings
from survey.email_address import domain_of
from survey.errors import MailServerUnavailable
from survey.mail_settings import STARTTLS, TLS

SECONDS = 30
DONE = 250
RECIPIENT_TAKEN = frozenset({250, 251, 252})
FAILURES = (smtplib.SMTPException, OSError)  # the second: no connection, or no trust in it


class Outcome(Enum):
    """What became of an e-mail."""

    TAKEN = "taken"
    REFUSED = "refused"  # surely not taken
    UNKNOWN = "unknown"  # the connection broke after the text was on its way


@contextmanager
def connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Open a connection that is encrypted and trusted as the settings say, and signed in."""
    try:
        server = _open(settings)
    except FAILURES as error:
        raise MailServerUnavailable(_told(settings, error)) from None
    try:
        yield server
    finally:
        with suppress(*FAILURES):
            server.quit()
        server.close()


def _open(settings: Settings) -> smtplib.SMTP:
    own_name = domain_of(settings.smtp_sender)  # not the machine's, which is nobody's business
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == TLS:
        trust = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, local_hostname=own_name, timeout=SECONDS, context=trust
        )
    else:
        server = smtplib.SMTP(host, port, local_hostname=own_name, timeout=SECONDS)
    try:
        if settings.smtp_security == STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _told(settings: Settings, error: Exception) -> str:
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the mail server at {where} cannot be trusted: {error.verify_message}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the mail server at {where} does not know smtp_user with smtp_password"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"the mail server at {where} cannot do what smtp_security or smtp_user asks for"
    return f"the mail server at {where} cannot be reached ({type(error).__name__})"


def hand_over(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    """Send one e-mail, and say what became of it."""
    try:
        server.ehlo_or_helo_if_needed()
        taken = (
            server.mail(message["From"])[0] == DONE
            and server.rcpt(message["To"])[0] in RECIPIENT_TAKEN
        )
    except FAILURES:
        return Outcome.REFUSED
    if not taken:
        return Outcome.REFUSED
    try:
        code, _ = server.data(message.as_bytes())
    except smtplib.SMTPDataError:
        return Outcome.REFUSED
    except FAILURES:
        return Outcome.UNKNOWN
    return Outcome.TAKEN if code == DONE else Outcome.REFUSED
