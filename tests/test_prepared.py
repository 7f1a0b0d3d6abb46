"""Statements that go straight to the driver find and write the same, in the same transaction."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql

from survey.extensions import db
from survey.models import CodeAttempt, Group, Municipality, Participant, Study
from survey.prepared import Prepared
from tests.factories import make_card, make_study, read, writing

OF_STUDY = select(Study.key, Study.background, Study.open_field, Study.post_window_weeks).where(
    Study.key == bindparam("key")
)
ADDED = Prepared(insert(Municipality).values(number=bindparam("no"), name=bindparam("called")))
RENAMED = Prepared(
    update(Municipality).where(Municipality.number == bindparam("no")).values(name=bindparam("now"))
)
NAMES = select(Municipality.name).where(Municipality.number.in_(["9998", "9999"]))
POST = {"path": "/", "method": "POST"}


def test_it_finds_what_the_same_statement_finds(app: Flask) -> None:
    study = make_study(app)
    with writing(app) as session:
        session.get_one(Study, study.id).background = ["life_stage", "found_by"]
    with app.app_context():
        expected = db.session.execute(OF_STUDY, {"key": study.key}).one()
        prepared = Prepared(OF_STUDY)
        assert prepared.rows(db.connection, key=study.key) == [tuple(expected)]
        assert prepared.row(db.connection, key=study.key) == tuple(expected)
        assert prepared.value(db.connection, key=study.key) == study.key
    assert expected.background == ["life_stage", "found_by"]
    assert isinstance(expected.open_field, bool)


def test_where_nothing_is_there_it_finds_none(app: Flask) -> None:
    with app.app_context():
        prepared = Prepared(OF_STUDY)
        assert prepared.rows(db.connection, key="none") == []
        assert prepared.row(db.connection, key="none") is None
        assert prepared.value(db.connection, key="none") is None


def test_a_moment_is_compared_and_returned_as_a_moment(app: Flask) -> None:
    began_at = dt.datetime(2027, 1, 20, 8, 30)  # noqa: DTZ001 - as the table holds it
    with writing(app) as session:
        session.add(CodeAttempt(source="e" * 64, began_at=began_at, n_failed=3))
    later = Prepared(select(CodeAttempt.began_at).where(CodeAttempt.began_at > bindparam("since")))
    with app.app_context():
        assert later.value(db.connection, since=began_at - dt.timedelta(seconds=1)) == began_at
        assert later.value(db.connection, since=began_at) is None


@pytest.mark.parametrize("ended", ["past the session", "on the session"])
def test_what_is_written_so_is_committed_with_the_request(app: Flask, ended: str) -> None:
    with app.test_request_context(**POST):
        ADDED.write(db.connection, no="9999", called="Ny")
        (db.session if ended == "on the session" else db).commit()
    assert read(app, NAMES) == [("Ny",)]


@pytest.mark.parametrize("ended", ["past the session", "on the session"])
def test_what_is_taken_back_was_never_there(app: Flask, ended: str) -> None:
    with app.test_request_context(**POST):
        ADDED.write(db.connection, no="9999", called="Ny")
        (db.session if ended == "on the session" else db).rollback()
        db.commit()
    assert read(app, NAMES) == []


def test_what_was_not_committed_was_never_there(app: Flask) -> None:
    with app.test_request_context(**POST):
        ADDED.write(db.connection, no="9999", called="Ny")
    assert read(app, NAMES) == []


def test_the_session_and_what_is_written_past_it_are_one_transaction(app: Flask) -> None:
    with app.test_request_context(**POST):
        db.session.add(Municipality(number="9998", name="Med"))
        db.session.flush()
        RENAMED.write(db.connection, no="9998", now="Uten")
        ADDED.write(db.connection, no="9999", called="Ny")
        assert sorted(db.session.scalars(NAMES)) == ["Ny", "Uten"]
        with db.reading() as elsewhere:
            assert elsewhere.scalars(NAMES).all() == [], "nobody else sees it before the commit"
        db.commit()
        # A second transaction of the same request, this time first past the session.
        RENAMED.write(db.connection, no="9999", now="Nyere")
        db.session.add(Municipality(number="9997", name="Borte"))
        db.session.rollback()
        RENAMED.write(db.connection, no="9998", now="Sist")
        db.session.commit()
    assert sorted(name for (name,) in read(app, NAMES)) == ["Ny", "Sist"]


def test_a_page_that_only_reads_cannot_hold_up_a_writer(app: Flask) -> None:
    """It takes no lock: another request writes and commits while it is under way."""
    study = make_study(app)
    with app.test_request_context("/"):
        assert Prepared(OF_STUDY).value(db.connection, key=study.key) == study.key
        card = make_card(app, study)
    assert read(app, select(Participant.id)) == [(card.participant_id,)]


@pytest.mark.parametrize(
    ("address", "sees"),
    [pytest.param("/staff/", [], id="staff"), pytest.param("/check", [1], id="participant")],
)
def test_a_staff_page_sees_one_moment_and_a_participants_what_there_is(
    app: Flask, address: str, sees: list[int]
) -> None:
    """A participant's page asks one thing or two, and begins no transaction for them."""
    study, seen = make_study(app), Prepared(select(Participant.id))
    with app.test_request_context(address):
        assert seen.rows(db.connection) == []
        make_card(app, study)
        assert [1] * len(seen.rows(db.connection)) == sees


def test_it_is_put_into_the_words_of_another_database_too() -> None:
    """Where nothing runs on PostgreSQL, too."""
    words = Prepared(select(Group.id).where(Group.started_week > bindparam("week"))).in_words(
        postgresql.dialect()
    )
    assert "%(week)" in words.sql
    assert words.values({"week": "2027-W03"}) == {"week": "2027-W03"}
