"""``sammenheng imports``: propose, list, mapping, undo."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from survey.audit.operations import OPERATOR
from survey.commands._app import application
from survey.commands._options import PATH, say_notes
from survey.extensions import db
from survey.files.writing import check_writable, whole_file
from survey.imports import jobs, operations, size_inside
from survey.imports.mapping import write_mapping
from survey.imports.proposing import propose
from survey.imports.table import read_table
from survey.imports.tools import NAMES, is_personal
from survey.imports.undoing import undo
from survey.imports.uploads import Ticket
from survey.imports.worker import READ, STORE
from survey.manage.operations import study_by_key
from survey.serving import logs


@click.group("imports")
def command() -> None:
    """Propose a mapping for a file; list imports, show what they were made with, undo one."""


@command.command("propose")
@click.argument("file", type=PATH)
@click.option("--wave", default="", metavar="KEY", help="The wave of all rows: pre or post.")
@click.option("-o", "--output", type=PATH, help="The mapping; the screen by default.")
def propose_(file: Path, wave: str, output: Path | None) -> None:
    """Write a first mapping for FILE: look at it, correct it, and give it to import."""
    if output is not None:
        check_writable(output, file)
    table = read_table(file)
    mapping = propose(table.columns, wave)
    text = write_mapping(mapping)
    if output is None:
        click.echo(text, nl=False)
    else:
        with whole_file(output) as target:
            target.write(text.encode())
    used = {place.theirs for place in mapping.places}
    left_out = [name for name in table.columns if name not in used]
    say_notes(
        [
            *table.notes,
            f"Read as a file from {NAMES[mapping.tool]}.",
            *(
                f"Left out, about who answered: {one}"
                for one in left_out
                if is_personal(mapping.tool, one)
            ),
            *(f"Left out: {one}" for one in left_out if not is_personal(mapping.tool, one)),
        ]
    )


@command.command("list")
@click.argument("study_key", metavar="STUDY")
def list_(study_key: str) -> None:
    """List the imports of STUDY: id, week, tool, rows, state."""
    with application():
        for one in operations.imports_of(study_by_key(study_key)):
            click.echo(f"{one.id}\t{one.week}\t{one.tool}\t{one.n_rows}\t{one.state}")


@command.command("mapping")
@click.argument("study_key", metavar="STUDY")
@click.argument("import_id", metavar="ID")
def mapping_(study_key: str, import_id: str) -> None:
    """Show the mapping that an import of STUDY was made with."""
    with application():
        found = operations.import_of(study_by_key(study_key), import_id)
        click.echo(found.mapping, nl=False)
        click.echo(f"The file's SHA-256: {found.file_sha256}", err=True)


@command.command("undo")
@click.argument("study_key", metavar="STUDY")
@click.argument("import_id", metavar="ID")
def undo_(study_key: str, import_id: str) -> None:
    """Remove exactly what one import stored in STUDY."""
    with application(writes=True):
        undo(db.session, operations.import_of(study_by_key(study_key), import_id), OPERATOR)
    click.echo("The import is undone; nothing that it stored is left.", err=True)


@command.command("upload", hidden=True)
@click.argument("upload_id")
@click.argument("deed", type=click.Choice([READ, STORE]))
def upload(upload_id: str, deed: str) -> None:
    """Read or store a file that waits. Pages start this by themselves; its key comes on stdin."""
    size_inside.limit_this_process()
    key = sys.stdin.read().strip()
    with application(writes=True) as app:
        logs.set_up(app.config["SETTINGS"].log)
        jobs.run(Ticket(upload_id, key), deed)
