"""``sammenheng staff add``."""

from __future__ import annotations

import click
from sqlalchemy.exc import IntegrityError

from survey.auth.operations import add_staff
from survey.commands._app import application
from survey.errors import SurveyError
from survey.extensions import db
from survey.models.staff import ROLES

SHORTEST_PASSWORD = 15


@click.group("staff")
def command() -> None:
    """Accounts of people who sign in."""


@command.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.password_option(help="At least 15 characters; asked for when not given.")
def add(email: str, role: str, password: str) -> None:
    """Add an account for EMAIL."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.BadParameter(
            f"use at least {SHORTEST_PASSWORD} characters", param_hint="--password"
        )
    with application(writes=True):
        add_staff(db.session, email=email, role=role, password=password)
        try:
            db.session.commit()
        except IntegrityError as error:
            raise SurveyError(f"{email} has an account already") from error
    click.echo(f"Added {role} {email}.", err=True)
