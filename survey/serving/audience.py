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
    rule = next(app.url_map.iter_rules(endpoint)).rule
    return next((name for start, name in BEGINNINGS if rule.startswith(start)), PARTICIPANT)
