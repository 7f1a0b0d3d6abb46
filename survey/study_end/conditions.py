"""What stands in the way of ending a study; each by a key, for pages and messages to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.letter.fields import ERASED
from survey.models import CutOff, DryRun, Edition, Export, ExportProposal, StoredLetter, Study
from survey.models.edition import RELEASED, UNDER_WAY
from survey.models.export import GONE, PROPOSED
from survey.models.study import CLOSED
from survey.models.study_end import ANONYMISE
from survey.study_end.refusals import EndNotPossible

NOT_CLOSED, DRY_RUN = "not_closed", "dry_run"
EDITION_UNDER_WAY, FILE_PROPOSED = "edition_under_way", "file_proposed"
NOTHING_RELEASED = "nothing_released"
ERASING_PROMISED, SHARED = "erasing_promised", "shared"
REPORTS_RELEASED, NO_REPORTS = "released", "none"
IN_WORDS = {
    NOT_CLOSED: "it is not closed",
    DRY_RUN: "it is a dry run: remove it from its study's page",
    EDITION_UNDER_WAY: "an edition of reports is under way",
    FILE_PROPOSED: "a proposal to take out data waits for a second person",
    NOTHING_RELEASED: "no report of its last date is released; release it, or say there is none",
    ERASING_PROMISED: "its letter has promised that the answers are erased: delete it",
    SHARED: "a file for sharing was made: two could be laid over each other, so delete the rest",
}


def in_the_way(session: Session, study: Study) -> list[str]:
    """Return what keeps a study from being ended in any way."""
    return list(_of_every_end(session, study))


def against(session: Session, study: Study, kind: str, reports: str) -> list[str]:
    """Return what stands in the way of ending a study in one way."""
    found = in_the_way(session, study)
    if reports == REPORTS_RELEASED and not is_released(session, study):
        found.append(NOTHING_RELEASED)
    if kind == ANONYMISE:
        found += against_anonymising(session, study)
    return found


def against_anonymising(session: Session, study: Study) -> list[str]:
    """Return why a study can only be deleted."""
    found = []
    if any(one.get("facts", {}).get("at_the_end") == ERASED for one in _letters(session, study)):
        found.append(ERASING_PROMISED)
    shared = select(Export.id).where(Export.shared_study == study.id, Export.state != GONE)
    if session.scalar(shared.limit(1)) is not None:
        found.append(SHARED)
    return found


def check(session: Session, study: Study, kind: str, reports: str) -> None:
    """Raise EndNotPossible with everything that stands in the way."""
    if found := against(session, study, kind, reports):
        said = "; ".join(IN_WORDS[one] for one in found)
        raise EndNotPossible(f"{study.key} cannot be ended yet: {said}")


def is_released(session: Session, study: Study) -> bool:
    """Return whether an edition of a study's last date is out: nothing more is to come."""
    last = select(CutOff.week).filter_by(study_id=study.id).order_by(CutOff.week.desc()).limit(1)
    week = session.scalar(last)
    out = select(Edition.id).where(
        Edition.study_id == study.id, Edition.state == RELEASED, Edition.cut_off_week == week
    )
    return week is not None and session.scalar(out.limit(1)) is not None


def _of_every_end(session: Session, study: Study) -> Iterator[str]:
    if study.state != CLOSED:
        yield NOT_CLOSED
    if session.get(DryRun, study.id) is not None:
        yield DRY_RUN
    under_way = select(Edition.id).where(Edition.study_id == study.id, Edition.state.in_(UNDER_WAY))
    if session.scalar(under_way.limit(1)) is not None:
        yield EDITION_UNDER_WAY
    proposed = select(ExportProposal.id).filter_by(study_id=study.id, state=PROPOSED)
    if session.scalar(proposed.limit(1)) is not None:
        yield FILE_PROPOSED


def _letters(session: Session, study: Study) -> Sequence[dict[str, Any]]:
    """Return every letter people have met: a newer one takes back no promise."""
    return session.scalars(select(StoredLetter.content).filter_by(study_id=study.id)).all()
