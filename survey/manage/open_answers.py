"""What participants wrote in the open field, for the researchers' eyes and for no file."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from survey.extensions import db
from survey.models import OpenAnswer, Participation, Study, Wave
from survey.models.rights import WITHDRAWN_PEOPLE


def open_answers(study: Study) -> list[str]:
    """Return every text in an order that tells nothing."""
    texts = db.session.scalars(
        select(OpenAnswer.text)
        .join(Participation, Participation.id == OpenAnswer.participation_id)
        .join(Wave, Wave.id == Participation.wave_id)
        .where(Wave.study_id == study.id, Participation.participant_id.not_in(WITHDRAWN_PEOPLE))
    )
    shuffled = list(texts)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled
