"""The analysis plan: given while nobody has answered, locked when the study opens."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from scoring.plan import default_plan, plan_as_toml, plan_from_text
from survey.analysis_plan import store
from survey.models import AnalysisPlan, AuditEvent, Study
from survey.models.study import DRAFT, EVALUATION
from survey.weeks import current_week
from tests.factories import make_answered, make_card, make_staff, make_study, read, writing
from tests.page_client import PageClient
from tests.pages import SignInPage

ADDRESS = "/staff/studies/try/plan"
OTHER = 'primary = "soc13_manageability"\nsecondary = "gse_total"\n'


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    return client


def give(client: PageClient, text: str, status: int = 200) -> None:
    page = client.open(ADDRESS)
    client.send(page, status, text=text)


def test_a_study_without_a_plan_is_told_that_the_programs_own_is_used(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    page = coordinator.open(ADDRESS)
    assert "has given no plan" in page.text
    assert default_plan().sha256 in page.text


def test_a_plan_that_is_given_is_the_one_shown_from_then_on(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    give(coordinator, OTHER)
    page = coordinator.open(ADDRESS)
    assert plan_from_text(OTHER, "x").sha256 in page.text
    rows = [[cell.text for cell in row.all("th", "td")] for row in page.root.all("tr")]
    assert ["Manageability", "the main one"] in [row[:2] for row in rows]


def test_giving_a_plan_is_an_audit_event(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    give(coordinator, OTHER)
    assert ("analysis_plan_given",) in read(app, select(AuditEvent.action))


def test_every_fault_of_a_plan_is_named_and_nothing_is_kept(
    app: Flask, coordinator: PageClient
) -> None:
    make_study(app)
    give(coordinator, 'primary = "happiness"\nalpha = 2\n')
    faults = coordinator.page.root.one("div", role="alert").text
    assert "happiness" in faults
    assert "alpha must be between 0 and 1" in faults
    assert not read(app, select(AnalysisPlan.study_id))


def test_the_file_taken_out_is_the_plan(app: Flask, coordinator: PageClient) -> None:
    make_study(app)
    give(coordinator, OTHER)
    text = coordinator.get(f"{ADDRESS}/plan.toml").get_data(as_text=True)
    assert plan_from_text(text, "x") == plan_from_text(OTHER, "x")


def test_no_plan_is_given_any_more_once_somebody_has_answered(
    app: Flask, coordinator: PageClient
) -> None:
    study = make_study(app)
    page = coordinator.open(ADDRESS)
    make_answered(app, make_card(app, study), "pre", {"soc13_01": 3})
    coordinator.send(page, 409, text=OTHER)
    assert not read(app, select(AnalysisPlan.study_id))
    assert not coordinator.open(ADDRESS).root.all("textarea")


def test_the_plan_of_a_real_study_is_locked_in_the_week_it_opens(app: Flask) -> None:
    study = make_study(app, kind=EVALUATION, state=DRAFT)
    with writing(app) as session:
        store.give(session, session.get_one(Study, study.id), OTHER)
    with writing(app) as session:
        store.lock(session, session.get_one(Study, study.id))
    assert read(app, select(AnalysisPlan.locked_week)) == [(current_week(),)]


def test_the_database_itself_refuses_to_change_a_locked_plan(app: Flask) -> None:
    study = make_study(app, kind=EVALUATION, state=DRAFT)
    with writing(app) as session:
        row = session.get_one(Study, study.id)
        store.give(session, row, OTHER)
        session.flush()
        store.lock(session, row)
    with pytest.raises(IntegrityError, match="never changed"), writing(app) as session:
        session.execute(update(AnalysisPlan).values(text=plan_as_toml(default_plan())))


def test_the_week_of_the_first_plan_is_not_moved_by_locking_twice(app: Flask) -> None:
    study = make_study(app, kind=EVALUATION, state=DRAFT)
    with writing(app) as session:
        store.give(session, session.get_one(Study, study.id), OTHER)
    with writing(app) as session:
        row = session.get_one(Study, study.id)
        store.lock(session, row)
        session.get_one(AnalysisPlan, study.id).locked_week = "2020-W01"
    with writing(app) as session:
        store.lock(session, session.get_one(Study, study.id))
    assert read(app, select(AnalysisPlan.locked_week)) == [("2020-W01",)]
