"""The settings for reminders by e-mail: all that are needed, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from survey.email_address import is_address

NONE, STARTTLS, TLS = "none", "starttls", "tls"
PORTS = {NONE: 25, STARTTLS: 587, TLS: 465}
HIGHEST_PORT = 65535
OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
MAIL_NAMES = (
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "smtp_user",
    "smtp_password",
    "smtp_sender",
)
NEEDED = ("contact_key", "smtp_host", "smtp_sender")
SWITCHING_ON = frozenset({*NEEDED, "smtp_user", "smtp_password"})


def port_of(security: str | None) -> int:
    """Return the port that is usual for a kind of connection."""
    return PORTS[security or STARTTLS]


def mail_faults(given: Mapping[str, Any]) -> list[str]:
    """Return everything that is wrong with the settings for reminders; nothing says a secret."""
    not_text = [
        f"- {name}: must be text in quotes"
        for name in MAIL_NAMES
        if name != "smtp_port" and not isinstance(given.get(name, ""), str)
    ]
    return not_text or [*_missing(given), *_port(given), *_connection(given), *_sender(given)]


def _missing(given: Mapping[str, Any]) -> Iterator[str]:
    if any(given.get(name) for name in SWITCHING_ON):
        yield from (
            f"- {name}: is missing; reminders need {', '.join(NEEDED)}"
            for name in NEEDED
            if not given.get(name)
        )
    if bool(given.get("smtp_user")) != bool(given.get("smtp_password")):
        lacking = "smtp_password" if given.get("smtp_user") else "smtp_user"
        yield f"- {lacking}: is missing; smtp_user and smtp_password go together"


def _port(given: Mapping[str, Any]) -> Iterator[str]:
    port = given.get("smtp_port", 1)
    text = "" if isinstance(port, bool) else str(port)
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST_PORT))
    if not is_number or not 1 <= int(text) <= HIGHEST_PORT:
        yield f"- smtp_port: must be a number from 1 to {HIGHEST_PORT}"


def _connection(given: Mapping[str, Any]) -> Iterator[str]:
    security = given.get("smtp_security", STARTTLS)
    if security not in PORTS:
        yield f"- smtp_security: must be one of {', '.join(PORTS)}"
    elif security == NONE and given.get("smtp_host", "localhost") not in OWN_MACHINE:
        # Participants' addresses would cross the network for everybody to read.
        own = ", ".join(sorted(OWN_MACHINE))
        yield f"- smtp_security: none is only for a server on this machine ({own})"
    elif security == NONE and given.get("smtp_password"):
        yield "- smtp_security: none would send smtp_password in clear"


def _sender(given: Mapping[str, Any]) -> Iterator[str]:
    sender = given.get("smtp_sender")
    if sender and not is_address(sender):
        yield "- smtp_sender: must be an e-mail address such as post@example.no, without a name"
