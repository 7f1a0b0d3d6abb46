"""The address that participants open, as it is set up and as it stands on a card."""

from __future__ import annotations

import re

LONGEST_IN_PRINT = 44  # two lines beside the square on a card
FORM = re.compile(
    r"(https?)://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9_.~/-]*)?"
)


def address_fault(address: str, *, https: bool) -> str:
    """Return what is wrong with an address; nothing where it may stand on a card.

    https: whether the installation is one that is only reached over https.
    """
    found = FORM.fullmatch(address)
    if found is None:
        return "is no address such as https://sammenheng.example.no, without ? and #"
    if https and found[1] == "http":
        return "must begin with https://, since https = true"
    if len(in_print(address)) > LONGEST_IN_PRINT:
        return f"is longer than {LONGEST_IN_PRINT} characters after https://, too long for a card"
    return ""


def in_print(address: str) -> str:
    """Return an address as a person types it: without https:// and the last stroke."""
    return address.partition("://")[2].rstrip("/")


def with_code(address: str, code: str) -> str:
    """Return what a card's square holds. Browsers never send what stands after the #."""
    return f"{address.rstrip('/')}/#{code}"
