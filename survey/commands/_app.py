"""The application around a command that works on the configured database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from survey import create_app, migration_state
from survey.config import load_settings
from survey.extensions import db
from survey.journal import gate


@contextmanager
def application(
    *, writes: bool = False, any_schema: bool = False, any_journal: bool = False
) -> Iterator[Flask]:
    """Open the configured application; refuse a schema that is not up to date.

    Refuses as well where the journal is not there, or holds what the database lacks.
    """
    app = create_app(load_settings())
    with app.app_context():
        if writes:
            db.may_write()
        try:
            if not any_schema:
                migration_state.check_up_to_date(db.engine)
            if not any_schema and not any_journal:
                gate.check()
            yield app
        finally:
            db.session.close()
            db.engine.dispose()
