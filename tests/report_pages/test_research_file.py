"""The research file of a trial, from the page of files: as answered, and described."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.after_questions import KEYS
from survey.export.making import Made
from survey.models import Administration, Participant, Response, Study, Wave
from survey.models.study import EVALUATION
from tests.export.taking_out import make_proposal
from tests.factories import (
    ITEMS,
    after_answers,
    make_answered,
    make_card,
    make_group,
    make_staff,
    make_study,
    read,
    writing,
)
from tests.page_client import PageClient
from tests.pages import SignInPage
from tests.research_file import make_research_file, rows_of

CODEBOOK = "/staff/studies/try/files/codebook"


@pytest.fixture
def made(app: Flask, study: Study, tmp_path: Path) -> Made:
    return make_research_file(app, study, tmp_path)


def stored_rows(app: Flask) -> list[tuple[str, ...]]:
    """Return each wave that was sent in as its items, in the file's order, gaps empty."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    query = (
        select(Administration.participant_id, Wave.key, Response.item_key, Response.value)
        .join(Wave, Wave.id == Administration.wave_id)
        .join(Response, Response.administration_id == Administration.id)
    )
    for person, wave, item, value in read(app, query):
        rows.setdefault((person, wave), {"wave": wave})[item] = "" if value is None else str(value)
    return sorted(as_cells(row) for row in rows.values())


def as_cells(row: dict[str, str]) -> tuple[str, ...]:
    return (row["wave"], *(row[item] for items in ITEMS.values() for item in items))


def test_the_file_equals_the_database_item_by_item(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    card = make_card(app, study, make_group(app, study))
    make_answered(app, card, "pre", {"soc13_01": 7}, meetings="3+")
    made = make_research_file(app, study, tmp_path)
    assert sorted(as_cells(row) for row in rows_of(made)) == stored_rows(app)


def test_the_file_names_no_row_of_the_database_and_no_week(app: Flask, made: Made) -> None:
    rows = rows_of(made)
    text = json.dumps(rows)
    assert "2026-W" not in text
    for (person,) in read(app, select(Participant.id)):
        assert person not in text
    assert {row["weeks_since_pre"] for row in rows} == {"0", "26"}


def test_the_order_of_the_file_is_not_the_order_of_the_cards(made: Made) -> None:
    people = [row["participant"] for row in rows_of(made)]
    assert all(left <= right for left, right in pairwise(people))


def test_the_codebook_describes_every_column_of_the_file(
    made: Made, researcher: PageClient
) -> None:
    content = made.path.read_bytes()
    (resource,) = json.loads(made.package)["resources"]
    columns = content.split(b"\n")[0].decode().strip().split(",")
    assert [one["name"] for one in resource["schema"]["fields"]] == columns
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    rows = researcher.open(CODEBOOK).root.all("table")[0].all("tr")[1:]
    assert [row.all("th")[0].text for row in rows] == columns
    assert all(row.all("td")[0].text for row in rows)


def test_the_file_holds_what_was_said_about_taking_part_as_answered(made: Made) -> None:
    rows = rows_of(made)
    said = [{key: row[key] for key in KEYS} for row in rows if row["wave"] == "post"]
    expected = [
        {key: "" if value is None else str(value) for key, value in after_answers(seed).items()}
        for size in (15, 2)
        for seed in range(size)
    ]
    assert sorted(said, key=str) == sorted(expected, key=str)
    assert {row[key] for row in rows if row["wave"] == "pre" for key in KEYS} == {""}


def test_the_codebook_gives_the_words_of_each_question_and_choice(
    made: Made, researcher: PageClient
) -> None:
    fields = {
        one["name"]: one for one in json.loads(made.package)["resources"][0]["schema"]["fields"]
    }
    assert "I have trusted the others in the group." in fields["climate_trust"]["description"]
    assert "no tested scale" in fields["climate_trust"]["description"]
    assert fields["climate_trust"]["values"]["5"] == "Agree"
    assert fields["climate_trust"]["constraints"] == {"minimum": 1, "maximum": 5}
    assert fields["overall_change"]["values"]["-3"] == "Much worse"
    assert fields["meetings"]["constraints"] == {"minimum": 0, "maximum": 1000}
    assert fields["status"]["type"] == "string"
    assert set(fields["status"]["values"]) == {"still_in", "finished", "left_early"}
    shown = researcher.open(CODEBOOK).text
    assert "I have trusted the others in the group." in shown
    assert "5 = Agree" in shown


def test_a_codebook_of_answers_to_the_stand_in_text_says_so(
    made: Made, researcher: PageClient
) -> None:
    assert "stand-in text, not SOC-13 or GSE" in researcher.open(CODEBOOK).text
    assert "stand-in text, not SOC-13 or GSE" in json.loads(made.package)["description"]


def test_a_codebook_of_real_people_is_shown_once_their_data_may_leave(
    app: Flask, study: Study, client: PageClient
) -> None:
    with writing(app) as session:
        session.execute(update(Study).values(kind=EVALUATION))
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    assert "second person" in client.open(CODEBOOK, 403).text
    make_proposal(
        app,
        study,
        kind="research",
        state="approved",
        variables=["municipality"],
        decided_by="another",
        decided_week="2026-W40",
    )
    shown = client.open(CODEBOOK).text
    assert "municipality" in shown
    assert "group_type" not in shown


def test_what_was_declined_in_another_study_brings_no_column(
    app: Flask, study: Study, tmp_path: Path
) -> None:
    other = make_study(app, "other")
    make_answered(app, make_card(app, other), "pre", {"soc13_01": 7}, meetings="none")
    theirs = select(Administration.id).join(Participant).where(Participant.study_id == other.id)
    with writing(app) as session:
        session.execute(
            update(Response)
            .where(Response.administration_id.in_(theirs))
            .values(value=None, declined=True)
        )
    assert "soc13_declined" not in rows_of(make_research_file(app, study, tmp_path))[0]
    assert "soc13_declined" in rows_of(make_research_file(app, other, tmp_path))[0]
