"""The job beside people who answer: nobody's page is lost, and a killed run is gone on from."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey.config import Settings
from survey.models import Administration, Draft, Participant, Study
from survey.report.worker import environment
from survey.retention.operations import Run
from tests.factories import (
    Card,
    make_answered_groups,
    make_study,
    random_responses,
    read,
    stored_responses,
)
from tests.page_client import PageClient
from tests.pages import CheckPage, answer_pages, begin
from tests.retention.aged import make_draft, make_printing

KILLED = """
import os, signal
from sqlalchemy import event
from sqlalchemy.orm import Session
from survey.commands._app import application
from survey.retention import operations

commits = 0

def die(session):
    global commits
    commits += 1
    if commits == {after}:
        os.kill(os.getpid(), signal.SIGKILL)

with application():
    event.listen(Session, "{moment}", die)
    operations.run(operations.now(), lambda _rule, _n_rows: lambda _n: None)
"""


def old_drafts(app: Flask, study: Study, count: int) -> None:
    cards = make_printing(app, study, "2026-W10", count)
    for card in cards:
        make_draft(app, card, "2026-W10", "2026-W10")


def n_drafts(app: Flask) -> int:
    ((count,),) = read(app, select(func.count()).select_from(Draft))
    return int(count)


def everything(app: Flask) -> list[tuple[str, ...]]:
    rows = [
        *read(app, select(Participant.id, Participant.code_hash)),
        *read(app, select(Administration.id, Administration.submitted_week)),
    ]
    return sorted(map(tuple, rows))


def test_an_open_studys_people_are_untouched(app: Flask, run: Callable[[dt.datetime], Run]) -> None:
    open_one = make_study(app, "open")
    make_answered_groups(app, open_one, [5, 4])
    before = everything(app)
    run(dt.datetime(2046, 1, 1))  # noqa: DTZ001 - as stored
    assert everything(app) == before


@pytest.mark.parametrize(("moment", "after"), [("before_commit", 1), ("after_commit", 2)])
def test_a_run_that_is_killed_is_gone_on_from(  # noqa: PLR0913, PLR0917
    app: Flask,
    study: Study,
    settings: Settings,
    run: Callable[[dt.datetime], Run],
    moment: str,
    after: int,
) -> None:
    old_drafts(app, study, 6)
    make_printing(app, study, "2026-W08")
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(moment=moment, after=after)],
        env=environment(settings),
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == -9
    assert n_drafts(app) in {0, 6}
    run(dt.datetime.now(tz=dt.UTC).replace(tzinfo=None))
    assert n_drafts(app) == 0
    # The cards whose drafts went carry nothing any more either, and are as old as the others.
    run(dt.datetime.now(tz=dt.UTC).replace(tzinfo=None))
    assert not everything(app)


def test_pages_sent_while_the_job_runs_are_kept(
    app: Flask,
    run: Callable[[dt.datetime], Run],
    open_client: Callable[..., PageClient],
) -> None:
    waiting = make_study(app, "waiting")
    old_drafts(app, waiting, 30)
    live = make_study(app, "live")
    cards = make_printing(app, live, "2026-W10", 4)  # old enough to go, had nobody used them
    now = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
    chosen = {card: random_responses(number) for number, card in enumerate(cards)}

    sittings = {card: open_client() for card in cards}
    for card, client in sittings.items():
        begin(client, card)  # who has agreed to take part has used the card

    def answer(card: Card) -> None:
        answer_pages(sittings[card], chosen[card])
        CheckPage(sittings[card]).send_in()

    with ThreadPoolExecutor(5) as pool:
        running = pool.submit(run, now)
        for done in [pool.submit(answer, card) for card in cards]:
            done.result()
        running.result()
    assert all(stored_responses(app, card, "pre") == chosen[card] for card in cards)
    assert n_drafts(app) == 0
