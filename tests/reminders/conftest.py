"""An installation that is set up for reminders, with a mail server of its own."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select

from survey.cli import main
from survey.config import Settings, load_settings
from survey.models import Contact, Study
from survey.reminders import sending
from survey.weeks import weeks_later
from tests.factories import Card, make_answered, make_card, make_study, read
from tests.reminding import DUE, Mailbox, free_port, make_contact, start


@pytest.fixture
def mail_port() -> int:
    return free_port()


@pytest.fixture
def settings(settings: Settings, mail_port: int) -> Settings:
    """Add the settings for reminders to the file."""
    assert settings.source is not None
    with settings.source.open("a", encoding="utf-8") as file:
        file.write(
            f'contact_key = "{"c" * 32}"\nsmtp_host = "127.0.0.1"\nsmtp_port = {mail_port}\n'
            'smtp_security = "none"\nsmtp_sender = "post@example.no"\n'
        )
    return load_settings({"SAMMENHENG_CONFIG": str(settings.source)})


@pytest.fixture
def mailbox(mail_port: int) -> Iterator[Mailbox]:
    """Serve a mailbox while the test runs."""
    served = Mailbox()
    controller = start(served, mail_port)
    yield served
    controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for this machine that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "own")])
    now = dt.datetime.now(tz=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass(frozen=True)
class Office:
    """Where reminders are sent from, in any week."""

    app: Flask
    study: Study
    monkeypatch: pytest.MonkeyPatch

    def add(self, address: str = "kari@example.no") -> Card:
        """Make somebody who has answered once and has left an address."""
        card = make_card(self.app, self.study)
        make_answered(self.app, card, "pre", {}, week=weeks_later(DUE, -26))
        make_contact(self.app, card, address)
        return card

    def set_week(self, week: str) -> None:
        self.monkeypatch.setattr("survey.reminders.sending.current_week", lambda: week)

    def run(self, week: str = DUE) -> sending.Run:
        """Send what is due in a week."""
        self.set_week(week)
        with self.app.app_context():
            return sending.run(self.app.config["SETTINGS"])

    def counts(self) -> list[tuple[int, str | None]]:
        """Return how many reminders each stored address has had, and when the last."""
        return sorted(
            tuple(row) for row in read(self.app, select(Contact.n_sent, Contact.sent_week))
        )


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(app, make_study(app, post_after_weeks=26), monkeypatch)


@pytest.fixture
def send_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run ``sammenheng reminders``, and return its exit code and what it said."""
    monkeypatch.setenv("SAMMENHENG_CONFIG", str(settings.source))

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["reminders", *arguments])
        shown = capsys.readouterr()
        assert shown.out == ""
        return int(ended.value.code or 0), shown.err

    return run
