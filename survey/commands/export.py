"""``sammenheng export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey import policies
from survey.commands._app import application
from survey.files.writing import whole_file
from survey.manage.operations import study_by_key
from survey.report import artefacts, jobs


@click.command("export")
@click.argument("study_key", metavar="STUDY")
@click.option("--kind", type=click.Choice(["research"]), default="research", show_default=True)
@click.option(
    "--format", "file_format", type=click.Choice(["csv"]), default="csv", show_default=True
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file; the screen by default."
)
def command(study_key: str, kind: str, file_format: str, output: Path | None) -> None:  # noqa: ARG001 - one choice each so far
    """Write the answers and scores of STUDY, with a codebook beside the file."""
    with application():
        study = study_by_key(study_key)
        policies.check_is_trial(study)
        made = jobs.make(study.id, artefacts.DATA, artefacts.ALL).contents
    if output is None:
        sys.stdout.buffer.write(made["answers.csv"])
        click.echo("The codebook is written only with -o FILE.", err=True)
        return
    book = output.with_suffix(".datapackage.json")
    for path, name in ((output, "answers.csv"), (book, "datapackage.json")):
        with whole_file(path) as file:
            file.write(made[name])
    click.echo(f"Wrote {output} and its codebook {book}.", err=True)
