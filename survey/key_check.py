"""Notices a key that is not the one the database was filled with, before anybody is turned away.

With another ``code_pepper`` every card would be unknown, with another ``secret_key`` the log would
look forged, with another ``export_key`` the next research file would fit no earlier one, and with
another ``contact_key`` no reminder could be sent. Each key leaves a mark in the database when it is
first used, and is held against it from then on.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from survey.audit.operations import OPERATOR, record
from survey.config import KEYS, Settings
from survey.errors import SurveyError
from survey.models import KeyCheck

MARKED = b"sammenheng key check"
LOST = {
    "secret_key": "the log of what staff did would look forged, and every phone would be unknown",
    "code_pepper": "no card, word or receipt would be known",
    "export_key": "research files would have other pseudonyms than those made before",
    "contact_key": "the addresses kept for reminders could not be opened",
}
REMEDY = (
    "Put the old key back. If it is lost or was found out, and you accept this: "
    "sammenheng db accept-key SETTING"
)


class WrongKey(SurveyError):
    """A key in the settings is another than the one that the database was filled with."""


def mark_of(key: str) -> str:
    """Return what stands for a key in the database: 64 signs that lead back to nothing."""
    return hmac.new(key.encode(), MARKED, hashlib.sha256).hexdigest()


def check_keys(engine: Engine, settings: Settings) -> None:
    """Raise WrongKey, naming each setting, unless every key is the one that is marked here.

    A key without a mark passes; see ``mark_keys``.
    """
    with Session(engine.execution_options(writes=False)) as session:
        known = _known(session)
    wrong = [
        f"- {name}: {LOST[name]}"
        for name, key in _given(settings).items()
        if name in known and not hmac.compare_digest(known[name], mark_of(key))
    ]
    if wrong:
        first = "This is not the key that the database was filled with:"
        raise WrongKey("\n".join([first, *wrong, REMEDY]))


def mark_keys(engine: Engine, settings: Settings) -> None:
    """Mark every key that is used here for the first time; the others keep their mark."""
    with Session(engine.execution_options(writes=False)) as session:
        if _given(settings).keys() <= _known(session).keys():
            return
    with Session(engine) as session:  # alone: what is known now stays so to the commit
        known = _known(session)
        session.add_all(
            KeyCheck(setting=name, mark=mark_of(key))
            for name, key in _given(settings).items()
            if name not in known
        )
        session.commit()


def accept_key(engine: Engine, settings: Settings, name: str) -> None:
    """Let a key of the settings count from now on, whatever was marked before; leaves an event."""
    with Session(engine) as session:
        session.execute(delete(KeyCheck).filter_by(setting=name))
        session.add(KeyCheck(setting=name, mark=mark_of(_given(settings)[name])))
        record(session, OPERATOR, "key_accepted", f"setting:{name}")
        session.commit()


def _given(settings: Settings) -> dict[str, str]:
    return {name: getattr(settings, name) for name in KEYS if getattr(settings, name)}


def _known(session: Session) -> dict[str, str]:
    # As columns: to ask for a row of one table would look through those of all.
    columns = KeyCheck.__table__.c
    return dict(map(tuple, session.connection().execute(select(columns.setting, columns.mark))))
