"""``sammenheng audit verify``."""

from __future__ import annotations

import re

import click

from survey.audit.chain import SHORT, BrokenChainError
from survey.audit.operations import HeadTooOldError, verify_all
from survey.commands._app import application
from survey.errors import SurveyError
from survey.extensions import db
from survey.release import chain

HEX = frozenset("0123456789abcdef")


def _known(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _, start = text.partition(":")
    if not re.fullmatch(r"[1-9][0-9]*", number) or len(start) < SHORT or not set(start) <= HEX:
        fault = "give it as this command prints it, such as 12:0123456789abcdef"
        raise click.BadParameter(fault, context, parameter)
    return int(number), start


@click.group("audit")
def command() -> None:
    """Check the log of what people who sign in have done."""


@command.command("verify")
@click.option(
    "--head",
    "known",
    metavar="NUMBER:HASH",
    callback=_known,
    help="What this command printed before and was kept elsewhere: it must still be there.",
)
def check(known: tuple[int, str] | None) -> None:
    """Check that no event and no release was changed or taken away; print the newest NUMBER:HASH.

    Keep what it prints somewhere else: events missing at the end are seen only against that.
    """
    with application():
        try:
            last = verify_all(known)
        except BrokenChainError as fault:
            raise SurveyError(f"the audit log is broken: {fault}") from fault
        except HeadTooOldError as fault:
            raise SurveyError(
                f"event {fault} has gone with age: check against a newer NUMBER:HASH"
            ) from fault
        try:
            n_releases = chain.verify(db.session)
        except BrokenChainError as fault:
            raise SurveyError(f"the release ledger is broken: {fault}") from fault
    if n_releases:
        click.echo(f"Releases: {n_releases}, the ledger's chain is whole.", err=True)
    if last is None:
        click.echo("No events yet.", err=True)
        return
    click.echo(f"{last.event.number}:{last.chain[:SHORT]}")
    click.echo(f"Events: {last.event.number}, the chain is whole.", err=True)
