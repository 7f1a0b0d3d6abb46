"""The people of a study as frozen sets name them: scores and answers, by atom.

For jobs and commands only: it needs pandas, which no web process loads.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from survey.models import FrozenPair, LedgerAtom, Participant, Study
from survey.report.dataset import read_study
from survey.report.people import people_of
from survey.report.pseudonyms import pseudonym


class MissingPeopleError(RuntimeError):
    """Somebody of a frozen set is not there: the set is not the one that was judged."""


def people(session: Session, study: Study) -> pd.DataFrame:
    """Return one row for each person who answered before, as ``people_of``."""
    return people_of(read_study(session, study, _key()))


def complete(session: Session, study: Study, everybody: pd.DataFrame) -> dict[str, str]:
    """Return the id of each person with a complete pair, and the week of its later half."""
    known = {_sign(one, study): one for one in session.scalars(_ids(study))}
    rows = everybody[everybody["is_complete"]]
    weeks = rows[["week_pre", "week_post"]].max(axis=1)
    return {known[sign]: str(week) for sign, week in zip(rows["participant"], weeks, strict=True)}


def _ids(study: Study) -> Select[str]:
    return select(Participant.id).where(Participant.study_id == study.id)


def _key() -> str:
    key: str = current_app.config["SETTINGS"].export_key
    return key


def _sign(participant_id: str, study: Study) -> str:
    return pseudonym(participant_id, study.id, _key())


class FrozenPeople:
    """Everybody who is frozen, to be had set by set."""

    def __init__(self, session: Session, study: Study, everybody: pd.DataFrame) -> None:
        """Take the people of a study as of one moment."""
        found = session.execute(
            select(FrozenPair.participant_id, FrozenPair.atom_id)
            .join(LedgerAtom, LedgerAtom.id == FrozenPair.atom_id)
            .where(LedgerAtom.study_id == study.id)
        )
        atom_of = {_sign(person, study): atom for person, atom in found}
        self.everybody = everybody
        atoms = everybody["participant"].map(atom_of)
        self.rows = {
            str(atom): np.asarray(rows) for atom, rows in everybody.groupby(atoms).indices.items()
        }

    def of(self, atoms: Iterable[str], n_people: int) -> pd.DataFrame:
        """Return the people of a set; raise MissingPeopleError unless they are n_people."""
        none = np.empty(0, dtype=np.intp)
        places = np.sort(np.concatenate([none, *(self.rows.get(one, none) for one in atoms)]))
        if len(places) != n_people:
            raise MissingPeopleError(f"{len(places)} people are there of {n_people}")
        return self.everybody.iloc[places]
