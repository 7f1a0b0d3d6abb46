"""Who a row is about: never a name from a file, only a keyed hash of it."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.codes import hash_code, new_code
from survey.models import Participant, Participation, Study, Wave
from survey.models.rights import WITHDRAWN_PEOPLE


def participant_hash(name: str, study: Study, pepper: str) -> str:
    """Return what is kept of a participant's name in a file; where there is none, a new code's.

    The same name in a later file gives the same hash, so its answers join the earlier ones.
    """
    return (
        _keyed(f"imported\0{study.id}\0{name}", pepper) if name else hash_code(new_code(), pepper)
    )


def group_hash(municipality: str, name: str, study: Study, pepper: str) -> str:
    """Return what is kept of a group's name in a file."""
    return _keyed(f"imported group\0{study.id}\0{municipality}\0{name}", pepper)


def _keyed(text: str, pepper: str) -> str:
    return hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest()


def answered_weeks(session: Session, study: Study) -> dict[tuple[str, str], str]:
    """Return the week in which each person of a study answered a wave, by hash and wave."""
    found = session.execute(
        select(Participant.code_hash, Wave.key, Participation.submitted_week)
        .join(Participation, Participation.participant_id == Participant.id)
        .join(Wave, Wave.id == Participation.wave_id)
        .where(Participant.study_id == study.id)
    )
    return {(code_hash, wave): week for code_hash, wave, week in found}


def withdrawn(session: Session, study: Study) -> frozenset[str]:
    """Return the hashes of everybody who has withdrawn."""
    found = session.scalars(
        select(Participant.code_hash).where(
            Participant.study_id == study.id, Participant.id.in_(WITHDRAWN_PEOPLE)
        )
    )
    return frozenset(found)
