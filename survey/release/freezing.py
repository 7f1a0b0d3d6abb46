"""Complete pairs are frozen by the calendar: whoever is in one atom moves together ever after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from survey.journal import recording
from survey.journal.entries import FROZEN
from survey.journal.rows import row_of
from survey.models import ContactPoint, CutOff, FrozenPair, Group, LedgerAtom, Participant, Study
from survey.models.base import new_id
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.weeks import current_week

AT_A_TIME = 500  # SQLite takes so many values in one question


def freeze(session: Session, study: Study, cut_off: CutOff, complete: Mapping[str, str]) -> None:
    """Put every complete pair of up to a cut-off that is in no atom into one.

    complete: participants with a valid pair, and the week of the later half. One atom for each
    group; whoever comes later waits for the next cut-off. The caller holds the write lock and
    commits at once. What was read before is looked at again: somebody may have withdrawn since.
    """
    recording.ready(session)
    due = [person for person, week in complete.items() if week <= cut_off.week]
    groups: dict[str, list[str]] = {}
    for start in range(0, len(due), AT_A_TIME):
        for person, of in session.execute(_still_there(study, due[start : start + AT_A_TIME])):
            groups.setdefault(str(of), []).append(person)
    atoms, members = [], {}
    sizes = Counter({group: len(people) for group, people in groups.items()})
    for group, point in session.execute(
        select(Group, ContactPoint)
        .join(ContactPoint, ContactPoint.id == Group.contact_point_id)
        .where(ContactPoint.study_id == study.id)
    ):
        if not sizes[group.id]:
            continue
        atom = LedgerAtom(
            id=new_id(),
            study_id=study.id,
            group_id=group.id,
            weight=sizes[group.id],
            cut_off_week=cut_off.week,
            municipality_number=point.municipality_number,
            contact_point_id=point.id,
            group_type=group.group_type,
            life_problem=group.life_problem,
        )
        session.add(atom)
        session.flush()
        atoms.append(row_of(atom))
        members[atom.id] = groups[group.id]
        session.add_all(
            FrozenPair(participant_id=person, atom_id=atom.id) for person in groups[group.id]
        )
    cut_off.frozen_week = current_week()
    recording.record(session, FROZEN, rows=[*atoms, row_of(cut_off)], members=members)


def _still_there(study: Study, people: list[str]) -> Select[str, str | None]:
    return select(Participant.id, Participant.group_id).where(
        Participant.study_id == study.id,
        Participant.id.in_(people),
        Participant.group_id.is_not(None),
        Participant.id.not_in(WITHDRAWN_PEOPLE),
        Participant.id.not_in(select(FrozenPair.participant_id)),
    )
