"""What a participant does about reminders, one verb each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from survey.errors import CardErased
from survey.extensions import db
from survey.journal import entries, recording
from survey.models import Consent, Contact, Participant, Participation, Study, Wave, Withdrawal
from survey.models.study import POST, PRE
from survey.reminders import addresses
from survey.reminders.addresses import CONSENT_PURPOSE
from survey.reminders.sealing import Recipient, seal
from survey.study_states import Act, allows
from survey.weeks import current_week, weeks_later

CONSENT_TEXT_VERSION = "1"


@dataclass(frozen=True)
class Standing:
    """Where a participant stands with reminders."""

    study: Study
    is_stored: bool
    has_answered_pre: bool
    can_ask: bool


def standing(participant_id: str) -> Standing:
    """Return where this participant stands; raise CardErased where the card is gone.

    Asking ends when the second wave is due: whoever comes back then can answer at once, and nobody
    can get more than two reminders by removing an address and leaving it again.
    """
    participant = db.session.get(Participant, participant_id)
    if participant is None:
        raise CardErased("the card is no longer known")
    study = db.session.get_one(Study, participant.study_id)
    answered = _answered(participant_id)
    due = weeks_later(answered[PRE], study.post_after_weeks) if PRE in answered else ""
    is_on = current_app.config["SETTINGS"].sends_reminders
    is_asked_again = POST not in answered and db.session.get(Withdrawal, participant_id) is None
    return Standing(
        study=study,
        is_stored=is_stored(participant_id),
        has_answered_pre=PRE in answered,
        can_ask=is_on
        and allows(study.state, Act.REMIND)
        and is_asked_again
        and current_week() < due,
    )


def _answered(participant_id: str) -> dict[str, str]:
    rows = db.session.execute(
        select(Wave.key, Participation.submitted_week)
        .join(Participation, Participation.wave_id == Wave.id)
        .where(Participation.participant_id == participant_id)
    )
    return dict(rows.all())


def ask(participant_id: str, recipient: Recipient, *, shown_text: str) -> None:
    """Store an address and the proof of consent to using it; a second one replaces the first.

    Nothing is stored where no reminder can come any more, such as from a page left open.
    """
    if not standing(participant_id).can_ask:
        return
    _drop(participant_id)
    contact_key = current_app.config["SETTINGS"].contact_key
    db.session.add_all(
        [
            Contact(
                participant_id=participant_id,
                sealed=seal(recipient, contact_key, participant_id),
                n_sent=0,
            ),
            Consent(
                participant_id=participant_id,
                purpose=CONSENT_PURPOSE,
                text_version=CONSENT_TEXT_VERSION,
                text_sha256=hashlib.sha256(shown_text.encode()).hexdigest(),
                language=recipient.language,
                week=current_week(),
                method="web",
            ),
        ]
    )
    db.session.commit()


def remove(participant_id: str) -> None:
    """Remove the address and the consent to it: the participant has taken both back."""
    _drop(participant_id)
    db.session.commit()


def _drop(participant_id: str) -> None:
    if is_stored(participant_id):
        recording.ready(db.session)
        addresses.take_back(db.session, participant_id)
        recording.record(db.session, entries.ADDRESS, participant_id)
    else:
        addresses.take_back(db.session, participant_id)


def is_stored(participant_id: str) -> bool:
    """Return whether an address is stored for this participant."""
    return db.session.get(Contact, participant_id) is not None


def forget(participant_id: str) -> None:
    """Erase the address, in the transaction that goes on: it has done its work."""
    addresses.forget(db.session, participant_id)
