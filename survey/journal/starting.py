"""A journal that begins, with everything in it that must not be forgotten by then."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey.journal.entries import BEGUN
from survey.journal.faults import JournalUnreachable
from survey.journal.recording import head_of, journal, record
from survey.journal.rows import Row, row_of
from survey.models import (
    Base,
    CutOff,
    Edition,
    Export,
    ExportProposal,
    FrozenPair,
    LedgerAtom,
    LedgerSplit,
    Release,
    ReleaseAtom,
    ReportDocument,
    ReportFile,
    Revocation,
)
from survey.models.export import TAKEN_OUT


def begin(session: Session) -> bool:
    """Make the journal of the settings and its first entry; return whether it began now.

    Does nothing where there is none in the settings, or where it has begun. The caller commits.
    Raises JournalUnreachable where the database has a journal already, and it is not there: a new
    one would not know who was erased.
    """
    kept = journal()
    if kept is None:
        return False
    known = head_of(session)
    if known.number:
        if not kept.exists():
            raise JournalUnreachable(
                "the database belongs to a journal that is not where the settings say. Is its disk "
                "or server there? A new one would not know who was erased, so none is made"
            )
        return False
    kept.create()
    if kept.last().number:
        return False  # of a database that is put back: see replaying
    members: dict[str, list[str]] = {}
    for pair in session.scalars(select(FrozenPair)):
        members.setdefault(pair.atom_id, []).append(pair.participant_id)
    files = {
        f"{document}/{name}": sha256
        for document, name, sha256 in session.execute(
            select(ReportFile.document_id, ReportFile.name, ReportFile.sha256)
        )
    }
    record(session, BEGUN, rows=_rows(session), members=members, files=files)
    return True


def _rows(session: Session) -> Iterator[Row]:
    """Yield what the journal keeps, as it stands now; what is referred to comes first."""
    ledger: tuple[type[Base], ...] = (LedgerAtom, LedgerSplit)
    for model in ledger:
        yield from map(row_of, session.scalars(select(model)))
    yield from map(row_of, session.scalars(select(Release).order_by(Release.number)))
    others: tuple[type[Base], ...] = (ReleaseAtom, CutOff)
    for model in others:
        yield from map(row_of, session.scalars(select(model)))
    entered = select(Edition).where(Edition.number.is_not(None))
    yield from map(row_of, session.scalars(entered))
    of_entered = select(ReportDocument).join(Edition, Edition.id == ReportDocument.edition_id)
    yield from map(row_of, session.scalars(of_entered.where(Edition.number.is_not(None))))
    taken_out = select(Export).where(Export.state == TAKEN_OUT)
    proposals = select(ExportProposal).where(
        ExportProposal.id.in_(select(Export.proposal_id).where(Export.state == TAKEN_OUT))
    )
    yield from map(row_of, session.scalars(proposals))
    yield from map(row_of, session.scalars(taken_out))
    yield from map(row_of, session.scalars(select(Revocation)))
