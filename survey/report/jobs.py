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
from survey.report import artefacts, operations, progress, taking
from survey.report.dataset import read_study
from survey.report.taking import Task

log = logging.getLogger(__name__)


def run_queued(*, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Do every queued job, one after the other; return how many succeeded.

    goes_on: asked before each job whether there is time for one more.
    """
    done = 0
    while goes_on() and (task := _take()) is not None:
        progress.begin(task.job_id)
        try:
            with taking.signs_of_life(db.engine, task):
                keep = _do(task)
            with db.writing() as session:
                # A deed may take everything of its study away, its own place in the queue too.
                if taking.finish(session, task):
                    keep(session)
                    session.commit()
                elif task.kind not in DEEDS:
                    continue
            done += 1
        except Exception:
            log.exception("a job failed: %s", task.kind)
            with db.writing() as session:
                taking.fail(session, task)
                session.commit()
    return done


def _do(task: Task) -> Callable[[Session], None]:
    """Do a job; return what stores its result, which the caller commits."""
    if task.kind in DEEDS:
        DEEDS[task.kind](task.study_id, task.area)
        return lambda _session: None
    made = make(task.study_id, task.kind, task.area)
    return lambda session: artefacts.keep(
        session, task.study_id, task.area, made.contents, made.made_from
    )


@dataclass(frozen=True)
class Made:
    """What a job made, by name, and the fingerprint of the data it was made from."""

    contents: dict[str, bytes]
    made_from: str


def _take() -> Task | None:
    with db.writing() as session:
        return taking.take(session)


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
