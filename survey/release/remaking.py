"""Files of released reports that a backup did not have yet, made again from the same facts.

For commands only: this loads typst. A file is kept only where it is the one that was released,
byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Select, select

from survey.extensions import db
from survey.models import Edition, ReportDocument, ReportFile
from survey.models.edition import MADE, RELEASED, STOPPED
from survey.release.making import typeset_files
from survey.report.facts import ReportFacts


def n_without_files() -> int:
    """Return how many documents of editions that are made have not all of their files."""
    return len(_without_files())


def remake(sha256s: Mapping[str, str], tell: Callable[[int], object]) -> list[str]:
    """Make what is missing; return the names of files that come out otherwise than they were.

    sha256s: of each file by document and name, as the journal has it.
    """
    changed = []
    for document_id, text in _without_files():
        made = list(typeset_files(document_id, ReportFacts.from_json(text)))
        with db.writing() as session:
            there = set(session.scalars(select(ReportFile.name).filter_by(document_id=document_id)))
            for file in made:
                name = f"{document_id}/{file.name}"
                if file.name in there:
                    continue
                if sha256s.get(name) == file.sha256:
                    session.add(file)
                else:
                    changed.append(name)
            session.commit()
        tell(1)
    return changed


def _without_files() -> Sequence[tuple[str, str]]:
    has_files: Select[str] = select(ReportFile.document_id)
    with db.reading() as session:
        found = session.execute(
            select(ReportDocument.id, ReportDocument.facts)
            .join(Edition, Edition.id == ReportDocument.edition_id)
            .where(
                Edition.state.in_((MADE, RELEASED, STOPPED)),
                ReportDocument.id.not_in(has_files),
            )
            .order_by(ReportDocument.id)
        )
        return [(document, facts) for document, facts in found]
