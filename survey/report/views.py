"""Results of a study, for those in staff whose role covers them."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template

from survey import permissions
from survey.analysis_plan.operations import study_plan
from survey.auth.access import needs
from survey.errors import UnknownPage
from survey.language import NAMES
from survey.manage.operations import study_by_key
from survey.report import artefacts, operations
from survey.report.answering import as_file, waiting_page
from survey.report.presenters import change_rows, distribution, regression
from survey.report.section_names import SECTION_NAMES
from survey.week_words import week_in_words

blueprint = Blueprint("report", __name__, url_prefix="/staff/studies/<study_key>")
PAGE, TEXT = "text/html; charset=utf-8", "text/markdown; charset=utf-8"
EVALUATION_FILES = {
    "evaluation.html": PAGE,
    "evaluation.json": "application/json",
    **{f"summary.{language}.html": PAGE for language in NAMES},
    "article.nb.md": TEXT,
    "article.en.md": TEXT,
    "trend.en.md": TEXT,
}


@blueprint.get("/results")
@needs(permissions.SEE_RESULTS)
def results(study_key: str) -> str | Response:
    """Show the researcher the figures before and after, and how people's change is spread."""
    study = study_by_key(study_key)
    stored = operations.result(study, artefacts.EVALUATION, artefacts.RESULTS)
    if stored.content is None:
        return waiting_page(study, stored)
    made = json.loads(stored.content)
    return render_template(
        "report/results.html",
        study=study,
        facts=operations.study_facts(study),
        evaluation=made["evaluation"],
        rows=change_rows(made["evaluation"]),
        regression=regression(made["evaluation"]),
        picture=distribution(made["evaluation"], made["soc13_total_changes"]),
        sections=made["sections"],
        names=SECTION_NAMES,
        held=study_plan(study),
        week=week_in_words,
    )


@blueprint.get("/results/<name>")
@needs(permissions.TAKE_OUT_DATA)
def evaluation_file(study_key: str, name: str) -> str | Response:
    """Send the whole evaluation: its page, its figures, or a text made of them."""
    study = study_by_key(study_key)
    if name not in EVALUATION_FILES:
        raise UnknownPage(f"there is no file {name}")
    stored = operations.result(study, artefacts.EVALUATION, name)
    if stored.content is None:
        return waiting_page(study, stored)
    return as_file(stored.content, EVALUATION_FILES[name], f"{study.key}-{name}")
