"""``sammenheng score``: raw answers in, the same rows with their scores out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import click
import pyarrow as pa

from scoring.missing_rule import MissingRule
from survey.commands._cluster import (
    cluster_option,
    refuse_cluster_for_one_table,
    rows_bar,
    runner,
)
from survey.commands._options import PATH, map_option, missing_option, say_notes
from survey.files.dataset import Dataset, common_kinds, is_dataset, open_dataset
from survey.files.faults import BadFile, named
from survey.files.pieces import Run, Tally, sound
from survey.files.reading import read_items
from survey.files.scored import OURS, SCORES, Scored, Scoring, one_frame, scored_columns
from survey.files.writing import (
    CsvOut,
    ParquetOut,
    check_target,
    guarded_note,
    whole_file,
)


@click.command("score")
@click.argument("file", type=PATH)
@map_option
@missing_option
@cluster_option
@click.option(
    "-o", "--output", type=PATH, help="A .csv or .parquet file; without it CSV on the screen."
)
def command(
    *,
    file: Path,
    mapping: Mapping[str, str],
    missing: MissingRule | None,
    cluster: int | str | None,
    output: Path | None,
) -> None:
    """Score the raw answers in FILE (CSV, Excel .xlsx, SPSS .sav, Parquet).

    The rows come out as they went in, with the scores as further columns. FILE may be a folder
    of Parquet files, and these may be larger than the memory.
    """
    if output is not None:
        check_target(output, file)
    rule = "instrument" if missing is None else missing
    if is_dataset(file):
        _score_dataset(open_dataset(file, mapping=mapping), rule, cluster, output)
        return
    refuse_cluster_for_one_table(cluster)
    items = read_items(file, mapping=mapping)
    columns = tuple(items.frame.columns)
    say_notes([*items.notes, *_not_used(columns)])
    with rows_bar("Writing", len(items.frame)) as through:
        pieces = through(one_frame(items.frame, rule, _ending(output), file))
        scored = _write(pieces, columns, output)
    scored.say()


def _score_dataset(
    dataset: Dataset, rule: MissingRule, cluster: int | str | None, output: Path | None
) -> None:
    columns = dataset.header.named
    say_notes([*dataset.notes, *_not_used(columns)])
    kinds = {name: kind for name, kind in common_kinds(dataset).items() if name not in OURS}
    tally = Tally(dataset)

    def pieces(run: Run[Scored], ending: str, label: str, tally: Tally) -> Iterator[Scored]:
        with rows_bar(label, dataset.n_rows) as through:
            work = Scoring(dataset.header, rule, ending, kinds)
            yield from sound(through(run(work, dataset.parts)), tally)

    with runner(cluster, dataset) as run:
        if output is None:  # what is on the screen cannot be taken back
            for _ in pieces(run, "", "Checking", Tally(dataset)):
                pass
        scored = _write(pieces(run, _ending(output), "Scoring", tally), columns, output)
    say_notes(tally.notes)
    scored.say()


def _ending(output: Path | None) -> str:
    return ".csv" if output is None else output.suffix.lower()


def _not_used(columns: Iterable[str]) -> list[str]:
    """Say that scores in the file are worked out anew, never trusted."""
    old = [name for name in columns if name in OURS]
    scales = [name for name in old if name in SCORES] or old
    return [f"Scores in the file were not used, but worked out anew: {named(scales)}."] * bool(old)


class _Written:
    """How many rows were written, and how many of them have each score."""

    def __init__(self) -> None:
        self.n_rows = self.n_guarded = 0
        self.counts: dict[str, tuple[int, int]] = {}

    def add(self, piece: Scored) -> None:
        self.n_rows += piece.n_scored
        self.n_guarded += piece.n_guarded
        for name, (given, prorated) in (piece.counts or {}).items():
            before = self.counts.get(name, (0, 0))
            self.counts[name] = before[0] + given, before[1] + prorated

    def say(self) -> None:
        """Print on stderr how many rows have each score, and how many of those are prorated."""
        say_notes(guarded_note(self.n_guarded))
        width = max(map(len, self.counts))
        people = f"{self.n_rows:,} rows"
        click.echo(f"{people:<{width}} {'given':>10} {'prorated':>10} {'absent':>10}", err=True)
        for name, (given, prorated) in self.counts.items():
            absent = self.n_rows - given
            click.echo(f"{name:<{width}} {given:>10,} {prorated:>10,} {absent:>10,}", err=True)


def _write(pieces: Iterable[Scored], columns: tuple[str, ...], output: Path | None) -> _Written:
    """Write the pieces one after the other: on the screen, or to a file that is whole or not there.

    Columns are those of the answers.
    """
    if output is None:
        return _fill(CsvOut(sys.stdout.buffer), pieces, columns)
    try:
        with whole_file(output) as file:
            out = ParquetOut(file) if _ending(output) == ".parquet" else CsvOut(file)
            return _fill(out, pieces, columns)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as fault:
        remedy = "Take lists and other nested columns out of the file, or use .parquet."
        raise BadFile(output, f"a column has no place in this format: {fault}.", remedy) from fault


def _fill(out: CsvOut | ParquetOut, pieces: Iterable[Scored], columns: tuple[str, ...]) -> _Written:
    written = _Written()
    with closing(out):
        written.n_guarded += out.begin(scored_columns(columns))
        for piece in pieces:
            written.add(piece)
            out.add(piece.content)
    return written
