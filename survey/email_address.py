"""E-mail addresses as people type them and as a mail server takes them."""

from __future__ import annotations

import re

from survey.errors import BadEmailAddress

LONGEST = 254  # RFC 5321, the path without its angle brackets
LONGEST_NAME = 64
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
NAME = re.compile(rf"{ATOM}(?:\.{ATOM})*")
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?=[A-Za-z])(?:{LABEL})")


def read_address(typed: str) -> str:
    """Return the address a person typed; raise BadEmailAddress if no server would take it.

    Norwegian letters in the domain become the form that servers know. The message never says
    what was typed.
    """
    name, _at, domain = typed.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    address = f"{name}@{domain}"
    is_right = NAME.fullmatch(name) and DOMAIN.fullmatch(domain)
    if not is_right or len(name) > LONGEST_NAME or len(address) > LONGEST:
        raise BadEmailAddress("this is no e-mail address")
    return address


def is_address(text: str) -> bool:
    """Return whether this is an address, just as it stands."""
    try:
        return read_address(text).lower() == text.lower()
    except BadEmailAddress:
        return False


def domain_of(address: str) -> str:
    """Return what stands after the @."""
    return address.rpartition("@")[2]
