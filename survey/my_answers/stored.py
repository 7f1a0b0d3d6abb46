"""What is stored of one participant without the answers: the code is enough to see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from survey import policies
from survey.administer.standing import Entry
from survey.display.choices import Display
from survey.errors import CardErased
from survey.extensions import db
from survey.letter.purposes import EVALUATION
from survey.models import (
    Consent,
    ContactPoint,
    Draft,
    FrozenPair,
    Group,
    KeyedReading,
    Municipality,
    OwnWord,
    Participant,
    Participation,
    ShownAs,
    Study,
    Wave,
    Withdrawal,
)
from survey.reminders import operations as reminders


@dataclass(frozen=True)
class Place:
    """The group that a card was made for, and where it meets."""

    contact_point: str
    municipality: str
    group_type: str
    life_problem: str
    started_week: str


@dataclass(frozen=True)
class Overview:
    """What is stored with a card, without any answer; waves are in their order."""

    participant_id: str
    study: Study
    place: Place | None
    consents: Sequence[Consent]
    sent: Mapping[str, str]  # wave key -> week
    drafts: Mapping[str, str]  # wave key -> week in which it was begun
    withdrawn_week: str | None
    display: Display | None  # none where the menu was never used
    has_word: bool
    word_opens: frozenset[str]  # wave keys
    has_address: bool  # for a reminder
    on_paper: frozenset[str]  # waves of which a paper is being typed in
    is_counted: bool  # among those whom reports are about, together with others


def overview(entry: Entry) -> Overview:
    """Return what is stored with a card; raise CardErased where nothing is any more."""
    participant = db.session.get(Participant, entry.participant_id)
    if participant is None:
        raise CardErased("the card is no longer known")
    study = db.session.get_one(Study, participant.study_id)
    policies.check_has_not_ended(study)
    sent = _weeks(study, select(Participation.wave_id, Participation.submitted_week), entry)
    withdrawal = db.session.get(Withdrawal, participant.id)
    word = db.session.get(OwnWord, participant.id)
    shown_as = db.session.get(ShownAs, participant.id)
    return Overview(
        participant_id=participant.id,
        study=study,
        place=_place(participant.group_id),
        consents=db.session.scalars(
            select(Consent)
            .filter_by(participant_id=participant.id)
            .order_by(Consent.week, Consent.purpose != EVALUATION, Consent.purpose)
        ).all(),
        sent=sent,
        drafts=_weeks(study, select(Draft.wave_id, Draft.started_week), entry),
        withdrawn_week=withdrawal.week if withdrawal else None,
        display=_display(shown_as),
        has_word=word is not None,
        word_opens=_opened_by(word, study) & sent.keys(),
        has_address=reminders.is_stored(participant.id),
        on_paper=frozenset(db.session.scalars(_waves_being_keyed(participant.id))),
        is_counted=db.session.get(FrozenPair, participant.id) is not None,
    )


def _weeks(study: Study, query: Any, entry: Entry) -> dict[str, str]:
    weeks = dict(db.session.execute(query.filter_by(participant_id=entry.participant_id)).all())
    return {wave.key: weeks[wave.id] for wave in study.waves if wave.id in weeks}


def _opened_by(word: OwnWord | None, study: Study) -> frozenset[str]:
    """Return the waves from the one after which the word was chosen."""
    if word is None:
        return frozenset()
    first = next(wave.position for wave in study.waves if wave.id == word.from_wave_id)
    return frozenset(wave.key for wave in study.waves if wave.position >= first)


def _waves_being_keyed(participant_id: str) -> Select[str]:
    keyed = select(Wave.key).join(KeyedReading, KeyedReading.wave_id == Wave.id)
    return keyed.where(KeyedReading.participant_id == participant_id)


def _display(kept: ShownAs | None) -> Display | None:
    return Display(kept.amount, kept.text_size, kept.spacing) if kept else None


def _place(group_id: str | None) -> Place | None:
    row = db.session.execute(
        select(
            ContactPoint.name,
            Municipality.name,
            Group.group_type,
            Group.life_problem,
            Group.started_week,
        )
        .join(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .join(Municipality, Municipality.number == ContactPoint.municipality_number)
        .where(Group.id == group_id)
    ).one_or_none()
    return None if row is None else Place(*row)
