"""``sammenheng letter``: template, check, install, show."""

from __future__ import annotations

from pathlib import Path

import click
from flask import render_template
from flask_babel import force_locale

from survey.commands._app import application
from survey.commands._options import PATH
from survey.errors import BadLetter
from survey.extensions import db
from survey.files.writing import whole_file
from survey.language import LOCALES, NAMES
from survey.letter import store
from survey.letter.checking import faults_in
from survey.letter.reading import in_words, read_file
from survey.letter.shown import show
from survey.letter.template import template
from survey.manage.operations import study_by_key


@click.group("letter")
def command() -> None:
    """Fill in, check, install and show a study's information letter."""


@command.command("template")
@click.argument("study_key", metavar="STUDY")
@click.option("-o", "--output", type=PATH, help="The file; the screen by default.")
def template_(study_key: str, output: Path | None) -> None:
    """Write the form of a letter for STUDY, to be filled in.

    What has been filled in already, here or on the pages, stands in it.
    """
    with application():
        study = study_by_key(study_key)
        text = template(study.name, store.working(db.session, study))
    _write(text, output)


@command.command("check")
@click.argument("path", metavar="FILE", type=PATH)
def check(path: Path) -> None:
    """Say what FILE lacks before it can be shown to people."""
    faults = faults_in(read_file(path))
    if faults:
        raise BadLetter(in_words(f"the letter in {path} is not whole", faults))
    click.echo("Nothing is missing.", err=True)


@command.command("install")
@click.argument("study_key", metavar="STUDY")
@click.argument("path", metavar="FILE", type=PATH)
def install(study_key: str, path: Path) -> None:
    """Make FILE the letter of STUDY.

    Whoever has agreed to an earlier one meets the new one before the next wave. Before the study
    opens, fields may still be empty.
    """
    with application(writes=True):
        study = study_by_key(study_key)
        had_draft = store.has_draft(db.session, study)
        row = store.install(db.session, study, read_file(path))
        db.session.commit()
        click.echo(f"{study_key} has version {row.version} of its letter.", err=True)
        if had_draft:
            click.echo("The letter that was in work on the pages is replaced by it.", err=True)
        for fault in store.faults_of(db.session, study):
            click.echo(f"Still empty: {fault}", err=True)


@command.command("show")
@click.argument("study_key", metavar="STUDY")
@click.option("--language", type=click.Choice(list(NAMES)), required=True)
@click.option("-o", "--output", type=PATH, help="A page (HTML); text on the screen by default.")
def show_(study_key: str, language: str, output: Path | None) -> None:
    """Show the letter of STUDY as people read it."""
    with application(), force_locale(LOCALES[language]):
        letter = show(store.current(db.session, study_by_key(study_key)).letter, language)
        page = render_template("letter/page.html", letter=letter, is_whole=True)
    _write(letter.text if output is None else page, output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    with whole_file(output) as file:
        file.write(text.encode())
    click.echo(f"Wrote {output}.", err=True)
