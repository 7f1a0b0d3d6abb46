"""Jobs between several processes and machines: taken once, never lost with whoever took them."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey.config import Settings
from survey.models import Artefact, Job, Study
from survey.models.job import QUEUED, RUNNING
from survey.report import artefacts, jobs, taking, worker
from survey.report.doors import MOST_AT_ONCE, Door
from survey.report.taking import GIVEN_UP_AFTER, Task
from tests.factories import make_study, read, writing
from tests.proofs import in_full
from tests.serving.running import ROOT, running, with_settings

N_JOBS = 12
PATIENCE = 90.0  # seconds


@pytest.fixture
def study(app: Flask) -> Study:
    return make_study(app)


@pytest.fixture
def ask_for(app: Flask, study: Study) -> Callable[..., None]:
    """Put jobs into the queue."""

    def ask(*areas: str) -> None:
        with writing(app) as session:
            for area in areas:
                artefacts.ask_for(session, study, artefacts.EVALUATION, area)

    return ask


def take(app: Flask) -> Task | None:
    with writing(app) as session:
        return taking.take(session)


def grow_old(app: Flask, by: dt.timedelta) -> None:
    """Let time pass for every job."""
    with writing(app) as session:
        for job in session.scalars(select(Job)):
            job.changed_at -= by


def states(app: Flask) -> list[str]:
    return sorted(row.state for row in read(app, select(Job.state)))


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    late = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < late, what
        time.sleep(0.05)


def test_many_who_take_at_once_never_take_the_same(
    app: Flask, ask_for: Callable[..., None]
) -> None:
    ask_for(*map(str, range(N_JOBS)))
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda _: take(app), range(2 * N_JOBS)))
    areas = [one.area for one in taken if one is not None]
    assert sorted(areas, key=int) == [str(number) for number in range(N_JOBS)]


def test_what_was_asked_for_first_is_done_first(app: Flask, ask_for: Callable[..., None]) -> None:
    for area in ("b", "c", "a"):
        ask_for(area)
    assert [take(app).area for _ in range(3)] == ["b", "c", "a"]  # type: ignore[union-attr]


def test_a_job_without_a_sign_of_life_is_taken_by_the_next(
    app: Flask, ask_for: Callable[..., None]
) -> None:
    ask_for("all")
    first = take(app)
    grow_old(app, GIVEN_UP_AFTER - dt.timedelta(seconds=10))
    assert take(app) is None
    grow_old(app, dt.timedelta(seconds=20))
    second = take(app)
    assert first is not None
    assert second is not None
    assert second.job_id == first.job_id


def test_a_sign_of_life_keeps_a_job_however_long_it_takes(
    app: Flask, ask_for: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "SIGN_OF_LIFE_EVERY", 0.05)
    ask_for("all")
    task = take(app)
    assert task is not None
    begun = task.at
    with taking.signs_of_life(app.extensions["database"], task):
        wait_until(lambda: task.at > begun, "no sign of life comes")
    with writing(app) as session:
        assert taking.finish(session, task)
    assert states(app) == []


def test_who_lost_a_job_stores_nothing_and_leaves_it_to_who_has_it(
    app: Flask, ask_for: Callable[..., None]
) -> None:
    ask_for("all")
    slow = take(app)
    assert slow is not None
    grow_old(app, GIVEN_UP_AFTER * 2)
    quick = take(app)
    assert quick is not None
    with writing(app) as session:
        assert not taking.finish(session, slow)
        taking.fail(session, slow)
        taking.renew(session, slow)
    assert states(app) == [RUNNING]
    with writing(app) as session:
        assert taking.finish(session, quick)


def test_a_job_that_was_lost_meanwhile_leaves_no_result(
    app: Flask, ask_for: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(artefacts.ALL)

    def make_slowly(*_: object) -> dict[str, bytes]:
        with writing(app) as session:
            session.execute(update(Job).values(changed_at=taking.now() - dt.timedelta(hours=1)))
        return {"evaluation.json": b"{}"}

    monkeypatch.setitem(jobs.MAKERS, artefacts.EVALUATION, make_slowly)
    turns = iter([True, False])
    with app.app_context():
        assert jobs.run_queued(goes_on=lambda: next(turns)) == 0
    assert read(app, select(Artefact.name)) == []
    assert states(app) == [RUNNING]


def test_the_doors_of_a_machine_are_the_same_for_all_its_processes(settings: Settings) -> None:
    """Two rooms and one bench; a process that was killed gives both free."""
    code = (
        "import sys, time; from survey.report.doors import Door, _take\n"
        f"door = Door({settings.database!r})\n"
        "held = [door.bench(), door._any_room(), door._any_room(), door._any_room()]\n"
        "print([one is not None for one in held], flush=True); time.sleep(60)"
    )
    door = Door(settings.database)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "[True, True, True, False]\n"
        assert MOST_AT_ONCE == 2
        assert door.bench() is None
        assert door._any_room() is None
        assert Door("sqlite:///another").bench() is not None
        other.kill()
    wait_until(lambda: door.bench() is not None, "the bench stays taken")
    assert door._any_room() is not None


def test_where_jobs_are_done_elsewhere_no_page_starts_a_child(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Settings] = []
    monkeypatch.setattr(worker, "run_child", begun.append)
    worker.start(replace(settings, jobs="elsewhere"))
    time.sleep(0.2)
    assert begun == []
    worker.start(settings)
    wait_until(lambda: bool(begun), "no child is started here either")


@pytest.mark.kills
@pytest.mark.parametrize("child", in_full("left alone", "killed"))
def test_a_machine_for_jobs_does_them_takes_over_from_a_killed_child_and_ends_gently(
    app: Flask, settings: Settings, catalogues: None, ask_for: Callable[..., None], child: str
) -> None:
    with_settings(settings, 'jobs = "elsewhere"')
    with running(settings, "jobs", "run", "--wait") as waiting:
        ask_for(artefacts.ALL)
        wait_until(lambda: states(app) != [QUEUED], "nobody takes the job")
        if child == "killed":
            for pid in children_of(waiting.process.pid):
                os.kill(pid, signal.SIGKILL)
            grow_old(app, GIVEN_UP_AFTER * 2)
        wait_until(lambda: states(app) == [], "the job is not done")
        assert waiting.stop() == 0
    assert ("evaluation.json",) in read(app, select(Artefact.name))


def test_a_worker_that_is_asked_to_end_finishes_the_job_in_hand_and_takes_no_other(
    app: Flask, ask_for: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for("all", "1804")
    is_over = threading.Event()

    def make(*_: object) -> dict[str, bytes]:
        is_over.set()
        return {"evaluation.json": b"{}"}

    monkeypatch.setitem(jobs.MAKERS, artefacts.EVALUATION, make)
    with app.app_context():
        assert jobs.run_queued(goes_on=lambda: not is_over.is_set()) == 1
    assert states(app) == [QUEUED]


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)],  # noqa: S607 - whichever ps there is
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(one) for one in listed.stdout.split()]
