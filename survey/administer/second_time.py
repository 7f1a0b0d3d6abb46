"""Coming to the second wave another way than by its date: leaving the group, or a lost card.

Both begin the wave with an empty draft. So the card opens it from then on, on every device, and
nothing about why is stored beside the answers.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from survey import policies
from survey.administer.drafts import Answers, seal
from survey.administer.standing import (
    Entry,
    Sitting,
    UsedCard,
    draft_place,
    second_time_ahead,
    used_card,
    wave_to_open,
)
from survey.errors import NotYetDue, UnknownPage
from survey.extensions import db
from survey.models import Draft, Participation, Wave
from survey.models.study import POST, PRE
from survey.weeks import current_week


def leave_group(entry: Entry) -> None:
    """Open the second wave, before it is due, to somebody who leaves; else change nothing."""
    try:
        wave_to_open(entry)
    except NotYetDue:
        _begin_second(entry)


def may_stand_in(sitting: Sitting) -> bool:
    """Return whether this card answers the second wave for a lost one, or could."""
    if sitting.wave_key == PRE:
        return not sitting.is_begun
    begun = sitting.is_begun
    return begun and _answered_first(sitting.participant_id) is None


def stands_in(card: UsedCard) -> bool:
    """Return whether this card answers the second wave for a lost one; raise where it may not."""
    policies.check_takes_answers(card.study)
    policies.check_may_stand_in(card.answered, card.begun)
    return POST in card.begun


def stand_in(entry: Entry) -> None:
    """Let an unused card answer the second wave, for one that is lost."""
    if not stands_in(used_card(entry)):
        _begin_second(entry)


def stand_in_no_more(entry: Entry) -> None:
    """Let the card answer the first wave after all; what it has saved for the second goes."""
    card = used_card(entry)
    if stands_in(card):
        db.session.execute(delete(Draft).filter_by(participant_id=card.participant_id))
        db.session.commit()


def coming(entry: Entry) -> policies.PostWindow:
    """Return when the card's second wave opens; raise UnknownPage where that is not ahead."""
    window = second_time_ahead(used_card(entry))
    if window is None:
        raise UnknownPage("no date lies ahead")
    return window


def _begin_second(entry: Entry) -> None:
    card = used_card(entry)
    wave_id = _second(card).id
    sealed = seal(Answers(), entry.draft_key, draft_place(entry.participant_id, wave_id))
    db.session.add(
        Draft(
            participant_id=entry.participant_id,
            wave_id=wave_id,
            sealed=sealed,
            started_week=current_week(),
            saved_week=current_week(),
        )
    )
    db.session.commit()


def _answered_first(participant_id: str) -> str | None:
    sent = select(Participation.id).join(Wave, Wave.id == Participation.wave_id)
    return db.session.scalar(
        sent.where(Participation.participant_id == participant_id, Wave.key == PRE)
    )


def _second(card: UsedCard) -> Wave:
    return db.session.scalars(select(Wave).filter_by(study_id=card.study.id, key=POST)).one()
