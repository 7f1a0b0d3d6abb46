"""The application around a command that works on the configured database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine

from survey import create_app, migration_state
from survey.config import Settings, load_settings
from survey.database_faults import DatabaseUnavailable, fault_of, where_it_lies
from survey.extensions import db
from survey.journal import gate, recording
from survey.key_check import check_keys


@contextmanager
def application(
    *,
    writes: bool = False,
    any_schema: bool = False,
    any_key: bool = False,
    any_journal: bool = False,
    make: Callable[[Settings], Flask] = create_app,
) -> Iterator[Flask]:
    """Open the configured application, whole unless ``make`` makes another.

    Refuses a schema that is not up to date, a key that is not the database's, and where the journal
    is not there, or holds what the database lacks. Raises DatabaseUnavailable, in one sentence,
    where the database cannot answer.
    """
    app = make(load_settings())
    with app.app_context(), in_one_sentence(db.engine):
        if writes:
            db.may_write()
        try:
            if not any_schema:
                migration_state.check_up_to_date(db.engine)
                if not any_key:
                    check_keys(db.engine, app.config["SETTINGS"])
                if not any_journal:
                    gate.check()
            yield app
        finally:
            db.session.close()
            db.engine.dispose()
            recording.close()


@contextmanager
def in_one_sentence(engine: Engine) -> Iterator[None]:
    """Say why the database cannot answer, instead of the driver's trace; other errors pass."""
    try:
        yield
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise DatabaseUnavailable(f"{where_it_lies(engine.url)} {fault.value}") from error
