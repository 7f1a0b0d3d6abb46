"""A stored text never changes: a correction is a new version, and what is allowed is added to."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from survey.errors import BadWording, NotPermitted, WordingInUse
from survey.models import InstrumentWording, WordingPermission
from survey.models.guards import GuardGone
from survey.wording import installed, store
from survey.wording.installed import permissions, versions
from tests.factories import make_answered, make_card, make_study, random_responses, read, writing
from tests.wordings import TODAY, install_content, install_text, invented, scope


def numbers(app: Flask) -> list[tuple[str, str, int, bool]]:
    with writing(app) as session:
        return [
            (one.wording.instrument_key, one.wording.language, one.number, one.is_retired)
            for one in versions(session)
        ]


def test_the_same_text_twice_is_one_version_and_one_permission(app: Flask) -> None:
    assert install_text(app, "soc13") == install_text(app, "soc13")
    assert numbers(app) == [("soc13", "nb", 1, False)]
    assert len(read(app, select(WordingPermission.id))) == 1


def test_a_corrected_text_is_a_new_version_and_the_one_that_is_shown(app: Flask) -> None:
    install_text(app, "soc13")
    install_text(app, "gse", "en")
    newer = install_content(app, invented(version="prøve 2"))
    assert numbers(app) == [
        ("soc13", "nb", 1, False),
        ("soc13", "nb", 2, False),
        ("gse", "en", 1, False),
    ]
    with writing(app) as session:
        assert store.find(session, "soc13", "nb") == newer


def test_another_permission_for_the_same_text_is_added(app: Flask) -> None:
    row_id = install_text(app, "soc13")
    install_text(app, "soc13", valid_until=dt.date(2031, 1, 1), reference="Brev 15")
    with writing(app) as session:
        assert [one.reference for one in permissions(session, row_id)] == ["Brev 15", "Brev 14"]


def test_taking_a_permission_back_ends_all_before_it_and_a_new_one_counts_again(
    app: Flask,
) -> None:
    row_id = install_text(app, "soc13")
    with writing(app) as session:
        row = session.get_one(InstrumentWording, row_id)
        installed.take_back(session, row, "feil tall", TODAY)
        assert permissions(session, row_id) == []
        installed.allow(session, row, scope(), TODAY)
        assert len(permissions(session, row_id)) == 1
    assert len(read(app, select(WordingPermission.id))) == 3


@pytest.mark.parametrize(
    "details",
    [{"languages": ("en",)}, {"valid_until": dt.date(2026, 1, 31)}],
    ids=["another language", "an end before the beginning"],
)
def test_a_permission_that_is_not_for_this_text_is_refused_and_nothing_is_stored(
    app: Flask, details: dict
) -> None:
    with pytest.raises(NotPermitted):
        install_text(app, "soc13", **details)
    assert numbers(app) == []


def test_a_faulty_text_is_refused_with_every_fault(app: Flask) -> None:
    content = invented(year="x")
    del content["items"]["soc13_02"]
    with pytest.raises(BadWording, match=r"- year: (.|\n)*- items\.soc13_02: "):
        install_content(app, content)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE instrument_wording SET text = '{}'",
        "UPDATE instrument_wording SET source = 'another'",
        "UPDATE instrument_wording SET kind = 'stand_in'",
        "DELETE FROM instrument_wording WHERE kind = 'installed'",
        "UPDATE wording_permission SET valid_until = NULL",
        "UPDATE wording_permission SET service_evaluation = TRUE",
        "DELETE FROM wording_permission",
    ],
)
def test_the_database_refuses_to_change_a_stored_text_or_permission(
    app: Flask, statement: str
) -> None:
    install_text(app, "soc13")
    with pytest.raises(IntegrityError, match="never"), writing(app) as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "changes",
    [
        "research = FALSE",  # for nothing, and still on a screen
        "web = FALSE, paper = FALSE",
        "valid_until = '2020-01-01'",
        "number = 0",
    ],
)
def test_the_database_refuses_a_permission_that_cannot_be(app: Flask, changes: str) -> None:
    install_text(app, "soc13")
    with writing(app) as session:
        session.execute(GuardGone("wording_permission_no_update", "wording_permission"))
    with pytest.raises(IntegrityError, match=r"(?i)check"), writing(app) as session:
        session.execute(text(f"UPDATE wording_permission SET {changes}"))  # noqa: S608 - ours


def test_a_text_that_was_changed_past_the_program_is_found_by_its_hash(app: Flask) -> None:
    row_id = install_text(app, "gse")
    with writing(app) as session:
        session.execute(GuardGone("instrument_wording_no_update", "instrument_wording"))
        row = session.get_one(InstrumentWording, row_id)
        row.text = invented("gse", lead="Noe annet.")
    with app.test_request_context(), pytest.raises(BadWording, match="Restore the database"):
        store.shown("gse", "nb")


def test_a_text_that_nobody_has_answered_can_be_set_aside_and_taken_up_again(app: Flask) -> None:
    install_text(app, "soc13")
    newer = install_content(app, invented(version="prøve 2"))
    with writing(app) as session:
        installed.retire(session, installed.version_of(session, newer), TODAY)
        session.flush()
        assert store.find(session, "soc13", "nb") != newer
    assert ("soc13", "nb", 2, True) in numbers(app)
    install_content(app, invented(version="prøve 2"))
    with writing(app) as session:
        assert store.find(session, "soc13", "nb") == newer


def test_a_text_that_was_answered_cannot_be_set_aside(app: Flask) -> None:
    row_id = install_text(app, "soc13")
    make_answered(app, make_card(app, make_study(app)), "pre", random_responses(1))
    with writing(app) as session, pytest.raises(WordingInUse, match="Install a corrected one"):
        installed.retire(session, installed.version_of(session, row_id), TODAY)
