"""What is asked of the database on every page of a participant, written once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, select

from survey.letter.purposes import EVALUATION
from survey.models import (
    Consent,
    Draft,
    OwnWord,
    Participant,
    Participation,
    StoredLetter,
    Study,
    Wave,
    Withdrawal,
)
from survey.prepared import Prepared
from survey.wording.store import SHOWABLE_IDS

# A part of the statement: as a value it would be put in anew every time it is asked.
SIGN_BETWEEN: Any = literal_column("'|'")  # in no version's name
AGREED_TO = (
    select(func.aggregate_strings(Consent.text_version, SIGN_BETWEEN))
    .where(Consent.participant_id == Participant.id, Consent.purpose == EVALUATION)
    .correlate(Participant)
    .scalar_subquery()
)
NEWEST_LETTER = (
    select(func.max(StoredLetter.version))
    .where(StoredLetter.study_id == Study.id)
    .correlate(Study)
    .scalar_subquery()
)
# What AskingStudy holds, in its order.
STUDY = (
    Study.id,
    Study.key,
    Study.kind,
    Study.state,
    Study.open_field,
    Study.post_after_weeks,
    Study.post_window_weeks,
    Study.background,
)
# Asked on every page, so in one go, and as plain columns: five objects that nobody changes would
# cost more than the page.
STANDING = Prepared(
    select(
        *STUDY,
        Wave.id,
        Draft.sealed,
        Draft.started_week,
        Participation.submitted_week,
        AGREED_TO,
        NEWEST_LETTER,
        Withdrawal.week,
        SHOWABLE_IDS,
    )
    .select_from(Participant)
    .join(Study, Study.id == Participant.study_id)
    .join(Wave, and_(Wave.study_id == Study.id, Wave.key == bindparam("wave_key")))
    .outerjoin(Draft, and_(Draft.participant_id == Participant.id, Draft.wave_id == Wave.id))
    .outerjoin(
        Participation,
        and_(Participation.participant_id == Participant.id, Participation.wave_id == Wave.id),
    )
    .outerjoin(Withdrawal, Withdrawal.participant_id == Participant.id)
    .where(Participant.id == bindparam("participant_id"))
)
HOLDER = Prepared(select(Participant.id).where(Participant.code_hash == bindparam("hash")))
# Of each wave of the card's study: what was sent in and what was begun.
USED = Prepared(
    select(
        *STUDY,
        Withdrawal.week,
        SHOWABLE_IDS,
        OwnWord.participant_id,
        Wave.key,
        Participation.submitted_week,
        Draft.started_week,
    )
    .select_from(Participant)
    .join(Study, Study.id == Participant.study_id)
    .join(Wave, Wave.study_id == Study.id)
    .outerjoin(OwnWord, OwnWord.participant_id == Participant.id)
    .outerjoin(Withdrawal, Withdrawal.participant_id == Participant.id)
    .outerjoin(
        Participation,
        and_(Participation.participant_id == Participant.id, Participation.wave_id == Wave.id),
    )
    .outerjoin(Draft, and_(Draft.participant_id == Participant.id, Draft.wave_id == Wave.id))
    .where(Participant.id == bindparam("participant_id"))
)
