"""Whether a database may be used: only where its journal is there and holds nothing more.

Asked before a command opens the database, and by an application that a web server has started
itself before it answers anybody.
"""

from __future__ import annotations

from flask import Flask, current_app
from sqlalchemy import Engine, select

from survey.journal.entries import Head
from survey.journal.faults import JournalAhead, JournalFault
from survey.journal.recording import NOT_SET, journal
from survey.models import JournalHead


def init_app(app: Flask) -> None:
    """Let the application answer nobody before it was asked once whether it may."""
    app.extensions["journal_checked"] = False
    app.before_request(_check_once)


def check() -> None:
    """Raise JournalFault, with the remedy, unless database and journal are at the same entry."""
    known, kept = known_head(current_app.extensions["database_reading"]), journal()
    if kept is None:
        if known.number:
            raise JournalFault(NOT_SET)
    else:
        last = kept.verified(known)
        if last.number == 0:
            raise JournalFault("the journal is empty. Run: sammenheng db upgrade")
        if last.number > known.number:
            raise JournalAhead(
                f"the journal is at entry {last.number}, and the database at {known.number}: it "
                "was put back from a backup, or the program was killed while it wrote. Whoever "
                "was erased since is to be erased again. Run: sammenheng erase replay"
            )
    current_app.extensions["journal_checked"] = True


def known_head(engine: Engine) -> Head:
    """Return how far the database knows the journal."""
    # As columns: to ask for a row of one table would look through those of all.
    columns = JournalHead.__table__.c
    with engine.connect() as connection:
        row = connection.execute(select(columns.number, columns.chain)).first()
        return Head() if row is None else Head(*row)


def _check_once() -> None:
    if not current_app.extensions["journal_checked"]:
        check()
