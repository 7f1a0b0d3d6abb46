"""``sammenheng report``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask_babel import force_locale

from survey import policies
from survey.commands._app import application
from survey.errors import TooFewAnswers
from survey.extensions import db
from survey.files.writing import whole_file
from survey.language import LOCALES, NAMES
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.release.gate import load_thresholds
from survey.report import artefacts, jobs, operations
from survey.report.facts import TooFew
from survey.report.sentences import too_few
from survey.wording import uses


@click.command("report")
@click.argument("study_key", metavar="STUDY")
@click.option("--municipality", metavar="NR", help="Official number of the municipality.")
@click.option("--all", "whole_study", is_flag=True, help="All municipalities together.")
@click.option("--language", type=click.Choice(list(NAMES)), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The PDF file; standard output by default.",
)
def command(
    study_key: str,
    municipality: str | None,
    language: str,
    output: Path | None,
    *,
    whole_study: bool,
) -> None:
    """Write the evaluation report of STUDY as PDF, through the release gate."""
    if whole_study == (municipality is not None):
        raise click.UsageError("give either --municipality NR or --all")
    with application():
        study = study_by_key(study_key)
        policies.check_is_trial(study)
        content = _report(study, municipality or artefacts.ALL, language)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with whole_file(output) as file:
        file.write(content)
    click.echo(f"Wrote {output}.", err=True)


def _report(study: Study, area: str, language: str) -> bytes:
    """Return the stored report if it was made from today's answers; make it otherwise."""
    uses.check_may_report(db.session, study)  # also where the report was made before
    place = operations.report_area(study, area)
    if artefacts.find(db.session, study, "report.json", area) is None:
        contents = jobs.make_and_keep(study.id, artefacts.REPORT, area)
    else:
        name = f"report.{language}.pdf"
        content = artefacts.find(db.session, study, name, area)
        contents = {name: content} if content else {}
    if f"report.{language}.pdf" not in contents:
        refusal = TooFew(operations.study_facts(study), place, load_thresholds())
        with force_locale(LOCALES[language]):
            raise TooFewAnswers(too_few(refusal))
    return contents[f"report.{language}.pdf"]
