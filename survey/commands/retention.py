"""``sammenheng retention run``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

import click

from survey.commands._app import application
from survey.retention import operations
from survey.retention.rules import Rule

SHOW_PROGRESS_FROM = 1_000  # rows


@click.group("retention")
def command() -> None:
    """Let go of what has had its time."""


@command.command("run")
@click.option("--dry-run", is_flag=True, help="Only say what would go; change nothing.")
@click.option(
    "--compact",
    "compacts",
    is_flag=True,
    help="Write the database anew now, however long it takes.",
)
def run(*, dry_run: bool, compacts: bool) -> None:
    """Delete what has been kept as long as it may be. To be run once a day; more often is no harm.

    Writes a line for each kind of thing: what, how many, how long it is kept, counted from what.
    Things of participants are counted in fives. Studies whose last day has passed are named on
    stderr; none is ended by itself.
    """
    at = operations.now()
    with application(), ExitStack() as bars:
        if dry_run:
            done = operations.look(at)
        else:
            done = operations.run(at, lambda *of: _bar(bars, *of), compacts=compacts)
        for line in done.lines:
            rule = line.rule
            click.echo(f"{rule.kind}\t{line.told}\t{rule.keeps}\t{rule.counted_from}")
        click.echo(f"ended studies that became final\t{done.n_final}\t30 days\tthe end")
        for late in done.overdue:
            click.echo(
                f"Overdue: {late.study.key} was to end on {late.project_end}. Two people end it on "
                "its page in the browser: End the study.",
                err=True,
            )
    if dry_run:
        more = " The database would be compacted." if done.is_compacted else ""
        click.echo(f"Nothing was changed.{more}", err=True)
    elif done.is_compacted:
        click.echo("The database is compacted.", err=True)
    if done.is_too_large:
        click.echo(
            "The database is too large to be compacted beside people who answer. At a quiet hour: "
            "sammenheng retention run --compact",
            err=True,
        )


def _bar(bars: ExitStack, rule: Rule, n_rows: int) -> Callable[[int], None]:
    """Show how far a rule has come, on a screen and if it takes long enough to see."""
    bars.close()  # the rule before this one is done
    hidden = n_rows < SHOW_PROGRESS_FROM or not sys.stderr.isatty()
    bar = click.progressbar(length=n_rows, label=rule.kind, file=sys.stderr, hidden=hidden)
    bars.enter_context(bar)
    return bar.update
