"""An end that is broken off at any moment is gone on from, and nothing half is ever told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey.config import Settings
from survey.models import AuditEvent, KeptFile, StudyEnd
from survey.report.worker import environment
from survey.study_end import removal
from tests.factories import read
from tests.proofs import in_full
from tests.study_end.studies import TEXT, make_full_study, people_of, stored_bytes

KILLED = """
import os, signal
from sqlalchemy import event
from sqlalchemy.orm import Session
from survey.cli import main
from survey.study_end import removal

removal.PEOPLE_AT_A_TIME = 10
commits = 0

def die(session):
    global commits
    commits += 1
    if commits == {number}:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Session, "{moment}", die)
main(["study", "end", "try", "--{kind}", "--no-reports"])
"""
MOMENTS = in_full(
    (4, "after_commit", "anonymise"),
    *(
        (number, moment, kind)
        for number in range(1, 8)
        for moment in ("before_commit", "after_commit")
        for kind in ("anonymise", "delete")
    ),
)


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(("number", "moment", "kind"), MOMENTS)
def test_killed_it_is_gone_on_from(  # noqa: PLR0913, PLR0917
    app: Flask,
    settings: Settings,
    sammenheng: Callable[..., Any],
    number: int,
    moment: str,
    kind: str,
) -> None:
    study = make_full_study(app)
    secrets = [*people_of(app, study), TEXT]
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(number=number, moment=moment, kind=kind)],
        env=environment(settings),
        check=False,
        capture_output=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == -9, done.stderr
    states = [state for (state,) in read(app, select(StudyEnd.state))]
    assert states in ([], ["approved"], ["removing"], ["done"])
    if states in ([], ["approved"]):
        assert people_of(app, study) == [*secrets[:-1]]  # nothing is gone before all is decided
    if states == ["removing"]:  # the daily run goes on
        sammenheng("retention", "run")
    elif states != ["done"]:
        sammenheng("study", "end", "try", f"--{kind}", "--no-reports")
    assert read(app, select(StudyEnd.state)) == [("done",)]
    assert bool(read(app, select(KeptFile.sha256))) == (kind == "anonymise")
    ends = [one for (one,) in read(app, select(AuditEvent.action)) if one.startswith("study_")]
    assert ends[-1] in {"study_anonymised", "study_deleted"}
    assert len(ends) == 3
    if states != ["done"]:
        assert not [one for one in secrets if one.encode() in stored_bytes(settings)]


def test_two_workers_at_once_end_it_once(
    app: Flask, sammenheng: Callable[..., Any], installation: None
) -> None:
    make_full_study(app)
    sammenheng("study", "end", "try", "--anonymise", "--no-reports")
    ((end_id, protocol),) = read(app, select(StudyEnd.id, StudyEnd.protocol))
    with app.app_context():
        removal.remove(end_id)
    assert read(app, select(StudyEnd.protocol)) == [(protocol,)]
