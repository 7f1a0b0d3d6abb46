"""Whoever withdraws or erases is called back from the files that were taken out before."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.administer.standing import Entry
from survey.models import AuditEvent, Export, ExportPiece, Participant, Revocation, Study
from survey.my_answers import operations as own
from tests.export.stored_cells import sign
from tests.export.taking_out import fetched
from tests.factories import make_answered_groups, make_card, make_study, read
from tests.page_client import PageClient

FILES = "/staff/studies/real/files"
Leave = Callable[[str], str]


@pytest.fixture
def real(app: Flask) -> Study:
    study = make_study(app, "real")
    make_answered_groups(app, study, [4, 4])
    return study


@pytest.fixture
def researcher(sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in("researcher")


@pytest.fixture
def erase(app: Flask) -> Leave:
    """Erase somebody as their own page does."""
    return lambda person: _leave(app, person, own.erase)


def _leave(app: Flask, person: str, how: Callable[[Entry], str]) -> str:
    with app.test_request_context(method="POST"):
        return how(Entry(person, "", ""))


def somebody(app: Flask) -> str:
    return str(min(one for (one,) in read(app, select(Participant.id))))


def make_one(researcher: PageClient, do_jobs: Callable[[], int]) -> None:
    researcher.press(
        researcher.open(FILES), "Make the file", what="research", file_format="csv", shape="long"
    )
    do_jobs()


def listed(researcher: PageClient) -> list[str]:
    text = researcher.get(f"{FILES}/revocations.csv").get_data(as_text=True)
    return [row["participant"] for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("how", [own.erase, own.withdraw])
def test_whoever_goes_after_a_file_was_fetched_is_on_the_list_by_the_sign_in_that_file(
    app: Flask, real: Study, researcher: PageClient, do_jobs: Callable[[], int], how: Any
) -> None:
    make_one(researcher, do_jobs)
    package = fetched(researcher, FILES)
    person = somebody(app)
    _leave(app, person, how)
    assert listed(researcher) == [sign(person, real)]
    assert sign(person, real) in package["answers.csv"].decode()
    assert person not in str(read(app, select(Revocation.row_id)))


def test_nobody_is_called_back_from_a_file_that_was_never_fetched(
    app: Flask, real: Study, researcher: PageClient, do_jobs: Callable[[], int], erase: Leave
) -> None:
    make_one(researcher, do_jobs)
    erase(somebody(app))
    assert not read(app, select(Revocation))
    assert not read(app, select(ExportPiece)), "their answers are still stored"
    assert read(app, select(Export.state)) == [("gone",)]
    assert "Make it anew" in researcher.open(FILES).text


def test_a_card_that_nobody_has_answered_with_is_not_called_back(
    app: Flask, real: Study, researcher: PageClient, do_jobs: Callable[[], int], erase: Leave
) -> None:
    make_one(researcher, do_jobs)
    fetched(researcher, FILES)
    erase(make_card(app, real).participant_id)
    assert not read(app, select(Revocation))


def test_a_new_file_waits_until_the_rows_are_said_to_be_deleted(
    app: Flask, real: Study, researcher: PageClient, do_jobs: Callable[[], int], erase: Leave
) -> None:
    make_one(researcher, do_jobs)
    fetched(researcher, FILES)
    before = researcher.open(FILES)
    erase(somebody(app))
    page = researcher.open(FILES)
    assert "First: rows to delete" in page.text
    assert "Make a file" not in page.text
    researcher.press(before, "Make the file", 409, what="research", file_format="csv", shape="long")
    researcher.press(page, "I have deleted these rows everywhere")
    assert "First: rows to delete" not in researcher.page.text
    make_one(researcher, do_jobs)
    assert len(fetched(researcher, FILES)["answers.csv"].splitlines()) == 1 + 14
    events = [one for (one,) in read(app, select(AuditEvent.action).order_by(AuditEvent.number))]
    assert "revocations_confirmed" in events


@pytest.mark.usefixtures("real")
def test_each_researcher_confirms_for_themselves(
    app: Flask,
    researcher: PageClient,
    sign_in: Callable[..., PageClient],
    do_jobs: Callable[[], int],
    erase: Leave,
) -> None:
    make_one(researcher, do_jobs)
    fetched(researcher, FILES)
    erase(somebody(app))
    researcher.press(researcher.open(FILES), "I have deleted these rows everywhere")
    other = sign_in("researcher", "other@example.org")
    assert "First: rows to delete" in other.open(FILES).text


def test_the_command_line_lists_the_rows_and_says_that_they_wait(
    app: Flask,
    real: Study,
    installation: None,
    sammenheng: Callable[..., Any],
    erase: Leave,
) -> None:
    assert sammenheng("export", "real").code == 0
    person = somebody(app)
    erase(person)
    assert sammenheng("export", "real", "--revocations").out.split() == [
        "participant",
        sign(person, real),
    ]
    assert "--rows-deleted" in sammenheng("export", "real").err
    assert "--rows-deleted" not in sammenheng("export", "real", "--rows-deleted").err
