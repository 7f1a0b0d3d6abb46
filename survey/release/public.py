"""What the public may see of releases: released editions, and studies that have begun.

Imports no pandas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from survey.errors import UnknownPage
from survey.extensions import db
from survey.models import (
    ContactPoint,
    DryRun,
    Edition,
    Municipality,
    Pool,
    ReportDocument,
    ReportFile,
    Study,
)
from survey.models.edition import RELEASED
from survey.models.study import DRAFT, EVALUATION, NEEDS_PERMISSION, TRIAL
from survey.release.planning import ALL
from survey.report.facts import MUNICIPALITY, POOL, STUDY, WHOLE_STUDY, Area, ReportFacts


@dataclass(frozen=True)
class Place:
    """Whom reports are about, with what its reports are found by."""

    kind: str
    recipient: str
    area: Area


@dataclass(frozen=True)
class Printed:
    """One released report, without its facts."""

    document_id: str
    number: int
    cut_off_week: str
    released_week: str
    check_code: str


@dataclass(frozen=True)
class Found:
    """What a check code belongs to."""

    study: Study
    place: Place
    printed: Printed
    files: Mapping[str, str]


def studies() -> Sequence[Study]:
    """Return every study that the public may know of, those of real people first.

    A trial is for trying out the program, so it shows only once something of it is released; a
    dry run never does.
    """
    released = select(Edition.study_id).where(Edition.state == RELEASED)
    has_begun = Study.state.not_in((DRAFT, NEEDS_PERMISSION)) & (Study.kind != TRIAL)
    found = db.session.scalars(
        select(Study)
        .where(or_(Study.id.in_(released), has_begun), Study.id.not_in(select(DryRun.study_id)))
        .order_by(Study.kind != EVALUATION, Study.name, Study.key)
    )
    return found.all()


def study_of(key: str) -> Study:
    """Return one of these studies; raise UnknownPage for any other."""
    for study in studies():
        if study.key == key:
            return study
    raise UnknownPage("there is no such study to see")


def is_real(study: Study) -> bool:
    """Return whether real people answer in a study."""
    return study.kind == EVALUATION


def places(study: Study) -> Sequence[Place]:
    """Return the whole study, its pools by name, and municipalities by their official numbers."""
    pools = db.session.execute(
        select(Pool.id, Pool.name).where(Pool.study_id == study.id).order_by(Pool.name)
    )
    towns = db.session.execute(
        select(Municipality.number, Municipality.name)
        .join(ContactPoint, ContactPoint.municipality_number == Municipality.number)
        .where(ContactPoint.study_id == study.id)
        .distinct()
        .order_by(Municipality.number)
    )
    return (
        Place(STUDY, ALL, WHOLE_STUDY),
        *(Place(POOL, key, Area(POOL, None, name)) for key, name in pools),
        *(Place(MUNICIPALITY, number, Area(MUNICIPALITY, number, name)) for number, name in towns),
    )


def place_of(study: Study, kind: str, recipient: str) -> Place:
    """Return one of a study's places; raise UnknownPage where it has no such."""
    for place in places(study):
        if (place.kind, place.recipient) == (kind, recipient):
            return place
    raise UnknownPage("the study has no such place")


def printed(study: Study) -> Mapping[tuple[str, str], Sequence[Printed]]:
    """Return a study's released reports by kind and recipient, the newest first in each."""
    found: dict[tuple[str, str], list[Printed]] = defaultdict(list)
    rows = db.session.execute(
        _printed().where(Edition.study_id == study.id).order_by(Edition.number.desc())
    )
    for kind, recipient, *values in rows:
        found[kind, recipient].append(Printed(*values))
    return found


def _printed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReportDocument.kind,
            ReportDocument.recipient,
            ReportDocument.id,
            Edition.number,
            Edition.cut_off_week,
            Edition.closed_week,
            ReportDocument.check_code,
        )
        .join(Edition, Edition.id == ReportDocument.edition_id)
        .where(Edition.state == RELEASED)
    )


def facts_of(one: Printed) -> ReportFacts:
    """Return the facts of a released report, as they were stored."""
    text = db.session.scalars(select(ReportDocument.facts).filter_by(id=one.document_id)).one()
    return ReportFacts.from_json(text)


def files(document_id: str) -> Mapping[str, str]:
    """Return the SHA-256 of each file of a report, by name."""
    rows = db.session.execute(
        select(ReportFile.name, ReportFile.sha256).filter_by(document_id=document_id)
    )
    return dict(rows.all())


def file(document_id: str, name: str) -> ReportFile:
    """Return a file of a released report; raise UnknownPage for any other."""
    found = db.session.scalar(
        select(ReportFile)
        .join(ReportDocument, ReportDocument.id == ReportFile.document_id)
        .join(Edition, Edition.id == ReportDocument.edition_id)
        .where(
            ReportFile.document_id == document_id,
            ReportFile.name == name,
            Edition.state == RELEASED,
        )
    )
    if found is None:
        raise UnknownPage("no released report has such a file")
    return found


def by_check_code(code: str) -> Found | None:
    """Return what was released with a check code on it, or None."""
    return _found(_printed().where(ReportDocument.check_code == code))


def by_document(document_id: str) -> Found:
    """Return a released report; raise UnknownPage for any other."""
    found = _found(_printed().where(ReportDocument.id == document_id))
    if found is None:
        raise UnknownPage("there is no such released report")
    return found


def _found(asked: Select[*tuple[Any, ...]]) -> Found | None:
    row = db.session.execute(asked.add_columns(Edition.study_id)).one_or_none()
    if row is None:
        return None
    kind, recipient, *values, study_id = row
    study, one = db.session.get_one(Study, study_id), Printed(*values)
    return Found(study, Place(kind, recipient, facts_of(one).area), one, files(one.document_id))


def all_facts(*, are_real: bool) -> Sequence[tuple[str, ReportFacts]]:
    """Return the kind of study and the facts of every released report, study by study.

    are_real: those of real people; else those of demonstrations and trials, never both.
    """
    rows = db.session.execute(
        select(Study.kind, ReportDocument.facts)
        .join(Edition, Edition.id == ReportDocument.edition_id)
        .join(Study, Study.id == Edition.study_id)
        .where(
            Edition.state == RELEASED,
            Study.kind == EVALUATION if are_real else Study.kind != EVALUATION,
        )
    )
    told = [(kind, ReportFacts.from_json(text)) for kind, text in rows]
    return sorted(told, key=lambda one: _in_order(one[1]))


def _in_order(facts: ReportFacts) -> tuple[str, int, int, str]:
    """Return where a report stands among all: as the series has them, not by size."""
    area = facts.area
    kind = (STUDY, POOL, MUNICIPALITY).index(area.kind)
    return facts.study.key, -facts.edition.number, kind, area.number or area.name or ""


def has_real_studies() -> bool:
    """Return whether the installation has any study of real people."""
    found = select(Study.id).where(Study.kind == EVALUATION).limit(1)
    return db.session.scalar(found) is not None
