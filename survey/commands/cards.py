"""``sammenheng cards``."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import force_locale

from survey.address import address_fault
from survey.cards.contact import LONGEST_CONTACT, contact_on_cards
from survey.cards.operations import group_for
from survey.cards.printing import check_target, print_cards
from survey.cards.sheet import ON_A_SHEET, Print
from survey.commands._app import application
from survey.commands._options import say_notes
from survey.config import Settings
from survey.errors import BadSetting
from survey.language import LOCALES, NAMES
from survey.manage.operations import study_by_key
from survey.models import Study

MOST_AT_A_TIME = 800  # a hundred sheets


@click.command("cards")
@click.argument("study_key", metavar="STUDY")
@click.option(
    "--count", required=True, type=click.IntRange(1, MOST_AT_A_TIME), help="How many cards."
)
@click.option(
    "--group",
    "group_key",
    metavar="KEY",
    help="The group: its label, or how its key begins; the message lists them where needed.",
)
@click.option("--language", type=click.Choice(list(NAMES)), required=True)
@click.option(
    "--address",
    metavar="URL",
    help="What participants open; the setting of that name by default.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The PDF file, which must not be there yet.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument for each option
    study_key: str,
    count: int,
    group_key: str | None,
    language: str,
    address: str | None,
    output: Path,
) -> None:
    """Make new cards for STUDY, as a PDF to print, cut, shuffle and draw.

    The codes are on the cards only: they are shown nowhere, and no list of them is kept, so the
    same cards cannot be printed again from here. Running this once more makes other cards.
    """
    check_target(output)
    with application() as app:
        study = study_by_key(study_key)
        common = _common(study, _address(app.config["SETTINGS"], address))
        group_id = group_for(study, group_key)
        with force_locale(LOCALES[language]):
            print_cards(study.id, group_id, count, common, output)
    n_sheets = -(-count // ON_A_SHEET)
    click.echo(
        f"Wrote {output}: {count} new cards on {n_sheets} {'sheet' if n_sheets == 1 else 'sheets'}."
        "\nPrint in full size on both sides, turned on the long edge. Cut, shuffle, let people "
        "draw.\nThese cards cannot be made again. Delete the file once it is printed.",
        err=True,
    )


def _address(settings: Settings, given: str | None) -> str:
    """Return the address for the cards; every card needs one, in its square and in print."""
    address = settings.address if given is None else given
    if not address:
        raise BadSetting(
            "cards need the address that participants open: put it into the settings as "
            'address = "https://..." or give it with --address'
        )
    fault = address_fault(address, https=settings.https)
    if fault:
        raise click.UsageError(f"--address {fault}")
    return address


def _common(study: Study, address: str) -> Print:
    contact = contact_on_cards(study)
    if study.contact.strip() and not contact:
        limit = f"longer than {LONGEST_CONTACT} characters"
        say_notes([f"The study's contact is {limit} and is not on the cards."])
    return Print(address, contact, study.kind)
