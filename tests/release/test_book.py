"""The ledger in the database: only added to, and it goes on counting on whoever has left."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from survey.audit.chain import BrokenChainError
from survey.models import (
    FrozenPair,
    LedgerAtom,
    LedgerSplit,
    Participant,
    Release,
    ReleaseAtom,
    Study,
)
from survey.models.guards import GuardGone
from survey.models.ledger import MUNICIPALITY
from survey.release import book, chain
from survey.release.chain import BEGINNING, link
from tests.factories import make_card, writing
from tests.released import BODO, NARVIK, make_edition, make_frozen_study


@pytest.fixture
def study(app: Flask) -> Study:
    """Return a study with one released edition."""
    study = make_frozen_study(app)
    make_edition(app, study)
    return study


def test_everybody_with_a_complete_pair_is_in_one_atom_of_their_group(
    app: Flask, study: Study
) -> None:
    with writing(app) as session:
        pairs = session.scalar(select(func.count()).select_from(FrozenPair))
        weights = session.scalars(select(LedgerAtom.weight)).all()
        groups = session.scalars(select(LedgerAtom.group_id)).all()
    assert sum(weights) == pairs
    assert len(set(groups)) == len(groups)


@pytest.mark.parametrize("table", [LedgerAtom, LedgerSplit, Release, ReleaseAtom])
def test_nothing_in_the_ledger_is_changed_or_deleted(
    app: Flask, study: Study, table: type[LedgerAtom]
) -> None:
    with writing(app) as session:
        book.leave(session, session.scalars(select(FrozenPair.participant_id)).first() or "")
        session.commit()
    column = next(iter(table.__table__.columns))
    for deed in (update(table).values({column.name: column}), delete(table)):
        with (
            writing(app) as session,
            pytest.raises(DatabaseError, match="only added to"),
        ):
            session.execute(deed)


def test_the_ledger_stays_when_the_study_goes(app: Flask, study: Study) -> None:
    with writing(app) as session:
        before = session.scalar(select(func.count()).select_from(ReleaseAtom))
        session.execute(delete(Participant).where(Participant.study_id == study.id))
        session.execute(delete(Study).where(Study.id == study.id))
        session.commit()
        assert session.scalar(select(func.count()).select_from(FrozenPair)) == 0
        assert session.scalar(select(func.count()).select_from(ReleaseAtom)) == before


def test_releases_are_links_of_one_chain(app: Flask, study: Study) -> None:
    before = BEGINNING
    with writing(app) as session:
        rows = session.scalars(select(Release).order_by(Release.number)).all()
        assert len(rows) > 2
        for place, row in enumerate(rows, start=1):
            assert row.number == place
            before = link(place, vars(row), before)
            assert row.chain == before


def test_a_set_that_was_changed_in_the_file_is_found(app: Flask, study: Study) -> None:
    with writing(app) as session:
        n_releases = session.scalar(select(func.count()).select_from(Release))
        assert chain.verify(session) == n_releases
        session.execute(GuardGone("release_atom_no_delete", "release_atom"))
        session.execute(
            text(
                "DELETE FROM release_atom WHERE release_number = 2 AND atom_id = "
                "(SELECT min(atom_id) FROM release_atom WHERE release_number = 2)"
            )
        )
        with pytest.raises(BrokenChainError, match="release 2 was changed"):
            chain.verify(session)


def test_a_release_cannot_be_put_in_between(app: Flask, study: Study) -> None:
    with writing(app) as session, pytest.raises(DatabaseError, match="one after the other"):
        session.execute(
            text(
                "INSERT INTO release SELECT number + 70, study_id, edition_id, kind, "
                "'other', set_sha256, week, chain FROM release WHERE number = 1"
            )
        )


def test_who_leaves_stays_in_what_was_released_as_one_nameless_person(
    app: Flask, study: Study
) -> None:
    with writing(app) as session:
        before = book.read(session, study.id)
        person = session.scalars(
            select(FrozenPair.participant_id)
            .join(LedgerAtom, LedgerAtom.id == FrozenPair.atom_id)
            .where(LedgerAtom.municipality_number == NARVIK)
        ).first()
        assert person is not None
        book.leave(session, person)
        session.execute(delete(Participant).where(Participant.id == person))
        session.commit()
        after = book.read(session, study.id)
    assert after.head != before.head
    for then, now in zip(before.released, after.released, strict=True):
        assert sum(before.atoms[one].weight for one in then.atoms) == sum(
            after.atoms[one].weight for one in now.atoms
        )
    (gone,) = [one for one in after.atoms.values() if one.is_tombstone]
    assert (gone.weight, gone.municipality) == (1, NARVIK)
    there = after.last(MUNICIPALITY, NARVIK)
    assert gone.id not in there
    assert sum(after.atoms[one].weight for one in there) == 15
    assert after.last(MUNICIPALITY, BODO) == before.last(MUNICIPALITY, BODO)


def test_a_group_that_everybody_has_left_is_in_no_set_to_come(app: Flask, study: Study) -> None:
    with writing(app) as session:
        atom, people = session.execute(
            select(FrozenPair.atom_id, func.aggregate_strings(FrozenPair.participant_id, ","))
            .group_by(FrozenPair.atom_id)
            .limit(1)
        ).one()
        group = session.get_one(LedgerAtom, atom).group_id
        for person in people.split(","):
            book.leave(session, person)
        session.commit()
        after = book.read(session, study.id)
    assert group not in {one.group for one in after.present.values()}
    assert sum(one.weight for one in after.atoms.values() if one.group == group) == len(
        people.split(",")
    )


def test_who_was_never_frozen_leaves_nothing_behind(app: Flask, study: Study) -> None:
    card = make_card(app, study)
    with writing(app) as session:
        before = book.head(session, study.id)
        book.leave(session, card.participant_id)
        session.commit()
        assert book.head(session, study.id) == before
