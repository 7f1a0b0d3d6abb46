"""For whom an address is: the only thing about a request that counts tell apart."""

from __future__ import annotations

from flask import Flask

PARTICIPANT, STAFF, PUBLIC, FILE = AUDIENCES = ("participant", "staff", "public", "file")
BEGINNINGS = (("/staff", STAFF), ("/reports", PUBLIC), ("/static", FILE))


def audience_of(app: Flask, endpoint: str | None) -> str:
    """Return who opens an address; what is no address at all is a participant's typing error.

    Sending in, leaving and erasing are counted among the opened pages, so that no count is one of
    people who did something.
    """
    if endpoint is None:
        return PARTICIPANT
    return audience_at(next(app.url_map.iter_rules(endpoint)).rule)


def audience_at(path: str) -> str:
    """Return who opens the addresses that begin so."""
    return next((name for start, name in BEGINNINGS if path.startswith(start)), PARTICIPANT)
