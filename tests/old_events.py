"""A log that began long ago."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy import insert

from survey.audit.chain import BEGINNING, Event, audit_key, link
from survey.models import AuditEvent
from tests.factories import writing

NOW = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None, microsecond=0)
YEAR = dt.timedelta(days=365)
OLD = 7  # of the ten events


def make_old_events(app: Flask) -> None:
    """Write ten events: seven of three years ago, three of last year."""
    key, before = audit_key(app.config["SETTINGS"].secret_key), BEGINNING
    with writing(app) as session:
        for number in range(1, 11):
            at = NOW - (3 if number <= OLD else 1) * YEAR + dt.timedelta(minutes=number)
            event = Event(number, at, "", "operator", "deed", "thing", number)
            before = link(event, before, key)
            session.execute(insert(AuditEvent).values(**vars(event), chain=before))
