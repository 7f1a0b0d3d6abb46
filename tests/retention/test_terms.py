"""Nothing that goes by itself is there longer than was promised, and nothing goes before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from survey.models import (
    AuditEvent,
    CardInBatch,
    CardSheet,
    CodeAttempt,
    Contact,
    CutOff,
    Draft,
    Export,
    ExportPiece,
    ImportUpload,
    Invitation,
    Job,
    Participant,
    SignInAttempt,
    StaffSession,
    Study,
    WordAttempt,
)
from survey.retention.operations import Run
from survey.retention.rules import RULES
from survey.weeks import first_day, week_of
from tests.factories import make_staff, make_study, read, staff_of, writing
from tests.proofs import IS_LONG
from tests.retention.aged import make_draft, make_of_every_kind, make_printing

DAY = dt.timedelta(days=1)
# What is promised, whatever the program's own numbers are; a job runs each day.
PROMISED = {
    CardInBatch: dt.timedelta(days=181),
    Draft: 30 * DAY,
    Contact: 30 * DAY,
    WordAttempt: 2 * DAY,  # "the day", and the run after it
    CodeAttempt: 2 * DAY,
    SignInAttempt: 2 * DAY,
    StaffSession: 2 * DAY,
    Invitation: 8 * DAY,
    CardSheet: DAY + dt.timedelta(hours=1),
    ImportUpload: DAY + dt.timedelta(hours=1),
    ExportPiece: 30 * DAY,
    Job: 7 * DAY,
}
KINDS_WITH_WEEKS = {CardInBatch, Draft, Contact, ExportPiece}  # of these only the week is known


def n_of(app: Flask, table: object) -> int:
    ((count,),) = read(app, select(func.count()).select_from(table))
    return int(count)


def test_every_kind_that_goes_is_looked_at_here() -> None:
    assert len(RULES) == len(PROMISED) + 1  # and the log, which has tests of its own


@settings(
    max_examples=100 if IS_LONG else 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    made=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2036, 12, 31)),  # noqa: DTZ001 - as stored
    hour=st.integers(0, 23),
)
def test_with_a_run_each_day_nothing_outlives_its_term_and_nothing_goes_early(
    app: Flask, run: Callable[[dt.datetime], Run], made: dt.datetime, hour: int
) -> None:
    study = make_study(app, f"s{made:%Y%m%d%H%M%S}{hour}", post_after_weeks=1_000)
    staff = staff_of(app, make_staff(app, "researcher", f"{study.key}@example.org"))
    make_of_every_kind(app, study, staff, made)
    first_run = dt.datetime.combine(made.date(), dt.time(hour))
    gone: dict[object, dt.datetime] = {}
    for days in (0, 1, 2, 3, 5, 6, 7, 8, *range(22, 31), *range(173, 182)):
        at = first_run + days * DAY
        if at < made:
            continue
        run(at)
        for table in PROMISED.keys() - gone.keys():
            if not n_of(app, table):
                gone[table] = at
    for table, promised in PROMISED.items():
        assert gone[table] <= made + promised, table.__tablename__
        begun = dt.datetime.combine(first_day(week_of(made.date())), dt.time())
        earliest = made if table not in KINDS_WITH_WEEKS else begun
        if promised > 2 * DAY:
            assert gone[table] >= earliest + promised - 3 * DAY, table.__tablename__


def test_a_second_run_finds_nothing_more(
    app: Flask, study: Study, run: Callable[[dt.datetime], Run]
) -> None:
    at = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
    make_of_every_kind(app, study, staff_of(app, make_staff(app, "researcher")), at - 400 * DAY)
    first = run(at)
    assert [one.n_rows for one in first.lines if one.n_rows] == [1] * len(PROMISED)
    assert [one.rule.kind for one in run(at).lines if one.n_rows] == []


def test_a_run_that_only_looks_changes_nothing_and_says_the_same(
    app: Flask, study: Study, sammenheng: Callable[..., object], installation: None
) -> None:
    at = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None) - 400 * DAY
    make_of_every_kind(app, study, staff_of(app, make_staff(app, "researcher")), at)
    before = {table: n_of(app, table) for table in (*PROMISED, AuditEvent)}
    looked = sammenheng("retention", "run", "--dry-run")
    assert {table: n_of(app, table) for table in (*PROMISED, AuditEvent)} == before
    assert "Nothing was changed." in looked.err
    assert "staff's sessions\t1\t24 hours\tthe sign-in" in looked.out
    ran = sammenheng("retention", "run")
    assert ran.out == looked.out
    assert (ran.code, looked.code) == (0, 0)
    assert "staff's sessions\t0" in sammenheng("retention", "run").out


def test_things_of_participants_are_told_in_fives(
    app: Flask, study: Study, sammenheng: Callable[..., object], installation: None
) -> None:
    for number in range(7):
        week = f"2026-W{10 + number:02}"
        make_draft(app, make_printing(app, study, week)[0], week, week)
    told = sammenheng("retention", "run")
    assert "answers begun and not sent in\t5\t30 days" in told.out
    assert "printings with unused cards\t5\t6 months" in told.out
    ((count,),) = read(app, select(AuditEvent.count).filter_by(action="retention_run"))
    assert count == 15  # 14 in all


def test_whoever_goes_on_writing_keeps_what_was_begun(
    app: Flask, study: Study, run: Callable[[dt.datetime], Run]
) -> None:
    writes, stopped, of_before = make_printing(app, study, "2030-W01", 3)
    make_draft(app, writes, "2030-W01", "2030-W08")
    make_draft(app, stopped, "2030-W01", "2030-W03")
    make_draft(app, of_before, "2030-W01", None)
    run(dt.datetime(2030, 2, 25))  # noqa: DTZ001 - as stored
    assert read(app, select(Draft.participant_id)) == [(writes.participant_id,)]


def test_a_card_that_carries_anything_stays_whatever_its_age(
    app: Flask, study: Study, run: Callable[[dt.datetime], Run]
) -> None:
    answered = make_printing(app, study, "2026-W10", 2)
    make_draft(app, answered[0], "2031-W20", "2031-W20")
    run(dt.datetime(2031, 5, 20))  # noqa: DTZ001 - as stored
    assert read(app, select(Participant.id)) == [(answered[0].participant_id,)]


def test_a_file_that_was_fetched_stays_in_the_list_and_one_that_was_not_is_gone(
    app: Flask, study: Study, run: Callable[[dt.datetime], Run]
) -> None:
    staff = staff_of(app, make_staff(app, "researcher"))
    make_of_every_kind(app, study, staff, dt.datetime(2030, 1, 1))  # noqa: DTZ001 - as stored
    with writing(app) as session:
        other = session.scalars(select(Export)).one()
        fetched = Export(
            **{
                column.name: getattr(other, column.name)
                for column in Export.__table__.c
                if column.name not in {"id", "state"}
            },
            id="f" * 32,
            state="taken_out",
        )
        session.add(fetched)
        session.flush()
        session.add(ExportPiece(export_id=fetched.id, number=0, content=b"zip"))
    run(dt.datetime(2030, 6, 1))  # noqa: DTZ001 - as stored
    assert not n_of(app, ExportPiece)
    assert sorted(state for (state,) in read(app, select(Export.state))) == ["gone", "taken_out"]


@pytest.mark.parametrize("to_come", [True, False])
def test_an_address_is_kept_while_a_freeze_is_still_to_come(
    app: Flask, study: Study, run: Callable[[dt.datetime], Run], *, to_come: bool
) -> None:
    staff = staff_of(app, make_staff(app, "researcher"))
    make_of_every_kind(app, study, staff, dt.datetime(2030, 1, 1))  # noqa: DTZ001 - as stored
    if to_come:
        with writing(app) as session:
            session.add(CutOff(study_id=study.id, week="2035-W01"))
    run(dt.datetime(2030, 6, 1))  # noqa: DTZ001 - as stored
    assert n_of(app, Contact) == to_come
