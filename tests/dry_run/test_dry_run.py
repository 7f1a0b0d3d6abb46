"""A dry run: a study to look at before anybody has answered, gone without a trace afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.config import Settings
from survey.dry_run import filling
from survey.manage.operations import study_by_key
from survey.models import (
    AuditEvent,
    Base,
    ContactPoint,
    DryRun,
    Group,
    Job,
    Participant,
    Participation,
    Study,
    StudyPart,
)
from survey.models.study import DRAFT, EVALUATION
from survey.report import worker
from survey.report.jobs import run_queued
from tests.databases import stored_bytes
from tests.factories import make_answered_groups, make_group, make_staff, make_study, read
from tests.page_client import Page, PageClient
from tests.pages import SignInPage
from tests.research_file import make_research_file

ADDRESS = "/staff/studies/try/dry-run"
COPY = "/staff/studies/try-dry-run"
MAKE, REMOVE = "Make a dry run", "Remove it"


@pytest.fixture(autouse=True)
def worker_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process; the tests do the queued jobs themselves."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


@pytest.fixture
def study(app: Flask) -> Study:
    """Make a study of real people that is not open yet, with one group so far."""
    study = make_study(app, kind=EVALUATION, state=DRAFT, post_after_weeks=26)
    make_group(app, study)
    return study


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "researcher"))
    return client


def work(app: Flask) -> None:
    with app.app_context():
        run_queued()


def made(app: Flask, client: PageClient) -> Page:
    """Go all the way: ask, let the job run, and look at the page again."""
    waiting = client.press(client.open(ADDRESS), MAKE)
    assert waiting.headers["Refresh"] == "2"
    work(app)
    return client.open(ADDRESS)


def dump(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but the log, which keeps that something was done."""
    return {
        name: sorted(map(tuple, read(app, select(table))), key=repr)
        for name, table in Base.metadata.tables.items()
        if name != "audit_event"
    }


@pytest.mark.usefixtures("study")
def test_the_study_can_be_looked_at_with_invented_answers(
    app: Flask, coordinator: PageClient
) -> None:
    page = made(app, coordinator)
    assert page.links()["Look at the dry run"] == COPY
    shown = coordinator.open(COPY)
    assert "simulated people" in shown.text
    tiles = [one.text for one in shown.root.one("ul", **{"class": "tiles"}).all("strong")]
    assert all(int(one) >= 20 for one in tiles)
    reports = coordinator.open(f"{COPY}/reports")
    assert "nothing of a dry run" in reports.text
    assert reports.links()["See what a report looks like, with invented numbers"]
    assert not reports.root.one("main").all("button")


@pytest.mark.usefixtures("study")
def test_a_dry_run_leaves_no_trace_but_two_lines_in_the_log(
    app: Flask, coordinator: PageClient, settings: Settings
) -> None:
    before = dump(app)
    page = made(app, coordinator)
    coordinator.open(f"{COPY}/results")
    work(app)
    during = dump(app)
    invented = [row[0] for row in read(app, select(Participant.code_hash))]
    invented += [row[0] for row in read(app, select(Participation.id))]
    assert len(invented) > 100
    assert all(one.encode() in stored_bytes(settings.database) for one in invented)
    assert during["artefact"]

    coordinator.press(page, REMOVE)

    assert dump(app) == before
    left = stored_bytes(settings.database)
    assert not [one for one in invented if one.encode() in left]
    actions = [tuple(one) for one in read(app, select(AuditEvent.action))]
    assert [one for one in actions if one != ("signed_in",)] == [
        ("dry_run_made",),
        ("dry_run_removed",),
    ]


def test_nothing_of_the_real_study_is_touched(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    make_answered_groups(app, study, [5])

    def of_the_study() -> list[tuple[Any, ...]]:
        people = select(Participant.id, Participant.group_id).filter_by(study_id=study.id)
        return sorted(map(tuple, read(app, people)))

    before, answered = of_the_study(), coordinator.open("/staff/studies/try").text
    made(app, coordinator)
    assert of_the_study() == before
    assert coordinator.open("/staff/studies/try").text == answered


@pytest.mark.usefixtures("study")
def test_the_codebook_of_a_dry_run_says_that_the_people_are_invented(
    app: Flask, coordinator: PageClient, tmp_path: Path
) -> None:
    made(app, coordinator)
    with app.app_context():
        copy = study_by_key("try-dry-run")
    book = json.loads(make_research_file(app, copy, tmp_path).package)
    assert "All people in it are simulated" in book["description"]
    assert "simulated people" in coordinator.open(f"{COPY}/files/codebook").text


@pytest.mark.usefixtures("study")
def test_a_dry_run_takes_no_answers_and_gets_no_cards(app: Flask, coordinator: PageClient) -> None:
    made(app, coordinator)
    assert "takes no new cards" in coordinator.open(f"{COPY}/cards").text
    assert read(app, select(Study.state, Study.kind).filter_by(key="try-dry-run")) == [
        ("closed", "demonstration")
    ]


def test_a_dry_run_has_the_studys_places_and_at_least_twelve_groups(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    make_group(app, study, "4203", "Arendal")
    made(app, coordinator)
    (copy,) = read(app, select(Study.id).filter_by(key="try-dry-run"))
    places = read(app, select(ContactPoint.municipality_number).filter_by(study_id=copy.id))
    assert {number for (number,) in places} == {"4203", "1806"}
    assert len(read(app, select(Group.id))) == 2 + 12


def test_whoever_has_a_part_in_the_study_has_one_in_its_dry_run(
    app: Flask, coordinator: PageClient, study: Study
) -> None:
    made(app, coordinator)
    assert len(read(app, select(StudyPart.study_id))) == 2


@pytest.mark.usefixtures("study")
def test_there_is_one_dry_run_at_a_time_and_none_of_a_dry_run(
    app: Flask, coordinator: PageClient
) -> None:
    first = coordinator.open(ADDRESS)
    coordinator.press(first, MAKE)
    coordinator.press(first, MAKE)
    work(app)
    assert len(read(app, select(DryRun.study_id))) == 1
    page = coordinator.open(f"{COPY}/dry-run")
    assert "This study is a dry run" in page.text
    assert page.links()["To the study it was made of"] == ADDRESS


def test_a_study_without_a_contact_point_is_told_what_to_do_first(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    page = coordinator.open(ADDRESS)
    assert "Enter a contact point first" in page.text
    token = page.root.all("input", name="csrf_token")[0]["value"]
    coordinator.browser.post(f"{ADDRESS}/make", data={"csrf_token": token})
    assert not read(app, select(DryRun.study_id))


@pytest.mark.usefixtures("study")
def test_a_dry_run_that_failed_half_way_holds_nobody_and_can_be_removed(
    app: Flask, coordinator: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(app)

    def break_off(*arguments: Any) -> None:
        insert_people(*arguments)
        raise RuntimeError("the power went")

    insert_people = filling.insert_people
    monkeypatch.setattr(filling, "insert_people", break_off)
    page = made(app, coordinator)
    assert "could not be filled" in page.text
    assert not read(app, select(Participant.id))

    coordinator.press(page, REMOVE)
    assert dump(app) == before


@pytest.mark.usefixtures("study")
def test_a_dry_run_that_is_removed_before_it_is_filled_stays_removed(
    app: Flask, coordinator: PageClient
) -> None:
    waiting = coordinator.press(coordinator.open(ADDRESS), MAKE)
    coordinator.press(waiting, REMOVE)
    work(app)
    assert not read(app, select(Participant.id))
    assert not read(app, select(Job.id))


@pytest.mark.usefixtures("study")
def test_filling_twice_invents_nobody_twice(app: Flask, coordinator: PageClient) -> None:
    made(app, coordinator)
    people = len(read(app, select(Participant.id)))
    with app.app_context():
        filling.fill(read(app, select(DryRun.study_id))[0][0], "all")
    assert len(read(app, select(Participant.id))) == people
