"""The evaluation of a study, section by section: not released, for the researcher alone."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template

from survey import permissions
from survey.auth.access import needs
from survey.errors import UnknownPage
from survey.language import current_language
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.report import artefacts, operations
from survey.report.answering import as_file, waiting_page
from survey.report.section_names import SECTION_NAMES, spoken

blueprint = Blueprint("evaluation", __name__, url_prefix="/staff/studies/<study_key>/results")


@blueprint.get("/section/<key>")
@needs(permissions.SEE_RESULTS)
def section(study_key: str, key: str) -> str | Response:
    """Show one section, with its tables and pictures."""
    study = study_by_key(study_key)
    stored = _parts(study)
    if stored.content is None:
        return waiting_page(study, stored)
    sections = json.loads(stored.content)["sections"]
    place = next((place for place, one in enumerate(sections) if one["key"] == key), None)
    if place is None:
        raise UnknownPage(f"the evaluation has no section {key}")
    return render_template(
        "report/section.html",
        study=study,
        facts=operations.study_facts(study),
        sections=sections,
        place=place,
        names=SECTION_NAMES,
        html=spoken(sections[place]["html"], current_language()),
    )


@blueprint.get("/picture/<key>.svg")
@needs(permissions.SEE_RESULTS)
def picture(study_key: str, key: str) -> Response:
    """Send one picture as a file."""
    return _part(study_by_key(study_key), "pictures", key, "svg", "image/svg+xml; charset=utf-8")


@blueprint.get("/table/<key>.csv")
@needs(permissions.SEE_RESULTS)
def table(study_key: str, key: str) -> Response:
    """Send one table as a file."""
    return _part(study_by_key(study_key), "tables", key, "csv", "text/csv; charset=utf-8")


def _part(study: Study, kind: str, key: str, suffix: str, media_type: str) -> Response:
    stored = _parts(study)
    if stored.content is None:
        return waiting_page(study, stored)
    parts: dict[str, Any] = json.loads(stored.content)[kind]
    if key not in parts:
        raise UnknownPage(f"the evaluation has no {key}")
    return as_file(parts[key].encode(), media_type, f"{study.key}-{key}.{suffix}")


def _parts(study: Study) -> operations.Result:
    return operations.result(study, artefacts.EVALUATION, artefacts.PARTS)
