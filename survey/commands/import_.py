"""``sammenheng import``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from survey.commands._app import application
from survey.commands._options import PATH, map_option, say_notes
from survey.extensions import db
from survey.files.reading import read_items
from survey.manage.importing import Imported, import_answers
from survey.manage.operations import study_by_key


@click.command("import")
@click.argument("study_key", metavar="STUDY")
@click.argument("file", type=PATH)
@map_option
@click.option(
    "--wave", "wave_key", metavar="KEY", help="The wave of every row without one: pre or post."
)
@click.option(
    "--wording",
    "wording_key",
    metavar="KEY",
    help="The text that was answered, by reference: a language and where it is from, "
    "such as fr-routliers.",
)
def command(
    study_key: str,
    file: Path,
    mapping: Mapping[str, str],
    wave_key: str | None,
    wording_key: str | None,
) -> None:
    """Take the raw answers in FILE into STUDY: every row, or nothing.

    Rows without a participant column get new codes.
    """
    items = read_items(file, mapping=mapping)
    say_notes(items.notes)
    with application(writes=True) as app:
        imported = import_answers(
            db.session,
            study_by_key(study_key),
            items.frame,
            pepper=app.config["SETTINGS"].code_pepper,
            wave_key=wave_key,
            wording_key=wording_key,
        )
    _tell(imported)


def _tell(imported: Imported) -> None:
    click.echo(
        f"Imported {imported.n_rows:,} rows of {' and '.join(imported.instruments)}; "
        f"{imported.n_new_participants:,} participants are new. "
        f"Wording kept by reference as {imported.wording_key}, "
        "anchors as in the instrument's definition.",
        err=True,
    )
    if imported.unused_columns:
        say_notes([f"Columns not imported: {', '.join(imported.unused_columns)}."])
