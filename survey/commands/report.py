"""``sammenheng report``."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click
from flask_babel import force_locale

from survey import policies
from survey.commands._app import application
from survey.commands._releasing import release
from survey.errors import NothingDue, TooFewAnswers, UnknownPage
from survey.extensions import db
from survey.files.writing import whole_file
from survey.language import LOCALES, NAMES
from survey.manage.operations import study_by_key
from survey.models import Study
from survey.release import participation, public
from survey.release.files import REGISTERS
from survey.release.public import Place
from survey.report.example import example_facts
from survey.report.facts import MUNICIPALITY, POOL, STUDY
from survey.report.sentences import too_few
from survey.report.typeset import typeset
from survey.wording import uses

REPORT = next(iter(REGISTERS))


@click.command("report")
@click.argument("study_key", metavar="[STUDY]", required=False)
@click.option("--municipality", metavar="NR", help="Official number of the municipality.")
@click.option("--pool", metavar="NAME", help="Municipalities that are reported together.")
@click.option("--all", "whole_study", is_flag=True, help="All municipalities together.")
@click.option("--example", is_flag=True, help="Invented numbers; needs no study.")
@click.option("--language", type=click.Choice(list(NAMES)), required=True)
@click.option(
    "--register",
    type=click.Choice(list(REGISTERS)),
    default=REPORT,
    show_default=True,
    help="The report, the public poster, or the appendix for researchers.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The PDF file; standard output by default.",
)
def command(  # noqa: PLR0913, PLR0917 - each is an option
    study_key: str | None,
    municipality: str | None,
    pool: str | None,
    language: str,
    register: str,
    output: Path | None,
    *,
    whole_study: bool,
    example: bool,
) -> None:
    """Print the newest released report of STUDY as PDF, the same bytes as on its page."""
    chosen = [municipality is not None, pool is not None, whole_study]
    if example != (study_key is None) or sum(chosen) != (0 if example else 1):
        raise click.UsageError(
            "give STUDY and one of --municipality NR, --pool NAME and --all; or --example alone"
        )
    with application(any_schema=example):
        if study_key is None:
            content = typeset(example_facts(), language, REGISTERS[register])
        else:
            content = _released(study_key, municipality, pool, f"{register}.{language}.pdf")
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with whole_file(output) as file:
        file.write(content)
    click.echo(f"Wrote {output}.", err=True)


def _released(study_key: str, municipality: str | None, pool: str | None, name: str) -> bytes:
    study = study_by_key(study_key)
    uses.check_may_report(db.session, study)  # also where the report was made before
    place = _place(study, municipality, pool)
    printed = public.printed(study)
    if not printed and study.kind in policies.WITHOUT_REAL_PEOPLE:
        _release(study.id)
        printed = public.printed(study)
    found = printed.get((place.kind, place.recipient))
    if not found:
        refusal = participation.of_place(study, place).refusal
        with force_locale(LOCALES[name.split(".")[1]]):
            raise TooFewAnswers(too_few(refusal))
    return public.file(found[0].document_id, name).content


def _release(study_id: str) -> None:
    """Release what may be, of a study in which nobody is real; nothing where this week's is out."""
    with suppress(NothingDue):
        release(study_id)
    db.session.rollback()  # what is read from here on is as of now


def _place(study: Study, municipality: str | None, pool: str | None) -> Place:
    places = public.places(study)
    kind = MUNICIPALITY if municipality else POOL if pool else STUDY
    of_kind = [one for one in places if one.kind == kind]
    for one in of_kind:
        if kind == STUDY or municipality == one.recipient or pool == one.area.name:
            return one
    known = ", ".join(f"{one.area.number or ''} {one.area.name}".strip() for one in of_kind)
    what = f"municipality {municipality}" if municipality else f"pool {pool}"
    raise UnknownPage(f"{study.key} has no {what}; it has {known or 'none'}")
