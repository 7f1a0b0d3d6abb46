"""The lines of a report's tables: from where the groups are, never from who has answered."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import ContactPoint, FrozenPair, LedgerAtom, ReportDocument, Study
from survey.models.ledger import MUNICIPALITY, POOL, STUDY
from survey.release import book
from survey.release.stored_pools import pools_of
from survey.release.tables import Tables
from survey.report.facts import ReportFacts
from tests.factories import make_group, writing
from tests.released import ALSTAHAUG, BODO, NARVIK, RANA, VEFSN, make_edition, make_frozen_study

Lines = list[tuple[str, str, bool]]


@pytest.fixture
def study(app: Flask) -> Study:
    return make_frozen_study(app)


def lines_of(app: Flask, study: Study, kind: str, recipient: str) -> Lines:
    with writing(app) as session:
        tables = Tables(session, study, pools_of(session, study.id))
        return [(one.dimension, one.value, one.is_empty) for one in tables.of(kind, recipient)]


def test_a_pool_has_a_line_for_each_municipality_whoever_has_answered(
    app: Flask, study: Study
) -> None:
    with writing(app) as session:
        (pool,) = pools_of(session, study.id)
    assert lines_of(app, study, POOL, pool) == [
        ("municipality", number, False) for number in sorted((VEFSN, RANA, ALSTAHAUG))
    ]


def test_a_contact_point_without_a_group_has_a_line_that_says_so(app: Flask, study: Study) -> None:
    make_group(app, study, BODO, "Bodø")
    with writing(app) as session:
        session.add(ContactPoint(study_id=study.id, municipality_number=BODO, name="Sentralen"))
        session.commit()
        (new,) = session.scalars(select(ContactPoint.id).filter_by(name="Sentralen"))
    found = [line for line in lines_of(app, study, MUNICIPALITY, BODO) if "contact" in line[0]]
    assert [is_empty for _, value, is_empty in found if value == new] == [True]
    assert sum(not is_empty for *_, is_empty in found) == 2


def test_what_all_groups_have_in_common_has_no_table(app: Flask, study: Study) -> None:
    assert not [line for line in lines_of(app, study, STUDY, "all") if line[0] == "life_problem"]
    assert not [line for line in lines_of(app, study, STUDY, "all") if line[0] == "county"]


def test_the_lines_stay_when_everybody_of_one_of_them_has_left(app: Flask, study: Study) -> None:
    before = {key: lines_of(app, study, *key) for key in ((STUDY, "all"), (MUNICIPALITY, NARVIK))}
    make_edition(app, study)
    with writing(app) as session:
        led = session.scalars(
            select(FrozenPair.participant_id)
            .join(LedgerAtom, LedgerAtom.id == FrozenPair.atom_id)
            .where(LedgerAtom.group_type == "led")
        ).all()
        for person in led:
            book.leave(session, person)
        session.commit()
    assert {key: lines_of(app, study, *key) for key in before} == before


def test_a_report_has_these_lines_with_a_figure_or_the_sign(app: Flask, study: Study) -> None:
    make_edition(app, study)
    with writing(app) as session:
        stored = session.scalar(select(ReportDocument.facts).filter_by(kind=STUDY))
    facts = ReportFacts.from_json(stored or "")
    lines = lines_of(app, study, STUDY, "all")
    assert [(one.kind, one.name) for one in facts.parts] == [line[:2] for line in lines]
    assert {one.name for one in facts.parts if one.headline} == {"led", "self_organised"}
