"""``sammenheng score``: raw answers in, the same rows with their scores out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import pandas as pd
import pyarrow as pa

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from scoring.missing_rule import MissingRule
from scoring.scales import score
from survey.commands._options import PATH, map_option, missing_option, say_notes
from survey.files.faults import BadFile, named
from survey.files.reading import read_items
from survey.files.writing import (
    CHUNK,
    check_target,
    csv_chunks,
    guard_text,
    whole_file,
    write_parquet,
)

SCORES = [scale.column for key in INSTRUMENT_KEYS for scale in load_instrument(key).scales]


@click.command("score")
@click.argument("file", type=PATH)
@map_option
@missing_option
@click.option(
    "-o", "--output", type=PATH, help="A .csv or .parquet file; without it CSV on the screen."
)
def command(
    file: Path, mapping: Mapping[str, str], missing: MissingRule | None, output: Path | None
) -> None:
    """Score the raw answers in FILE (CSV, Excel .xlsx, SPSS .sav, Parquet).

    The rows come out as they went in, with the scores as further columns.
    """
    if output is not None:
        check_target(output, file)
    items = read_items(file, mapping=mapping)
    say_notes(items.notes)
    frame = _without_scores(items.frame)
    scores = score(frame, missing="instrument" if missing is None else missing)
    _write(pd.concat([frame, scores], axis="columns"), output)
    _say_what_was_scored(scores)


def _without_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without score columns: they are worked out anew, never trusted."""
    ours = {name + end for name in SCORES for end in ("", "_missing", "_prorated")}
    old = [name for name in frame.columns if name in ours]
    if old:
        scales = [name for name in old if name in SCORES] or old
        say_notes([f"Scores in the file were not used, but worked out anew: {named(scales)}."])
    return frame.drop(columns=old)


def _write(frame: pd.DataFrame, output: Path | None) -> None:
    if output is None:
        _write_csv(frame, sys.stdout.buffer)
        return
    try:
        with whole_file(output) as file:
            if output.suffix.lower() == ".parquet":
                write_parquet(frame, file)
            else:
                _write_csv(frame, file)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as fault:
        remedy = "Take lists and other nested columns out of the file, or use .parquet."
        raise BadFile(output, f"a column has no place in this format: {fault}.", remedy) from fault


def _write_csv(frame: pd.DataFrame, file: BinaryIO) -> None:
    frame, notes = guard_text(frame)
    with _bar(frame) as chunks:
        file.writelines(chunks)
    say_notes(notes)


@contextmanager
def _bar(frame: pd.DataFrame) -> Iterator[Iterable[bytes]]:
    """Show how far the writing has come, on a screen and if it takes long enough to see."""
    n_chunks = 1 + -(-len(frame) // CHUNK)
    is_shown = sys.stderr.isatty() and n_chunks > 4
    with click.progressbar(
        csv_chunks(frame), length=n_chunks, label="Writing", file=sys.stderr, hidden=not is_shown
    ) as chunks:
        yield chunks


def _say_what_was_scored(scores: pd.DataFrame) -> None:
    """Print on stderr how many rows have each score, and how many of those are prorated."""
    columns = [name for name in SCORES if name in scores]
    width = max(map(len, columns))
    people = f"{len(scores):,} rows"
    click.echo(f"{people:<{width}} {'given':>10} {'prorated':>10} {'absent':>10}", err=True)
    for name in columns:
        given = int(scores[name].notna().sum())
        prorated = int(scores[f"{name}_prorated"].sum())
        absent = len(scores) - given
        click.echo(f"{name:<{width}} {given:>10,} {prorated:>10,} {absent:>10,}", err=True)
