"""The planner's page: the figures of ``sammenheng plan``, in words a coordinator understands."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from threading import Semaphore
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from scoring.borrowed import RETEST, SPREAD
from scoring.plan import default_plan
from scoring.power import ICC
from survey.models import Artefact, Job, StudySetUp
from survey.planner import outside
from survey.planner.asked import Asked, asked_in
from survey.planner.calculate import answer
from survey.report import worker
from survey.report.jobs import run_queued
from tests.factories import make_staff, make_study, read, writing
from tests.page_client import Page, PageClient
from tests.pages import SignInPage

ADDRESS = "/staff/studies/try/planner"
PATIENCE = 300.0  # seconds for a child on a busy machine
QUESTION = {
    "change": "4",
    "sd": "12,3",
    "retest": "74",
    "response": "60",
    "icc": "10",
    "group_size": "6",
    "groups": "20",
}


@pytest.fixture(autouse=True)
def worker_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process; the tests do the queued jobs themselves."""
    monkeypatch.setattr(worker, "start", lambda _settings: None)


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    make_study(app)
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    return client


def ask(client: PageClient, **changed: str) -> Page:
    return client.open(f"{ADDRESS}?{urlencode(QUESTION | changed)}")


def answered(app: Flask, client: PageClient, **changed: str) -> Page:
    assert ask(client, **changed).headers["Refresh"] == "2"
    with app.app_context():
        run_queued()
    return ask(client, **changed)


def test_the_page_answers_in_words_a_table_and_a_picture(
    app: Flask, coordinator: PageClient
) -> None:
    page = answered(app, coordinator)
    assert "you need 16 groups" in page.text
    assert "4 groups must start there" in page.text
    assert "With the 20 groups you plan" in page.text
    rows = [one.text for one in page.root.one("tbody").all("th")]
    assert "20 (your plan)" in rows
    assert page.root.one("svg").all("title")
    assert page.root.one("input", name="sd")["value"] == "12,3"  # as it was typed


def test_the_figures_are_those_of_the_command(sammenheng: Callable) -> None:
    told = json.loads(sammenheng("plan", "--json", "--groups", "20").out)
    made = answer(Asked(groups=20))
    assert (made["for_power"], made["for_release"]) == tuple(told["needed"].values())[:2]
    row = next(one for one in made["rows"] if one["groups"] == 20)
    assert row["power"] == pytest.approx(told["rows"][0]["power"], abs=1e-12)
    assert row["release"] == pytest.approx(told["rows"][0]["chance_of_release"], abs=1e-12)


def test_what_stands_in_the_form_at_first_are_the_published_figures() -> None:
    asked = Asked()
    assert asked.change / 10 == default_plan().equivalence_bounds["soc13_total"]
    assert asked.sd / 10 == SPREAD["soc13_total"].value
    assert asked.retest / 100 == RETEST["soc13_total"].value
    assert asked.icc / 100 == ICC


def test_a_question_is_found_again_by_its_name() -> None:
    asked = Asked(change=400, sd=400, groups=1000)
    assert asked_in(asked.name) == asked
    assert len(asked.name) <= 40


def test_the_form_begins_with_the_groups_that_the_set_up_plans(
    app: Flask, coordinator: PageClient
) -> None:
    study = make_study(app, "other")
    with writing(app) as session:
        session.add(StudySetUp(study_id=study.id, planned_groups=14))
    page = coordinator.open("/staff/studies/other/planner")
    assert page.root.one("input", name="groups")["value"] == "14"


def test_too_few_groups_for_any_test_are_said_to_be_so(app: Flask, coordinator: PageClient) -> None:
    page = answered(app, coordinator, groups="1")
    assert "too few answers are expected to say" in page.text


def test_a_number_out_of_range_is_named_with_its_range(app: Flask, coordinator: PageClient) -> None:
    page = ask(coordinator, response="0", sd="many")
    assert "from 5 to 100" in page.text
    assert not read(app, select(Job.id))


def test_one_answer_is_kept_for_a_study(app: Flask, coordinator: PageClient) -> None:
    answered(app, coordinator)
    answered(app, coordinator, groups="40")
    assert read(app, select(Artefact.area)) == [("40-123-74-60-10-6-40",)]


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    outside.forget()
    yield
    outside.forget()


def ask_outside(client: PageClient) -> Page:
    return client.open(f"/staff/planner?{urlencode(QUESTION)}")


@pytest.mark.usefixtures("nothing_kept")
def test_before_there_is_a_study_the_same_question_has_the_same_answer(
    app: Flask, client: PageClient
) -> None:
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    assert "/staff/planner" in client.open("/staff/").links().values()
    page = ask_outside(client)
    end = time.monotonic() + PATIENCE
    while "Refresh" in page.headers:
        assert time.monotonic() < end, "the child did not answer"
        time.sleep(0.2)
        page = ask_outside(client)
    make_study(app)
    assert page.root.one("table").text == answered(app, client).root.one("table").text
    assert not read(app, select(Job.id))


@pytest.mark.usefixtures("nothing_kept")
def test_a_child_that_fails_is_told_of_once_and_asked_again(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = Semaphore(0)

    def fail(*_command: object, **_options: object) -> None:
        tried.release()
        raise subprocess.CalledProcessError(1, "survey.planner")

    monkeypatch.setattr(subprocess, "run", fail)
    SignInPage(client).sign_in(make_staff(app, "coordinator"))
    for _ in range(2):
        page = ask_outside(client)
        assert tried.acquire(timeout=10)
        while "Refresh" in page.headers:
            page = ask_outside(client)
        assert "could not be worked out" in page.text
