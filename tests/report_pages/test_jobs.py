"""Work that a page asks for and a child process does."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey.config import Settings
from survey.models import Artefact, Job, Study
from survey.models.job import FAILED, QUEUED, RUNNING
from survey.release import editions
from survey.report import artefacts, jobs, taking
from tests.factories import make_study, read, writing
from tests.page_client import PageClient

DoJobs = Callable[[], int]
RESULTS = "/staff/studies/try/results"
PATIENCE = 60  # seconds until the child process must be done


def states(app: Flask) -> list[str]:
    return [row.state for row in read(app, select(Job.state))]


def set_job(app: Flask, *, minutes_ago: float, state: str) -> None:
    with writing(app) as session:
        job = session.scalars(select(Job)).one()
        job.state = state
        job.changed_at = taking.now() - dt.timedelta(minutes=minutes_ago)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> dict[str, bytes]:
        raise RuntimeError("no figures today")

    monkeypatch.setitem(jobs.MAKERS, artefacts.EVALUATION, fail)


def test_the_first_visitor_waits_and_the_page_asks_again_by_itself(
    app: Flask, study: Study, researcher: PageClient, started: list[Settings]
) -> None:
    page = researcher.open(RESULTS)
    assert page.headers["Refresh"] == "2"
    assert page.root.one("p", role="status")
    assert started == [app.config["SETTINGS"]]
    assert states(app) == [QUEUED]


def test_a_thousand_visitors_make_one_job(
    app: Flask, study: Study, researcher: PageClient, started: list[Settings]
) -> None:
    for _ in range(5):
        researcher.open(RESULTS)
    assert states(app) == [QUEUED]


def test_a_job_that_is_done_goes_and_leaves_its_result(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(RESULTS)
    assert do_jobs() == 1
    assert states(app) == []
    assert ("evaluation.json",) in read(app, select(Artefact.name))
    assert "Refresh" not in researcher.open(RESULTS).headers


@pytest.mark.usefixtures("failing")
def test_a_job_that_fails_says_so_and_does_not_ask_again_by_itself(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs, started: list[Settings]
) -> None:
    researcher.open(RESULTS)
    assert do_jobs() == 0
    page = researcher.open(RESULTS)
    assert "Refresh" not in page.headers
    assert not page.root.all("p", role="status")
    assert states(app) == [FAILED]
    assert len(started) == 1


def test_a_failed_job_is_tried_again_after_a_rest(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(RESULTS)
    set_job(app, state=FAILED, minutes_ago=2)
    assert "Refresh" in researcher.open(RESULTS).headers
    assert do_jobs() == 1


def test_a_job_whose_worker_was_killed_is_tried_again(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(RESULTS)
    set_job(app, state=RUNNING, minutes_ago=1)
    researcher.open(RESULTS)
    assert states(app) == [RUNNING]
    set_job(app, state=RUNNING, minutes_ago=3)
    researcher.open(RESULTS)
    assert do_jobs() == 1


@pytest.mark.usefixtures("failing")
def test_one_failing_job_does_not_keep_the_others_from_being_done(
    app: Flask, study: Study, researcher: PageClient, do_jobs: DoJobs
) -> None:
    researcher.open(RESULTS)
    with writing(app) as session:
        artefacts.ask_for(session, study, editions.SCRIPTED)
    assert do_jobs() == 1
    assert states(app) == [FAILED]


@pytest.mark.parametrize("page", ["results"])
def test_a_study_that_nobody_has_answered_is_shown_as_such(
    app: Flask, researcher: PageClient, do_jobs: DoJobs, page: str
) -> None:
    make_study(app)
    researcher.open(f"/staff/studies/try/{page}")
    assert do_jobs() == 1
    assert "Refresh" not in researcher.open(f"/staff/studies/try/{page}").headers


def test_the_real_child_process_does_what_a_page_asked_for(
    app: Flask, study: Study, researcher: PageClient
) -> None:
    researcher.open(RESULTS)
    end = time.monotonic() + PATIENCE
    while states(app):
        assert states(app) != [FAILED]
        assert time.monotonic() < end, "the worker did not finish"
        time.sleep(0.2)
    assert researcher.open(RESULTS).root.all("table")
