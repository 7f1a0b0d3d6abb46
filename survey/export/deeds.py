"""What pages of files do, each in one transaction, and what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey import policies
from survey.auth.parts import has_part
from survey.errors import UnknownPage
from survey.export import operations, proposals, revocations
from survey.export.columns import Column, all_columns
from survey.export.kinds import KINDS, RESEARCH, SHARED_VARIABLES, VARIABLES
from survey.export.operations import File
from survey.export.plan import Plan
from survey.export.proposals import Wanted
from survey.extensions import db
from survey.models import ExportProposal, Staff, Study
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.report.used import used


@dataclass(frozen=True)
class Shown:
    """Everything on a study's page of files."""

    proposals: Sequence[ExportProposal]
    files: Sequence[File]
    stored: frozenset[str]
    n_to_delete: int
    is_trial: bool

    def is_stored(self, one: File) -> bool:
        """Return whether a file can be fetched."""
        return one.row.id in self.stored


@dataclass(frozen=True)
class Waiting:
    """A proposal before its second person: sizes in fives, and no values."""

    row: ExportProposal
    study: Study
    n_people: int


def shown(study: Study, staff: Staff) -> Shown:
    """Return what a study's page of files shows to somebody."""
    files = operations.files(study)
    return Shown(
        [
            one
            for one in proposals.of_study(db.session, study)
            if one.proposed_by != proposals.FIRST_SCRIPTED
        ],
        files,
        frozenset(one.row.id for one in files if operations.has_pieces(db.session, one.row)),
        revocations.n_to_confirm(db.session, study, staff.id),
        study.kind in WITHOUT_REAL_PEOPLE,
    )


def offered(study: Study) -> list[tuple[str, str, Sequence[str]]]:
    """Return what may be taken out: the name that is sent, the kind, the variables."""
    found: list[tuple[str, str, Sequence[str]]] = [
        (one.id, one.kind, one.variables)
        for one in proposals.valid(db.session, study)
        if one.proposed_by != proposals.FIRST_SCRIPTED
    ]
    if study.kind in WITHOUT_REAL_PEOPLE:  # a scripted pair approves the whole list
        known = {kind for _, kind, _ in found}
        lists = {RESEARCH: VARIABLES}
        found += [
            (kind, kind, lists.get(kind, SHARED_VARIABLES)) for kind in KINDS if kind not in known
        ]
    return found


def described(study: Study) -> list[Column]:
    """Return the columns of the research file that may be taken out, as its codebook has them."""
    lists = [variables for _, kind, variables in offered(study) if kind == RESEARCH]
    policies.check_may_leave(study, is_approved=bool(lists))
    plan = Plan(used(db.session, study), tuple(lists[0]), frozenset(study.background))
    known = all_columns()
    return [known[name] for name in plan.long_names()]


def fetch(study: Study, staff: Staff, export_id: str) -> str:
    """Keep that a file is taken out; return the name of its package."""
    row = operations.fetch(study, staff, export_id)
    return f"{study.key}-{row.kind}-{row.shape}-{row.file_format}.zip"


def propose(study: Study, staff: Staff, wanted: Wanted) -> None:
    """Put something before a second person."""
    proposals.propose(db.session, study, staff, wanted)
    db.session.commit()


def take_back(study: Study, staff: Staff, proposal_id: str) -> None:
    """Take back what one has proposed."""
    row = _proposal(proposal_id)
    if row.study_id != study.id:
        raise UnknownPage("there is no such proposal")
    proposals.take_back(db.session, staff, row)
    db.session.commit()


def revocations_csv(study: Study) -> bytes:
    """Return the list of rows called back."""
    return revocations.as_csv(revocations.rows(db.session, study))


def confirm(study: Study, staff: Staff) -> None:
    """Keep that the rows called back are deleted."""
    revocations.confirm(db.session, study, staff)
    db.session.commit()


def waiting(staff: Staff) -> list[Waiting]:
    """Return what waits for a second person, in the studies that this one has a part in."""
    return [
        Waiting(row, study, operations.n_people_in_fives(db.session, study))
        for row, study in proposals.waiting(db.session)
        if has_part(staff, study)
    ]


def decide(staff: Staff, proposal_id: str, *, is_yes: bool, reason: str) -> None:
    """Approve or refuse."""
    row = waiting_one(staff, proposal_id).row
    if is_yes:
        proposals.approve(db.session, staff, row)
    else:
        proposals.refuse(db.session, staff, row, reason)
    db.session.commit()


def waiting_one(staff: Staff, proposal_id: str) -> Waiting:
    """Return one proposal that waits; raise UnknownPage for any other."""
    found = [one for one in waiting(staff) if one.row.id == proposal_id]
    if not found:
        raise UnknownPage("no such proposal waits")
    return found[0]


def _proposal(proposal_id: str) -> ExportProposal:
    row = db.session.get(ExportProposal, proposal_id)
    if row is None:
        raise UnknownPage("there is no such proposal")
    return row
