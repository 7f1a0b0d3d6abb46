"""The jobs themselves, for the worker and the command line only: this loads pandas and scipy."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from flask import current_app
from sqlalchemy.orm import Session

from scoring.evaluation import evaluate, paired_scores
from survey import policies
from survey.evaluation.html_page import html_page
from survey.evaluation.written import written
from survey.export import jobs as export_jobs
from survey.export import making
from survey.export.kinds import CSV, LONG, RESEARCH, VARIABLES, Order
from survey.extensions import db
from survey.language import NAMES
from survey.models import Study
from survey.report import artefacts, operations
from survey.report.dataset import read_study
from survey.report.facts import ReportFacts, TooFew
from survey.report.summarise import summarise
from survey.report.typeset import typeset

log = logging.getLogger(__name__)


def run_queued() -> int:
    """Do every queued job, one after the other; return how many succeeded."""
    done = 0
    while (task := _claim()) is not None:
        try:
            made = _make(task)
            with db.writing() as session:
                artefacts.keep(session, task.study_id, task.area, made.contents, made.made_from)
                artefacts.drop(session, task.job_id)
                session.commit()
            done += 1
        except Exception:
            log.exception("the job %s for %s failed", task.kind, task.area)
            with db.writing() as session:
                artefacts.fail(session, task.job_id)
    return done


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


def _make(task: Task) -> Made:
    """Make results to be stored by their names; a file to take out is kept by itself."""
    if task.kind == artefacts.EXPORT:
        export_jobs.run(task.study_id, task.area)
        return Made({}, "")
    return make(task.study_id, task.kind, task.area)


def _claim() -> Task | None:
    with db.writing() as session:
        job = artefacts.claim(session)
        return None if job is None else Task(job.id, job.study_id, job.kind, job.area)


def make(study_id: str, kind: str, area: str) -> Made:
    """Return the results of one kind, from one moment's data, without holding up any answer."""
    session = db.session  # a command's own: it only reads
    session.rollback()  # that moment is now, not when the job before this one began
    study = session.get_one(Study, study_id)
    policies.check_is_trial(study)
    return Made(MAKERS[kind](session, study, area), artefacts.fingerprint(session, study))


def make_and_keep(study_id: str, kind: str, area: str) -> dict[str, bytes]:
    """Make results at once, for a command; store and return them."""
    made = make(study_id, kind, area)
    with db.writing() as session:
        artefacts.keep(session, study_id, area, made.contents, made.made_from)
        session.commit()
    return made.contents


def make_evaluation(session: Session, study: Study, _area: str) -> dict[str, bytes]:
    """Return what the results page shows of a study, and every text made of its evaluation."""
    frame = _frame(session, study)
    facts = operations.study_facts(study)
    evaluation, pairs = evaluate(frame).to_dict(), paired_scores(frame)
    before, after = pairs["soc13_total"]
    shown = {"evaluation": evaluation, "soc13_total_changes": sorted((after - before).tolist())}
    stamp = " (demonstration, simulated people)" if facts.is_demonstration else ""
    title = f"Before and after: {study.name}{stamp}"
    texts = {
        artefacts.RESULTS: json.dumps(shown, allow_nan=False),
        "evaluation.json": json.dumps(evaluation, indent=2, ensure_ascii=False, allow_nan=False),
        "evaluation.html": html_page(evaluation, pairs, title=title),
        **written(evaluation, study.name, facts),
    }
    return {name: text.encode() for name, text in texts.items()}


def make_data(session: Session, study: Study, _area: str) -> dict[str, bytes]:
    """Return the research file and its codebook, as the page of a trial shows them."""
    asked = export_jobs.asked_for(study, Order(RESEARCH, CSV, LONG, VARIABLES), "en", "")
    with tempfile.TemporaryDirectory() as folder:
        made = making.make(session, asked, Path(folder, "answers.csv"))
        return {"answers.csv": made.path.read_bytes(), "datapackage.json": made.package}


def make_report(session: Session, study: Study, area: str) -> dict[str, bytes]:
    """Return a report's facts and its PDF in the three languages, or only the refusal."""
    facts = report_facts(session, study, area)
    if isinstance(facts, TooFew):
        return {"report.json": artefacts.REFUSED}
    made = {"report.json": facts.to_json().encode()}
    for language in NAMES:
        made[f"report.{language}.pdf"] = typeset(facts, language)
    return made


def report_facts(session: Session, study: Study, area: str) -> ReportFacts | TooFew:
    """Return the facts of a report on a municipality or on the whole study."""
    return summarise(
        _frame(session, study), operations.study_facts(study), operations.report_area(study, area)
    )


def _frame(session: Session, study: Study) -> pd.DataFrame:
    return read_study(session, study, current_app.config["SETTINGS"].export_key)


MAKERS: dict[str, Callable[[Session, Study, str], dict[str, bytes]]] = {
    artefacts.EVALUATION: make_evaluation,
    artefacts.DATA: make_data,
    artefacts.REPORT: make_report,
}
