"""The protocol of a study's end: what was done, when, by whom, as one text with its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.export.alike import rules_at_the_end
from survey.export.kinds import RESEARCH
from survey.models import Export, KeptFile, Staff, StudyEnd
from survey.models.export import TAKEN_OUT
from survey.models.study_end import ANONYMISED_RESULT
from survey.report.artefacts import VERSION

REMOVED = (
    "code_hashes",
    "card_numbers",
    "consents",
    "answers_item_by_item",
    "weeks_of_answering",
    "background",
    "own_words",
    "open_answers",
    "drafts",
    "addresses",
    "paper_readings",
    "printings",
    "row_signs",
    "imports",
    "results_of_pages",
    "waiting_files",
)
ALSO_DELETED = ("study", "letters", "plan", "places_and_groups", "reports", "list_of_files")
STAYS = ("ledger", "audit_log", "receipts", "this_protocol")
STAYS_ANONYMISED = ("kept_file", "study", "letters", "plan", "places", "reports", "list_of_files")


def write(session: Session, end: StudyEnd, taken_out: Sequence[str]) -> None:
    """Put the protocol into the row of an end, as it is told ever after.

    taken_out: the hashes of research files, which must be deleted wherever they are.
    """
    content = _content(session, end) | {"research_files_taken_out": list(taken_out)}
    end.protocol = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    end.protocol_sha256 = hashlib.sha256(end.protocol.encode()).hexdigest()


def read(end: StudyEnd) -> dict[str, Any]:
    """Return what a protocol says; empty before there is one."""
    said: dict[str, Any] = json.loads(end.protocol or "{}")
    return said


def _content(session: Session, end: StudyEnd) -> dict[str, Any]:
    assert end.done_on is not None
    assert end.final_on is not None
    is_kept = end.result == ANONYMISED_RESULT
    kept = session.get(KeptFile, end.id)
    content: dict[str, Any] = {
        "study": end.study_key,
        "name": end.study_name,
        "asked_for": end.kind,
        "result": end.result,
        "reports": end.reports,
        "people_in_fives": end.people_in_fives,
        "proposed_by": _who(session, end.proposed_by),
        "proposed_week": end.proposed_week,
        "approved_by": _who(session, end.decided_by or ""),
        "approved_week": end.decided_week,
        "done_on": str(end.done_on),
        "final_on": str(end.final_on),
        "removed": [*REMOVED, *(() if is_kept else ALSO_DELETED)],
        "stays": [*STAYS, *(STAYS_ANONYMISED if is_kept else ())],
        "program_version": VERSION,
    }
    if kept is not None:
        content["kept_file"] = {
            "sha256": kept.sha256,
            "k_needed": rules_at_the_end().k,
            "left_without_any_one_group": rules_at_the_end().residual,
            **(end.notes or {}),
        }
    return content


def research_files(session: Session, study_id: str) -> list[str]:
    """Return the hashes of the research files of a study that were taken out."""
    taken_out = Export.study_id == study_id, Export.kind == RESEARCH, Export.state == TAKEN_OUT
    found = session.scalars(select(Export.sha256).where(*taken_out).order_by(Export.sha256))
    return [one for one in found if one]


def _who(session: Session, staff_id: str) -> str:
    """Return somebody's e-mail; the id where the account is gone or never was one."""
    staff = session.get(Staff, staff_id)
    return staff.email if staff else staff_id
