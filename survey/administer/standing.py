"""Where a participant stands: who holds the card, which wave it opens, what is answered so far."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy import and_, bindparam, select

from survey import policies
from survey.administer.drafts import Answers, draft_key, unseal
from survey.codes import hash_code
from survey.errors import CardErased, SessionEnded, UnknownCode
from survey.extensions import db
from survey.models import Consent, Draft, Participant, Participation, Study, Wave, Withdrawal
from survey.models.study import PRE
from survey.weeks import current_week, weeks_later

CONSENT_PURPOSE = "evaluation"
# Asked on every page, so in one go, and written once.
STANDING = (
    select(
        Participant,
        Study,
        Wave,
        Draft,
        Participation.submitted_week,
        Consent.id,
        Withdrawal.week,
    )
    .join(Study, Study.id == Participant.study_id)
    .join(Wave, and_(Wave.study_id == Study.id, Wave.key == bindparam("wave_key")))
    .outerjoin(Draft, and_(Draft.participant_id == Participant.id, Draft.wave_id == Wave.id))
    .outerjoin(
        Participation,
        and_(Participation.participant_id == Participant.id, Participation.wave_id == Wave.id),
    )
    .outerjoin(
        Consent,
        and_(Consent.participant_id == Participant.id, Consent.purpose == CONSENT_PURPOSE),
    )
    .outerjoin(Withdrawal, Withdrawal.participant_id == Participant.id)
    .where(Participant.id == bindparam("participant_id"))
)


@dataclass(frozen=True)
class Entry:
    """What a session keeps of a participant after a code was typed."""

    participant_id: str
    draft_key: bytes
    wave_key: str = ""  # empty until it is known which wave the card opens


@dataclass(frozen=True)
class Sitting:
    """One participant in the middle of one wave."""

    participant: Participant
    study: Study
    wave: Wave
    key: bytes
    draft: Draft | None
    answers: Answers
    started_week: str
    has_consented: bool

    @property
    def place(self) -> str:
        """Name the one row this sitting's draft belongs to."""
        return f"draft/{self.participant.id}/{self.wave.id}"


@dataclass(frozen=True)
class Sent:
    """What there is to say once a wave was sent in."""

    study: Study
    second_opens: str  # the week; empty where it is open already


def recognise(code: str) -> Entry:
    """Return who holds this code; raise UnknownCode where no card carries it."""
    pepper = current_app.config["SETTINGS"].code_pepper
    participant_id = db.session.scalar(
        select(Participant.id).where(Participant.code_hash == hash_code(code, pepper))
    )
    if participant_id is None:
        raise UnknownCode("no card carries this code")
    return Entry(participant_id, draft_key(code, pepper))


def wave_to_open(entry: Entry) -> str:
    """Return the wave this card opens now; raise what the policies say where it opens none."""
    participant = db.session.get_one(Participant, entry.participant_id)
    study = db.session.get_one(Study, participant.study_id)
    policies.check_not_withdrawn(_withdrawn_week(participant))
    policies.check_takes_answers(study)
    return policies.wave_to_answer(study, _answered(participant), current_week())


def open_sitting(entry: Entry) -> Sitting:
    """Return where the participant stands in the wave, with the answers saved so far."""
    asked = {"participant_id": entry.participant_id, "wave_key": entry.wave_key}
    found = db.session.execute(STANDING, asked).one_or_none()
    if found is None:
        raise CardErased("the card is no longer known")
    participant, study, wave, draft, submitted_week, consent_id, withdrawn_week = found
    policies.check_not_withdrawn(withdrawn_week)
    # First, since whoever has sent in is told so, also when the study closed a moment later.
    policies.check_not_answered(wave.key, {wave.key: submitted_week} if submitted_week else {})
    policies.check_takes_answers(study)
    sitting = Sitting(
        participant=participant,
        study=study,
        wave=wave,
        key=entry.draft_key,
        draft=draft,
        answers=Answers(),
        started_week=current_week(),
        has_consented=consent_id is not None,
    )
    if draft is None:
        return sitting
    saved = unseal(draft.sealed, entry.draft_key, sitting.place)
    return replace(sitting, answers=saved, started_week=draft.started_week)


def _answered(participant: Participant) -> dict[str, str]:
    rows = db.session.execute(
        select(Wave.key, Participation.submitted_week)
        .join(Participation, Participation.wave_id == Wave.id)
        .where(Participation.participant_id == participant.id)
    )
    return dict(rows.all())


def _withdrawn_week(participant: Participant) -> str | None:
    return db.session.scalar(select(Withdrawal.week).filter_by(participant_id=participant.id))


def what_was_sent(entry: Entry) -> Sent:
    """Return what the thank-you page tells; raise SessionEnded when this wave was never sent in."""
    participant = db.session.get(Participant, entry.participant_id)
    if participant is None:
        raise CardErased("the card is no longer known")
    policies.check_not_withdrawn(_withdrawn_week(participant))
    answered = _answered(participant)
    if entry.wave_key not in answered:
        raise SessionEnded("nothing was sent in")
    study = db.session.get_one(Study, participant.study_id)
    opens = weeks_later(answered[PRE], study.post_after_weeks) if PRE in answered else ""
    return Sent(study, opens if opens > current_week() else "")
