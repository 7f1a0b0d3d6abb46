"""What is stored of a study's set-up; what participants read of it is in the letter in work.

The letter holds (``survey.letter.store.working``, by language and under ``facts``): purpose and
use, institution, contacts, data protection officer, legal basis, Sikt's reference or why there is
none, the end of the project and what then happens, readers, processors, recipients.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey.models import Study, StudySetUp


def set_up_of(session: Session, study: Study) -> StudySetUp:
    """Return what is said beside the letter; a blank one, not stored, where nothing is yet."""
    return session.get(StudySetUp, study.id) or StudySetUp(study_id=study.id)
