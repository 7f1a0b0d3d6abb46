"""``sammenheng paper``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey import policies
from survey.commands._app import application
from survey.extensions import db
from survey.files.writing import whole_file
from survey.help_lines import help_lines
from survey.language import NAMES
from survey.manage.operations import study_by_key
from survey.models.study import POST, PRE
from survey.paper.operations import form_to_print
from survey.paper.typeset import typeset


@click.command("paper")
@click.argument("study_key", metavar="STUDY")
@click.option("--wave", "wave_key", type=click.Choice([PRE, POST]), required=True)
@click.option("--language", type=click.Choice(list(NAMES)), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The PDF file; standard output by default.",
)
def command(study_key: str, wave_key: str, language: str, output: Path | None) -> None:
    """Write the questionnaire of STUDY for paper, in large print, as PDF.

    The number at the foot of each page says which form it is: it is typed in with the answers.
    """
    with application(writes=True) as app:
        study = study_by_key(study_key)
        policies.check_may_get_cards(study)
        form = form_to_print(db.session, study, wave_key, language)
        content = typeset(form, help_lines(app.config["SETTINGS"].help_lines))
        number = form.form.number
        db.session.commit()  # before anybody can print it
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        with whole_file(output) as file:
            file.write(content)
        click.echo(f"Wrote {output}.", err=True)
    click.echo(
        f"Form {number}. Print it in full size; both sides of a sheet are fine. Staple each one, "
        "and hand it out with an envelope.",
        err=True,
    )
