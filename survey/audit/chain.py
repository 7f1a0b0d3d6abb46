"""The chain's arithmetic: each hash is keyed, over the event and the hash before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

BEGINNING = "0" * 64
SHORT = 16  # characters of a hash that are enough to write down


@dataclass(frozen=True)
class Event:
    """One event as it goes into the chain."""

    number: int
    at: dt.datetime  # UTC, whole seconds
    actor: str
    role: str
    action: str
    object_type: str
    count: int


@dataclass(frozen=True)
class Link:
    """An event with the hash that stands beside it."""

    event: Event
    chain: str


class BrokenChainError(ValueError):
    """An event does not follow from the one before; the message names the first such."""


def audit_key(secret_key: str) -> bytes:
    """Return the chain's key, made from the session key under a label of its own."""
    return hmac.new(secret_key.encode(), b"sammenheng audit chain", hashlib.sha256).digest()


def link(event: Event, before: str, key: bytes) -> str:
    """Return the hash that stands beside an event: HMAC(key, hash before || event)."""
    values = asdict(event) | {"at": event.at.isoformat(timespec="seconds")}
    canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
    message = bytes.fromhex(before) + canonical.encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def verify(
    links: Iterable[Link],
    key: bytes,
    known: tuple[int, str] | None = None,
    *,
    before: Link | None = None,
) -> Link | None:
    """Return the last link of an unbroken chain; None where there is no event.

    before: a link that was verified earlier, and after which these come.
    known: a number and the beginning of its hash, written down elsewhere earlier. Without it a
    chain whose last events are missing looks like one that never had them.
    Raises BrokenChainError naming the first event that is wrong.
    """
    last = before
    for number, one in enumerate(links, start=before.event.number + 1 if before else 1):
        if one.event.number != number:
            raise BrokenChainError(f"event {number} is missing")
        expected = link(one.event, last.chain if last else BEGINNING, key)
        if not hmac.compare_digest(one.chain, expected):
            raise BrokenChainError(f"event {number} was changed, or another key wrote it")
        if known and known[0] == number and not one.chain.startswith(known[1]):
            raise BrokenChainError(f"event {number} is not the one that was written down")
        last = one
    n_events = last.event.number if last else 0
    if known and n_events < known[0]:
        raise BrokenChainError(f"event {n_events + 1} is missing, and so are all up to {known[0]}")
    return last
