"""``sammenheng study end`` and ``sammenheng study protocol``."""

from __future__ import annotations

import sys

import click

from survey.commands._app import application
from survey.errors import UnknownPage
from survey.extensions import db
from survey.manage.operations import study_by_key
from survey.models import Study, StudyEnd
from survey.models.study_end import ANONYMISE, CARRIED_OUT, DELETE, DELETED_RESULT, PROPOSED
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.study_end import carrying_out, conditions, ends, proposals
from survey.study_end.refusals import EndNotPossible


@click.command("end")
@click.argument("key")
@click.option("--anonymise", "kind", flag_value=ANONYMISE, help="Keep scores that are nobody's.")
@click.option("--delete", "kind", flag_value=DELETE, help="Keep nothing but ledger and log.")
@click.option("--no-reports", is_flag=True, help="There will be no final report.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
def end(key: str, kind: str | None, *, no_reports: bool, dry_run: bool) -> None:
    """End the closed study KEY for good.

    In a study of real people this carries out what two people have agreed to on its page in the
    browser, also where that was broken off. In a demonstration or a trial it does so at once.
    With --anonymise everything is deleted where fewer than six people would be alike.
    """
    if kind is None:
        raise click.UsageError("say --anonymise or --delete")
    reports = conditions.NO_REPORTS if no_reports else conditions.REPORTS_RELEASED
    with application(writes=not dry_run):
        study = study_by_key(key)
        if dry_run:
            _foretell(study, kind, reports)
            return
        end_id = _agreed(study, kind, reports)
        db.session.commit()
        _carry_out(end_id)
        done = db.session.get_one(StudyEnd, end_id, populate_existing=True)
        if done.kind != ANONYMISE or done.result != DELETED_RESULT:
            click.echo(f"{key} is {done.result}.", err=True)
        else:
            click.echo(f"{key} is deleted: too few people would have been alike.", err=True)
        click.echo(f"Final on {done.final_on}: until then a backup may know more.", err=True)
        click.echo(done.protocol)


@click.command("protocol")
@click.argument("key")
def protocol(key: str) -> None:
    """Show the protocol of a study KEY that was ended, also where all of it was deleted."""
    with application():
        found = [one for one in ends.carried_out(db.session) if one.study_key == key]
        if not found:
            raise UnknownPage(f"no study {key} was ended here")
        click.echo(found[0].protocol)
        click.echo(f"SHA-256 {found[0].protocol_sha256}, {found[0].state}.", err=True)


def _agreed(study: Study, kind: str, reports: str) -> str:
    """Return the end that two people have agreed to; raise EndNotPossible."""
    row = ends.standing(db.session, study.id)
    if study.kind in WITHOUT_REAL_PEOPLE:
        row = proposals.scripted(db.session, study, kind, reports)
    if row is None or row.state == PROPOSED:
        raise EndNotPossible(
            f"{study.key} is a study of real people: one person proposes its end on its page in "
            "the browser, and another one approves it"
        )
    if row.kind != kind or row.state in CARRIED_OUT:
        said = "was ended" if row.state in CARRIED_OUT else f"is agreed to end by --{row.kind}"
        raise EndNotPossible(f"{study.key} {said} already")
    return row.id


def _foretell(study: Study, kind: str, reports: str) -> None:
    """Say what would come of an end, and what is in its way."""
    for one in conditions.against(db.session, study, kind, reports):
        click.echo(f"In the way: {conditions.IN_WORDS[one]}.", err=True)
    notes = carrying_out.foretell(study) if kind == ANONYMISE else None
    if notes is None:
        click.echo(f"Everything of {study.key} would be deleted.", err=True)
    else:
        click.echo(f"A file would be kept: {notes['disclosure_control']}", err=True)
    click.echo("Nothing was changed.", err=True)


def _carry_out(end_id: str) -> None:
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Removing", file=sys.stderr, hidden=hidden) as bar:

        def tell(done: int, of_how_many: int) -> None:
            bar.length = max(of_how_many, 1)
            bar.update(done - bar.pos)

        carrying_out.carry_out(end_id, tell)
