"""What the database itself refuses, whoever asks."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from survey.models import Administration, Participant, Participation, Response, ShownAs
from tests.databases import IS_POSTGRESQL, ON_SQLITE
from tests.factories import (
    Card,
    make_answered,
    make_card,
    make_study,
    random_responses,
    read,
    writing,
)

ABOUT_PEOPLE = (
    "participant",
    "consent",
    "draft",
    "participation",
    "after_answer",
    "background_answer",
    "open_answer",
    "administration",
    "response",
    "group",
    "code_attempt",
    "shown_as",
    "own_word",
    "word_attempt",
    "withdrawal",
    "receipt",
    "contact",
)


@pytest.fixture
def answered(app: Flask) -> Card:
    card = make_card(app, make_study(app))
    make_answered(app, card, "pre", random_responses(1), meetings="none")
    return card


def change(app: Flask, statement: str, **values: object) -> None:
    with writing(app) as session:
        session.execute(text(statement), values)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("soc13_01", 8),
        ("soc13_01", 0),
        ("soc13_01", -1),
        ("gse_01", 5),
        ("gse_10", 0),
    ],
)
def test_a_value_outside_the_scale_is_refused(
    app: Flask, answered: Card, item: str, value: object
) -> None:
    with pytest.raises(IntegrityError, match="ck_response"):
        change(
            app, "UPDATE response SET value = :value WHERE item_key = :item", value=value, item=item
        )


@pytest.mark.parametrize(
    ("item", "value"), [("soc13_01", 1), ("soc13_01", 7), ("gse_01", 4), ("gse_01", None)]
)
def test_a_value_on_the_scale_or_a_gap_is_taken(
    app: Flask, answered: Card, item: str, value: int | None
) -> None:
    change(app, "UPDATE response SET value = :value WHERE item_key = :item", value=value, item=item)
    assert read(app, select(Response.value).filter_by(item_key=item)) == [(value,)]


def test_what_was_declined_has_no_value(app: Flask, answered: Card) -> None:
    with pytest.raises(IntegrityError, match="ck_response_declined_has_no_value"):
        change(app, "UPDATE response SET declined = TRUE WHERE item_key = 'soc13_01'")
    change(app, "UPDATE response SET declined = TRUE, value = NULL WHERE item_key = 'soc13_01'")
    with pytest.raises(IntegrityError, match="ck_response_declined_has_no_value"):
        change(app, "UPDATE response SET value = 3 WHERE item_key = 'soc13_01'")


def test_an_answer_in_words_is_refused(app: Flask, answered: Card) -> None:
    with pytest.raises(DBAPIError, match=r"ck_response|a value is refused"):
        change(app, "UPDATE response SET value = :value", value="yes")


@pytest.mark.parametrize("value", [2, "perhaps"])
def test_declined_is_said_or_it_is_not(app: Flask, answered: Card, value: object) -> None:
    with pytest.raises(
        DBAPIError, match=r"ck_response_declined|is of type boolean|a value is refused"
    ):
        change(app, "UPDATE response SET value = NULL, declined = :value", value=value)


@pytest.mark.parametrize(
    ("column", "value"), [("amount", "line"), ("text_size", "huge"), ("spacing", "none")]
)
def test_a_display_that_no_menu_offers_is_refused(
    app: Flask, answered: Card, column: str, value: str
) -> None:
    kept = {"amount": "page", "text_size": "large", "spacing": "more"} | {column: value}
    with pytest.raises(IntegrityError, match=f"ck_shown_as_{column}"), writing(app) as session:
        session.add(ShownAs(participant_id=answered.participant_id, **kept))


def test_nobody_takes_part_in_a_wave_twice(app: Flask, answered: Card) -> None:
    (row,) = read(app, select(Participation))
    with pytest.raises(IntegrityError, match=r"(?i)unique"), writing(app) as session:
        session.add(
            Participation(
                participant_id=answered.participant_id,
                submitted_week="2026-W01",
                wave_id=row.Participation.wave_id,
            )
        )


def test_answers_cannot_end_before_they_began(app: Flask, answered: Card) -> None:
    with pytest.raises(IntegrityError, match="time_order"):
        change(app, "UPDATE administration SET started_week = '9999-W01'")


def test_an_answer_needs_its_administration(app: Flask, answered: Card) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), writing(app) as session:
        session.add(Response(administration_id="nobody", item_key="soc13_01", value=1))


def test_erasing_a_participant_erases_everything_they_said(app: Flask, answered: Card) -> None:
    with writing(app) as session:
        session.delete(session.get_one(Participant, answered.participant_id))
    for table in (Participation, Administration, Response):
        assert not read(app, select(table))


@ON_SQLITE
@pytest.mark.parametrize("table", ABOUT_PEOPLE)
def test_rows_about_people_have_no_number_that_tells_their_order(app: Flask, table: str) -> None:
    with app.extensions["database"].connect() as connection:
        (schema,) = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"),
            {"name": table},
        ).one()
    assert schema.rstrip().endswith("WITHOUT ROWID")


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_an_acknowledged_answer_is_on_the_disk(app: Flask, pragma: str, value: object) -> None:
    with app.extensions["database"].connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.skipif(not IS_POSTGRESQL, reason="about PostgreSQL's own settings")
def test_an_acknowledged_answer_is_on_the_servers_disk_whatever_the_server_was_set_to(
    app: Flask,
) -> None:
    with app.extensions["database"].connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
