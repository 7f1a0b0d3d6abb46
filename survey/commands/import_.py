"""``sammenheng import``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from survey.audit.operations import OPERATOR
from survey.commands._app import application
from survey.commands._options import PATH, map_option, say_notes
from survey.errors import SurveyError
from survey.extensions import db
from survey.files.writing import check_writable, whole_file
from survey.imports.faults import RejectedCells
from survey.imports.mapping import ColumnMapping, read_mapping
from survey.imports.placing import plain_mapping
from survey.imports.previewing import in_words, preview, said_of
from survey.imports.report import rejected_csv
from survey.imports.table import read_table
from survey.imports.taking_in import Imported, Prepared, prepare, store
from survey.imports.wordings import UNKNOWN_LANGUAGE
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
@click.option(
    "--mapping",
    "mapping_file",
    type=PATH,
    metavar="MAPPING.toml",
    help="What each column is; sammenheng imports propose writes a first one.",
)
@click.option(
    "--preview",
    "is_preview",
    is_flag=True,
    help="Show the first rows and what each cell becomes; store nothing.",
)
@click.option(
    "--rejected",
    type=PATH,
    metavar="FILE.csv",
    help="Where to write every rejected cell, if there are any.",
)
def command(  # noqa: PLR0913, PLR0917 - the contract's options
    study_key: str,
    file: Path,
    mapping: Mapping[str, str],
    wave_key: str | None,
    wording_key: str | None,
    mapping_file: Path | None,
    rejected: Path | None,
    *,
    is_preview: bool,
) -> None:
    """Take the raw answers in FILE into STUDY: every row, or nothing.

    Rows without a participant column get new codes.
    """
    if rejected is not None:
        check_writable(rejected, file)
    said = _mapping_of(mapping_file, mapping, wave_key, wording_key)
    table = read_table(file, separator=said.separator, encoding=said.encoding)
    if mapping_file is None:
        said = plain_mapping(file, [*table.columns], mapping, said.wave, said.wording)
    say_notes(table.notes)
    with application(writes=not is_preview) as app:
        pepper = app.config["SETTINGS"].code_pepper
        study = study_by_key(study_key)
        prepared = prepare(db.session, study, file, table, said, pepper=pepper)
        _say(prepared, rejected)
        if is_preview:
            click.echo("\n".join(in_words(preview(prepared))))
            if prepared.checked.faults:
                raise RejectedCells(_all_of(prepared), prepared.checked.faults)
            return
        imported = store(db.session, prepared, staff=OPERATOR, pepper=pepper)
    _tell(imported, said, study_key)


def _mapping_of(
    path: Path | None, patterns: Mapping[str, str], wave: str | None, wording: str | None
) -> ColumnMapping:
    """Return what the mapping file and the options say."""
    if path is None:
        return ColumnMapping(wave=wave or "", wording=wording or "")
    if patterns or wave or wording:
        raise click.UsageError("Put --map, --wave and --wording into the mapping file.")
    try:
        return read_mapping(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise SurveyError(f"{path.name}: the mapping cannot be read: {fault}") from fault


def _say(prepared: Prepared, rejected: Path | None) -> None:
    """Say what is to be looked at, and write the report of rejected cells."""
    say_notes([*said_of(prepared.mapping), *map(str, prepared.doubts)])
    if rejected is not None and prepared.checked.faults:
        with whole_file(rejected) as target:
            target.write(rejected_csv(prepared.checked.faults))
        click.echo(f"Every rejected cell is in {rejected}.", err=True)


def _all_of(prepared: Prepared) -> str:
    n_faults = len(prepared.checked.faults)
    return f"{n_faults} rejected:\n" + "\n".join(f"  {one}" for one in prepared.checked.faults)


def _tell(imported: Imported, mapping: ColumnMapping, study_key: str) -> None:
    click.echo(
        f"Imported {imported.n_rows:,} rows of {' and '.join(imported.instruments)}; "
        f"{imported.n_new_participants:,} participants are new. "
        f"Wording kept by reference as {mapping.wording or UNKNOWN_LANGUAGE}, "
        "anchors as in the instrument's definition. "
        f"To take it back: sammenheng imports undo {study_key} {imported.import_id}",
        err=True,
    )
    if imported.left_out:
        say_notes([f"Columns not imported: {', '.join(imported.left_out)}."])
