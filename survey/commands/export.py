"""``sammenheng export``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from survey.audit.operations import OPERATOR, record
from survey.commands._app import application
from survey.errors import CalledBack
from survey.export import jobs, making, operations, proposals, revocations
from survey.export.kinds import (
    CSV,
    CSV_EXCEL,
    ENDINGS,
    FORMATS,
    KINDS,
    LONG,
    RESEARCH,
    SHAPES,
    Order,
)
from survey.export.making import Made
from survey.extensions import db
from survey.files.writing import whole_file
from survey.language import NAMES
from survey.manage.operations import study_by_key
from survey.models import Export, ExportProposal, Study
from survey.policies import WITHOUT_REAL_PEOPLE
from survey.release.counts import in_fives

SHOW_PROGRESS_FROM = 2 * 4_000  # people
PACKAGE = ".zip"


@click.command("export")
@click.argument("study_key", metavar="STUDY")
@click.option("--kind", type=click.Choice(KINDS), default=RESEARCH, show_default=True)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(FORMATS),
    help="By default as FILE ends, or csv.",
)
@click.option(
    "--shape",
    type=click.Choice(SHAPES),
    default=LONG,
    show_default=True,
    help="A row for each wave, or for each person.",
)
@click.option(
    "--language",
    type=click.Choice(list(NAMES)),
    default="en",
    show_default=True,
    help="Of the labels; the codebook has bokmål and English.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file, or with .zip the whole package; CSV on the screen by default.",
)
@click.option("--revocations", "lists", is_flag=True, help="Only list the rows to delete.")
@click.option("--rows-deleted", is_flag=True, help="The listed rows are deleted everywhere.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    study_key: str,
    kind: str,
    file_format: str | None,
    shape: str,
    language: str,
    output: Path | None,
    *,
    lists: bool,
    rows_deleted: bool,
) -> None:
    """Write the answers and scores of STUDY, with a codebook beside the file."""
    chosen = file_format or _as_it_ends(output)
    if output is None and not lists and chosen not in {CSV, CSV_EXCEL}:
        raise click.UsageError(f"{chosen} is not for the screen: give -o FILE")
    with application(writes=True):
        study = study_by_key(study_key)
        if lists:
            sys.stdout.buffer.write(revocations.as_csv(revocations.rows(db.session, study)))
            return
        _check_called_back(study, rows_deleted=rows_deleted)
        row = _row(study, kind, chosen, shape, language)
        with tempfile.TemporaryDirectory(dir=output.parent if output else None) as folder:
            made, order = _make(study, row, Path(folder))
            _hand_over(made, order, output)


def _as_it_ends(output: Path | None) -> str:
    endings = {ending: name for name, ending in reversed(ENDINGS.items())}
    return endings.get(output.suffix.lower(), CSV) if output else CSV


def _check_called_back(study: Study, *, rows_deleted: bool) -> None:
    """Refuse, or in a trial say, that rows wait to be deleted from files taken out earlier."""
    if rows_deleted:
        revocations.keep_receipt(db.session, study, operations.COMMAND)
        db.session.commit()
    waiting = revocations.n_to_confirm(db.session, study, operations.COMMAND)
    if not waiting:
        return
    told = (
        f"rows of {study.key} are called back: see them with  sammenheng export {study.key} "
        "--revocations  delete them from every file taken out earlier, and say so with "
        "--rows-deleted"
    )
    if study.kind not in WITHOUT_REAL_PEOPLE:
        raise CalledBack(told)
    click.echo(f"Note: {told}", err=True)


def _row(study: Study, kind: str, file_format: str, shape: str, language: str) -> Export:
    """Add a line to the manifest, under what was approved."""
    proposal = proposals.newest_valid(db.session, study, kind)
    row = operations.add_row(
        db.session, study, proposal, file_format, shape, language, operations.COMMAND
    )
    db.session.commit()
    return row


def _make(study: Study, row: Export, folder: Path) -> tuple[Made, Order]:
    """Make the file without holding up any answer, and complete its line in the manifest."""
    order, asked = jobs.what_to_make(db.session, study, row)
    row_id = row.id
    db.session.commit()
    try:
        with db.reading() as session, _progress(jobs.n_to_read(session, study, order)) as progress:
            made = making.make(session, asked, folder / order.file_name, progress)
    except BaseException:
        db.session.delete(db.session.get_one(Export, row_id))
        db.session.commit()
        raise
    row = db.session.get_one(Export, row_id)
    row.sha256, row.notes = made.sha256, made.notes or None
    row.rows_in_fives = in_fives(made.n_rows)
    operations.take_out(db.session, row, db.session.get_one(ExportProposal, row.proposal_id))
    record(db.session, OPERATOR, "export_fetched", operations.OBJECT)
    db.session.commit()
    return made, order


@contextmanager
def _progress(n_people: int) -> Iterator[making.Progress]:
    """Show how far it has come, on a screen and if it takes long enough to see."""
    hidden = n_people < SHOW_PROGRESS_FROM or not sys.stderr.isatty()
    with click.progressbar(length=n_people, label="Writing", file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


def _hand_over(made: Made, order: Order, output: Path | None) -> None:
    if output is None:
        with made.path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        click.echo("The codebook is written only with -o FILE.", err=True)
        return
    if output.suffix.lower() == PACKAGE:
        with whole_file(output) as target:
            jobs.pack(made, order, target)
        click.echo(f"Wrote {output}: the answers, their codebook and the terms.", err=True)
        return
    with ExitStack() as together:  # none of them has its name before all are written
        target = together.enter_context(whole_file(output))
        with made.path.open("rb") as file:
            shutil.copyfileobj(file, target)
        target.flush()
        for name, content in jobs.beside(made).items():
            target = together.enter_context(whole_file(output.with_suffix(f".{name}")))
            target.write(content)
            target.flush()
    book = output.with_suffix(".datapackage.json")
    click.echo(f"Wrote {output} and its codebook {book} (to read: .codebook.html).", err=True)
