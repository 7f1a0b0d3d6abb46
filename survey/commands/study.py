"""``sammenheng study``: add, plan, open, close, end, list, open-answers."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from scoring.errors import BadPlan
from survey.analysis_plan.store import give
from survey.audit.operations import OPERATOR, about, record
from survey.auth.operations import staff_of
from survey.auth.parts import give_part
from survey.background_questions import KEYS
from survey.commands._app import application
from survey.errors import SurveyError
from survey.extensions import db
from survey.manage import operations
from survey.manage.open_answers import open_answers
from survey.models import Staff
from survey.models.study import CLOSED, OPEN
from survey.set_up.operations import NewStudy, add_study, change_state

BETWEEN_TEXTS = "-" * 20
HEAVY = ("end", "protocol")
SOME_WEEKS = click.IntRange(1, 520)


def _weeks(context: click.Context, option: click.Parameter, text: str) -> int | None:
    """Return a number of weeks; None for the word none."""
    return None if text == "none" else int(SOME_WEEKS(text, option, context))


def _background(context: click.Context, option: click.Parameter, text: str) -> tuple[str, ...]:
    """Return the chosen questions in the order they are asked."""
    wanted = {key.strip() for key in text.split(",") if key.strip()}
    if unknown := sorted(wanted - set(KEYS)):
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(KEYS)}", context, option)
    return tuple(key for key in KEYS if key in wanted)


class StudyGroup(click.Group):
    """Imports what ends a study only when it is run: it loads the statistics libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands."""
        return sorted({*super().list_commands(ctx), *HEAVY})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one subcommand, or None where there is none of that name."""
        if cmd_name in HEAVY:
            found: click.Command = getattr(
                importlib.import_module("survey.commands._ending"), cmd_name
            )
            return found
        return super().get_command(ctx, cmd_name)


@click.group("study", cls=StudyGroup)
def command() -> None:
    """Add, open, close, end and list studies."""


@command.command("add")
@click.argument("key")
@click.option("--trial", is_flag=True, help="Only for trying out the program; needs no groups.")
@click.option("--name", help="What people read; the key by default.")
@click.option("--institution", default="", help="Who is responsible.")
@click.option("--contact", default="", help="Whom participants may ask.")
@click.option(
    "--post-after-weeks",
    default=26,
    show_default=True,
    type=click.IntRange(0, 520),
    help="Weeks from a person's own first answers to the second.",
)
@click.option(
    "--post-window-weeks",
    default="26",
    show_default=True,
    callback=_weeks,
    metavar="WEEKS|none",
    help="How long the second time stays open after that.",
)
@click.option(
    "--background",
    default="",
    callback=_background,
    metavar="KEY,...",
    help=f"What else to ask the first time, each skippable: {', '.join(KEYS)}.",
)
@click.option(
    "--open-field",
    is_flag=True,
    help="Ask the second time for words of one's own; only open-answers shows them.",
)
@click.option(
    "--staff",
    "emails",
    multiple=True,
    metavar="EMAIL",
    help="Somebody who has a part in it, and sees it. Repeatable.",
)
def add(key: str, emails: tuple[str, ...], **details: object) -> None:
    """Add a study under KEY. A trial is open at once."""
    with application(writes=True):
        people = [_account(email) for email in emails]
        study = add_study(key, NewStudy(**details))  # type: ignore[arg-type]
        for one in people:
            give_part(db.session, one, study)
            record(db.session, OPERATOR, "part_given", about(one))
        db.session.commit()
        click.echo(f"Added {study.kind} {study.key}, {study.state}.", err=True)


def _account(email: str) -> Staff:
    staff = staff_of(db.session, email)
    if staff is None:
        raise SurveyError(f"nobody has the address {email}; sammenheng staff list shows all")
    return staff


@command.command("open")
@click.argument("key")
def open_(key: str) -> None:
    """Open the study KEY to participants."""
    with application(writes=True):
        change_state(operations.study_by_key(key), OPEN)
        click.echo(f"{key} is open.", err=True)


@command.command("close")
@click.argument("key")
def close(key: str) -> None:
    """Close the study KEY: no more answers are taken."""
    with application(writes=True):
        change_state(operations.study_by_key(key), CLOSED)
        click.echo(f"{key} is closed.", err=True)


@command.command("plan")
@click.argument("key")
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def plan_(key: str, plan: Path) -> None:
    """Give the study KEY its analysis PLAN, a TOML file; locked when the study opens."""
    with application(writes=True):
        try:
            give(db.session, operations.study_by_key(key), plan.read_text(encoding="utf-8"))
        except BadPlan as error:
            raise SurveyError(str(error)) from error
        db.session.commit()
        click.echo(f"{key} is judged by {plan.name} from now on.", err=True)


@command.command("list")
def list_() -> None:
    """List all studies: key, kind, state, name."""
    with application():
        for study in operations.studies():
            click.echo(f"{study.key}\t{study.kind}\t{study.state}\t{study.name}")


@command.command("open-answers")
@click.argument("key")
def open_answers_(key: str) -> None:
    """Show what participants of KEY wrote in their own words: mixed, and with nothing beside.

    Names may stand in them. They are in no export and no report; keep them in the project.
    """
    with application():
        texts = open_answers(operations.study_by_key(key))
        click.echo(f"\n{BETWEEN_TEXTS}\n".join(texts), nl=bool(texts))
        click.echo(f"Texts: {len(texts)}.", err=True)
