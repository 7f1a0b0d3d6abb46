"""The child process, and what makes a stored result too old to be shown."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Semaphore

import pytest
from flask import Flask

from survey.config import Settings, load_settings
from survey.extensions import db
from survey.models import Study
from survey.release.gate import load_thresholds
from survey.report import artefacts, operations, worker
from tests.factories import make_answered, make_card, make_study
from tests.page_client import PageClient

RESULTS = "/staff/studies/try/results"


def test_the_worker_gets_the_settings_of_its_own_server_whatever_is_set_outside(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMMENHENG_DATABASE", "sqlite:////tmp/another.sqlite")
    monkeypatch.setenv("SAMMENHENG_CONFIG", "another.toml")

    found = load_settings(worker.environment(settings))

    assert replace(found, source=None) == replace(settings, source=None)


def test_a_page_that_asks_again_starts_no_second_worker(
    researcher: PageClient, study: Study, started: list[Settings]
) -> None:
    for _ in range(5):
        researcher.open(RESULTS)

    assert len(started) == 1


def test_however_often_workers_are_asked_for_two_run_at_once_and_one_waits(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, let_go, ended = Semaphore(0), Semaphore(0), Semaphore(0)

    def work(_settings: Settings) -> None:
        begun.release()
        assert let_go.acquire(timeout=10)
        ended.release()

    monkeypatch.setattr(worker, "run_child", work)

    def ask() -> None:
        worker.start(settings)
        time.sleep(0.15)

    for _ in range(6):
        ask()
    assert [begun.acquire(timeout=5) for _ in range(2)] == [True, True]
    assert not begun.acquire(timeout=0.2), "a third one runs beside two"
    let_go.release(3)
    assert begun.acquire(timeout=5), "the one that waits finds what was asked for meanwhile"
    assert [ended.acquire(timeout=5) for _ in range(3)] == [True, True, True]
    assert not begun.acquire(timeout=0.2)
    worker.start(settings)
    assert begun.acquire(timeout=5), "later jobs have a worker too"
    let_go.release()
    assert ended.acquire(timeout=5)


def test_raised_thresholds_reach_results_that_are_stored(
    app: Flask, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        before = artefacts.fingerprint(db.session, study)
        stricter = replace(load_thresholds(), persons=200)
        monkeypatch.setattr(artefacts, "load_thresholds", lambda: stricter)

        assert artefacts.fingerprint(db.session, study) != before


def test_a_study_whose_answers_came_from_elsewhere_is_not_called_a_stand_in(app: Flask) -> None:
    study = make_study(app)
    with app.app_context():
        assert not operations.study_facts(study).has_stand_in


def test_a_study_answered_in_the_stand_in_text_says_so(app: Flask) -> None:
    study = make_study(app)
    make_answered(app, make_card(app, study), "pre", {"soc13_01": 4})
    with app.app_context():
        assert operations.study_facts(study).has_stand_in
