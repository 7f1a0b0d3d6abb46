"""Where a participant stands: who holds the card, which wave it opens, what is answered so far."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy import and_, bindparam, func, select

from survey import policies
from survey.administer.drafts import Answers, draft_key, unseal
from survey.codes import hash_code
from survey.errors import CardErased, SessionEnded, StudyNotOpen, UnknownCode
from survey.extensions import db
from survey.letter.purposes import EVALUATION
from survey.letter.store import version_name
from survey.models import (
    Consent,
    Draft,
    Participant,
    Participation,
    StoredLetter,
    Study,
    Wave,
    Withdrawal,
)
from survey.models.study import POST, PRE
from survey.weeks import current_week
from survey.wording import uses

ON_PAPER = "paper "  # how the version of a printed letter begins
AGREED_TO = (
    select(func.aggregate_strings(Consent.text_version, "\n"))
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
# Asked on every page, so in one go, and written once.
STANDING = (
    select(
        Participant,
        Study,
        Wave,
        Draft,
        Participation.submitted_week,
        AGREED_TO,
        NEWEST_LETTER,
        Withdrawal.week,
    )
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
    agreed_to: frozenset[str]  # versions of the letter
    newest_letter: str  # the version that people meet now
    one_by_one: bool = False  # how this browser shows the questions

    @property
    def has_consented(self) -> bool:
        """Whether the questions are open to this person.

        Whoever has begun a wave under one letter ends it under that letter; a newer one is met
        before the next wave.
        """
        return self.newest_letter in self.agreed_to or (
            self.answers != Answers() and bool(self.agreed_to)
        )

    @property
    def has_newer_letter(self) -> bool:
        """Whether this person agreed here before, to a letter that is no longer the newest.

        Whoever has agreed on paper only meets the letter of these pages for the first time.
        """
        here = {version for version in self.agreed_to if not version.startswith(ON_PAPER)}
        return bool(here) and self.newest_letter not in here

    @property
    def place(self) -> str:
        """Name the one row this sitting's draft belongs to."""
        return draft_place(self.participant.id, self.wave.id)


@dataclass(frozen=True)
class UsedCard:
    """What a card has been used for so far."""

    participant: Participant
    study: Study
    answered: dict[str, str]  # wave key -> week
    begun: frozenset[str]  # waves with answers saved and not sent in


@dataclass(frozen=True)
class Sent:
    """What there is to say once a wave was sent in."""

    study: Study
    second: policies.PostWindow | None  # none where it is open already


def draft_place(participant_id: str, wave_id: str) -> str:
    """Name the one row that the draft of a participant's wave belongs to."""
    return f"draft/{participant_id}/{wave_id}"


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
    card = used_card(entry)
    policies.check_takes_answers(card.study)
    wave_key = policies.wave_to_answer(card.study, card.answered, current_week(), card.begun)
    # Nobody begins after a permission has ended; whoever has begun goes on.
    if wave_key not in card.begun and not uses.may_open(db.session, card.study):
        raise StudyNotOpen(f"{card.study.key} may show no text of some instrument")
    return wave_key


def used_card(entry: Entry) -> UsedCard:
    """Return what a card has been used for; raise CardErased where it is no longer known."""
    participant = db.session.get(Participant, entry.participant_id)
    if participant is None:
        raise CardErased("the card is no longer known")
    study = db.session.get_one(Study, participant.study_id)
    policies.check_not_withdrawn(_withdrawn_week(participant))
    return UsedCard(participant, study, _answered(participant), _begun(participant))


def open_sitting(entry: Entry, *, one_by_one: bool = False) -> Sitting:
    """Return where the participant stands in the wave, with the answers saved so far."""
    asked = {"participant_id": entry.participant_id, "wave_key": entry.wave_key}
    found = db.session.execute(STANDING, asked).one_or_none()
    if found is None:
        raise CardErased("the card is no longer known")
    participant, study, wave, draft, submitted_week, agreed_to, newest_letter, withdrawn = found
    policies.check_not_withdrawn(withdrawn)
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
        agreed_to=frozenset((agreed_to or "").splitlines()),
        newest_letter=version_name(newest_letter),
        one_by_one=one_by_one,
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


def _begun(participant: Participant) -> frozenset[str]:
    drafts = select(Wave.key).join(Draft, Draft.wave_id == Wave.id)
    return frozenset(db.session.scalars(drafts.where(Draft.participant_id == participant.id)))


def _withdrawn_week(participant: Participant) -> str | None:
    return db.session.scalar(select(Withdrawal.week).filter_by(participant_id=participant.id))


def what_was_sent(entry: Entry) -> Sent:
    """Return what the thank-you page tells; raise SessionEnded when this wave was never sent in."""
    card = used_card(entry)
    if entry.wave_key not in card.answered:
        raise SessionEnded("nothing was sent in")
    return Sent(card.study, second_time_ahead(card))


def second_time_ahead(card: UsedCard) -> policies.PostWindow | None:
    """Return when the second wave opens, where that lies ahead."""
    if PRE not in card.answered or POST in card.answered:
        return None
    window = policies.post_window(card.study, card.answered[PRE])
    return window if window.is_ahead(current_week()) else None
