"""The jobs themselves, for the worker and the command line only: this loads pandas and scipy."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pandas as pd
from flask import current_app
from sqlalchemy.orm import Session

from scoring.evaluation import SECTIONS, evaluate, paired_scores
from survey.analysis_plan.store import plan_of
from survey.deeds import DEEDS
from survey.evaluation.html_page import html_page
from survey.evaluation.page_parts import page_parts
from survey.evaluation.written import written
from survey.extensions import db
from survey.models import Study
from survey.report import artefacts, operations, progress
from survey.report.dataset import read_study

log = logging.getLogger(__name__)


def run_queued() -> int:
    """Do every queued job, one after the other; return how many succeeded."""
    done = 0
    while (task := _claim()) is not None:
        progress.begin(task.job_id)
        try:
            _do(task)
            done += 1
        except Exception:
            log.exception("the job %s for %s failed", task.kind, task.area)
            with db.writing() as session:
                artefacts.fail(session, task.job_id)
    return done


def _do(task: Task) -> None:
    if task.kind in DEEDS:
        DEEDS[task.kind](task.study_id, task.area)
        contents, made_from = {}, ""
    else:
        made = make(task.study_id, task.kind, task.area)
        contents, made_from = made.contents, made.made_from
    with db.writing() as session:
        artefacts.keep(session, task.study_id, task.area, contents, made_from)
        artefacts.drop(session, task.job_id)
        session.commit()


@dataclass(frozen=True)
class Task:
    """A job that this worker has taken."""

    job_id: str
    study_id: str
    kind: str
    area: str


@dataclass(frozen=True)
class Made:
    """What a job made, by name, and the fingerprint of the data it was made from."""

    contents: dict[str, bytes]
    made_from: str


def _claim() -> Task | None:
    with db.writing() as session:
        job = artefacts.claim(session)
        return None if job is None else Task(job.id, job.study_id, job.kind, job.area)


def make(study_id: str, kind: str, area: str) -> Made:
    """Return the results of one kind, from one moment's data, without holding up any answer."""
    session = db.session  # a command's own: it only reads
    session.rollback()  # that moment is now, not when the job before this one began
    study = session.get_one(Study, study_id)
    return Made(MAKERS[kind](session, study, area), artefacts.fingerprint(session, study))


def make_evaluation(session: Session, study: Study, _area: str) -> dict[str, bytes]:
    """Return what the results page shows of a study, and every text made of its evaluation."""
    frame = _frame(session, study)
    facts = operations.study_facts(study)
    plan = plan_of(session, study).plan
    evaluation = evaluate(frame, plan, progress=_told()).to_dict()
    pairs = paired_scores(frame, plan)
    before, after = pairs["soc13_total"]
    parts = page_parts(evaluation, pairs)
    shown = {
        "evaluation": evaluation,
        "soc13_total_changes": sorted((after - before).tolist()),
        "sections": [{"key": one["key"]} for one in parts["sections"]],
    }
    stamp = " (demonstration, simulated people)" if facts.is_demonstration else ""
    title = f"Before and after: {study.name}{stamp}"
    texts = {
        artefacts.RESULTS: json.dumps(shown, allow_nan=False),
        artefacts.PARTS: json.dumps(parts, allow_nan=False),
        "evaluation.json": json.dumps(evaluation, indent=2, ensure_ascii=False, allow_nan=False),
        "evaluation.html": html_page(evaluation, pairs, title=title),
        **written(evaluation, study.name, facts),
    }
    return {name: text.encode() for name, text in texts.items()}


def _told() -> Callable[[str], None]:
    """Return what tells a waiting page of each section of the evaluation that is done."""
    done = count(1)
    return lambda _section: progress.tell(next(done), len(SECTIONS))


def _frame(session: Session, study: Study) -> pd.DataFrame:
    return read_study(session, study, current_app.config["SETTINGS"].export_key)


MAKERS: dict[str, Callable[[Session, Study, str], dict[str, bytes]]] = {
    artefacts.EVALUATION: make_evaluation,
}
