"""``sammenheng staff``: the first administrator, and what only the operator can mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import force_locale
from sqlalchemy.exc import IntegrityError

from survey.audit.operations import OPERATOR, about, record
from survey.auth import passwords
from survey.auth.operations import add_staff, set_password, staff_of
from survey.auth.parts import give_part
from survey.commands._app import application
from survey.config import load_settings
from survey.errors import BadPassword, SurveyError
from survey.extensions import db
from survey.manage.operations import study_by_key
from survey.models import Staff
from survey.models.staff import ROLES
from survey.staff import listing, operations

ROLE = click.option("--role", type=click.Choice(ROLES), required=True)
STUDIES = click.option(
    "--study", "studies", multiple=True, metavar="KEY", help="Has a part in it. Repeatable."
)
PASSWORD = click.password_option(help="At least 15 characters; asked for when not given.")


@click.group("staff")
def command() -> None:
    """Accounts of people who sign in."""


@command.command("add")
@click.argument("email")
@ROLE
@STUDIES
@PASSWORD
def add(email: str, role: str, studies: tuple[str, ...], password: str) -> None:
    """Add an account for EMAIL. A phone for codes is set up at the first sign-in."""
    with _writing():
        theirs = [study_by_key(key) for key in studies]
        _judge(password, email, *studies)
        staff = add_staff(db.session, email=email, role=role, password=password)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise SurveyError(f"{email} has an account already") from error
        for study in theirs:
            give_part(db.session, staff, study)
        record(db.session, OPERATOR, "account_added", about(staff))
        db.session.commit()
    click.echo(f"Added {role} {email}.", err=True)


@command.command("list")
def list_() -> None:
    """List all accounts: e-mail, role, state, phone, studies."""
    with application():
        for one in listing.accounts():
            state = "disabled" if one.is_disabled else "open"
            phone = "phone" if one.has_phone else "no phone"
            studies = ", ".join(one.studies)
            click.echo(f"{one.staff.email}\t{one.staff.role}\t{state}\t{phone}\t{studies}")


@command.command("invite")
@click.argument("email")
@ROLE
@STUDIES
def invite(email: str, role: str, studies: tuple[str, ...]) -> None:
    """Print a link with which EMAIL makes an account. It is good once, for seven days."""
    address = load_settings().address
    if not address:
        raise SurveyError("a link needs the setting address, such as https://sporsmal.example.no")
    with _writing():
        token = operations.invite(OPERATOR, email, role, [study_by_key(key) for key in studies])
    click.echo(f"{address.rstrip('/')}/staff/invitation/{token}")
    click.echo("Hand it on yourself; it is not shown again.", err=True)


@command.command("password")
@click.argument("email")
@PASSWORD
def password_(email: str, password: str) -> None:
    """Set a new password for EMAIL. The phone is still needed."""
    with _writing():
        staff = _account(email)
        _judge(password, staff.email)
        set_password(db.session, staff, passwords.hashed(password), by=OPERATOR)
        db.session.commit()
    click.echo(f"{email} has a new password, and is signed out everywhere.", err=True)


@command.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut the account of EMAIL, everywhere and at once."""
    with _writing():
        operations.disable(OPERATOR, _account(email))
    click.echo(f"{email} is disabled.", err=True)


@command.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Open the account of EMAIL again."""
    with _writing():
        operations.enable(OPERATOR, _account(email))
    click.echo(f"{email} is open again.", err=True)


@command.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Remove the phone and the recovery codes of EMAIL; the next sign-in sets up a new phone."""
    with _writing():
        operations.reset_second_factor(OPERATOR, _account(email))
    click.echo(f"{email} sets up a new phone at the next sign-in.", err=True)


@contextmanager
def _writing() -> Iterator[None]:
    """Open the application for writing; what operations have to say is said in English."""
    with application(writes=True), force_locale("en"):
        yield


def _account(email: str) -> Staff:
    staff = staff_of(db.session, email)
    if staff is None:
        raise SurveyError(f"nobody has the address {email}; sammenheng staff list shows all")
    return staff


def _judge(password: str, email: str, *words: str) -> None:
    try:
        passwords.check(password, email, words)
    except BadPassword as error:
        raise click.BadParameter(str(error), param_hint="--password") from error
