"""``sammenheng reminders send`` and ``sammenheng reminders forget``."""

from __future__ import annotations

import click

from survey.commands._app import application
from survey.email_address import read_address
from survey.errors import MailServerUnavailable
from survey.reminders import claims, sending


@click.group("reminders")
def command() -> None:
    """Send reminders by e-mail to those who asked for one, and erase what is done."""


@command.command("send")
@click.option("--dry-run", is_flag=True, help="Only say how many are due; send and erase nothing.")
def send(*, dry_run: bool) -> None:
    """Send the reminders that are due. To be run once a day; more often does no harm.

    Says how many, never to whom. What the mail server refuses is tried again the next time.
    """
    with application() as app:
        settings = app.config["SETTINGS"]
        if dry_run:
            sending.check_is_on(settings)
            click.echo(f"Reminders due: {sending.count_due()}. Nothing was sent.", err=True)
            return
        done = sending.run(settings)
    click.echo(_told(done), err=True)
    if done.stopped:
        raise MailServerUnavailable(done.stopped)


@command.command("forget")
def forget() -> None:
    """Remove the address of somebody who asks for it and has no card.

    The address is asked for, or read from stdin: as an argument it would stay in the shell's
    history.
    """
    address = read_address(click.prompt("E-mail address", err=True))
    with application() as app:
        settings = app.config["SETTINGS"]
        sending.check_is_on(settings)
        n_found, n_unreadable = claims.forget_address(address, settings.contact_key)
    click.echo(f"Removed: {n_found}.{_unreadable(n_unreadable)}", err=True)


def _told(done: sending.Run) -> str:
    parts = [f"Reminders sent: {done.n_sent}.", f"Addresses erased: {done.n_erased}."]
    if done.n_refused:
        parts.append(f"Refused by the mail server, tried again next time: {done.n_refused}.")
    if done.n_unknown:
        parts.append(f"Connection lost while sending, not tried again: {done.n_unknown}.")
    return " ".join(parts) + _unreadable(done.n_unreadable)


def _unreadable(count: int) -> str:
    return f" Stored with another contact_key, left alone: {count}." if count else ""
