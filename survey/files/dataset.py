"""Parquet of any size: one file, or a folder of them, and the parts that it is read in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from survey.files.columns import tidy_columns
from survey.files.faults import BadFile, named
from survey.files.header import Header, read_header
from survey.files.parquet_file import FIRST_ROW, as_frame, no_row, torn_is_bad

ENDING = ".parquet"
ROWS = 1 << 16  # that are in memory at a time
STEP = 1 << 20  # bytes of a column that are read at a time


@dataclass(frozen=True)
class Part:
    """Whole row groups of one file: what one process reads on its own.

    places: where in the file the header's columns stand. first_row: of the file, from 0.
    """

    path: Path
    places: tuple[int, ...]
    row_groups: tuple[int, ...]
    first_row: int
    n_rows: int


@dataclass(frozen=True)
class Dataset:
    """The files in order, their common header, and their parts in the order of rows."""

    path: Path
    files: tuple[Path, ...]
    header: Header
    parts: tuple[Part, ...]
    notes: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        """How many rows there are, empty ones too."""
        return sum(part.n_rows for part in self.parts)


def is_dataset(path: Path) -> bool:
    """Return whether the path is a folder or a Parquet file, to be read in parts."""
    return path.is_dir() or (path.suffix.lower() == ENDING and path.exists())


def open_dataset(
    path: Path, *, mapping: Mapping[str, str] | None = None, rows: int = ROWS
) -> Dataset:
    """Return what the metadata say of a Parquet file or a folder of them; no answer is read.

    Files of a folder are taken in the order of their names, numbers in these as numbers. Small
    row groups are joined to parts of about `rows` rows. Raises BadFile if there is nothing to
    read, if the files have not the same columns, or if the columns are no items.
    """
    files = _files(path)
    columns: list[str] = []
    notes: list[str] = []
    parts: list[Part] = []
    for file in files:
        with torn_is_bad(file), parquet.ParquetFile(file) as opened:
            names, groups = opened.schema_arrow.names, _group_sizes(opened.metadata)
        tidy, places, said = _tidy(file, names)
        columns = columns or tidy
        _check_same_columns(file, files[0], tidy, columns)
        notes += [one for one in said if one not in notes]
        in_order = tuple(places[tidy.index(column)] for column in columns)
        parts += _parts(file, in_order, groups, rows)
    if not parts:
        raise no_row(path)
    header = read_header(files[0], columns, mapping)
    return Dataset(path, tuple(files), header, tuple(parts), tuple(notes))


def common_kinds(dataset: Dataset) -> dict[str, pa.DataType]:
    """Return the one type of each column that is of several types in the files; items apart.

    Whole numbers in one file and decimals in another become decimals, an empty column takes the
    other's type. Raises BadFile where one column holds, say, text here and numbers there.
    """
    first = None
    differing: set[str] = set()
    for path in dataset.files:
        part = next((one for one in dataset.parts if one.path == path), None)
        if part is None:
            continue
        with torn_is_bad(path), parquet.ParquetFile(path) as opened:
            schema = opened.schema_arrow
        found = pa.schema(
            [
                pa.field(name, _plain(schema.field(place)).type)
                for name, place in zip(dataset.header.columns, part.places, strict=True)
                if name not in dataset.header.items
            ]
        )
        first = first or found
        differing |= {one.name for one in found if one.type != first.field(one.name).type}
        try:
            first = pa.unify_schemas([first, found], promote_options="permissive")
        except (pa.ArrowTypeError, pa.ArrowInvalid) as fault:
            reason = f"a column is of another type than in the files before it: {fault}."
            raise BadFile(path, reason, "Write it with one type in every file.") from fault
    return {name: first.field(name).type for name in sorted(differing)} if first else {}


def frames_of(part: Part, header: Header, rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """Yield the part's rows some at a time, by the header's columns, labelled as in the file.

    A column of categories comes as its values: their list may be another in every file.
    """
    row = part.first_row + FIRST_ROW
    with parquet.ParquetFile(part.path, pre_buffer=False, buffer_size=STEP) as opened:
        batches = opened.iter_batches(batch_size=rows, row_groups=list(part.row_groups))
        while (batch := _next(part.path, batches)) is not None:
            table = pa.Table.from_batches([batch]).select(list(part.places))
            table = table.cast(pa.schema([_plain(one) for one in table.schema]))
            yield as_frame(table.rename_columns(list(header.columns)), row)
            row += batch.num_rows


def _next(path: Path, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    with torn_is_bad(path):
        return next(batches, None)


def _plain(one: pa.Field) -> pa.Field:
    return one.with_type(one.type.value_type) if pa.types.is_dictionary(one.type) else one


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [one for one in path.iterdir() if not one.name.startswith((".", "_"))]
    if folders := sorted(one.name for one in files if one.is_dir()):
        fault = f"there are folders in this folder: {named(folders)}."
        raise BadFile(path, fault, f"Put all {ENDING} files into one folder.")
    files = sorted((one for one in files if one.suffix.lower() == ENDING), key=_natural)
    if not files:
        raise BadFile(path, f"there is no {ENDING} file in this folder.", "Name another.")
    return files


def _natural(path: Path) -> list[tuple[int, str]]:
    """Return what to sort by: part.2 comes before part.10."""
    pieces = re.split(r"(\d+)", path.name)
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


def _group_sizes(metadata: parquet.FileMetaData) -> list[int]:
    return [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)]


def _tidy(path: Path, names: list[str]) -> tuple[list[str], list[int], list[str]]:
    """Return the clean names, where they stand in the file, and notes on what was changed."""
    filled = [bool(name.strip()) or _has_cells(path, place) for place, name in enumerate(names)]
    # One row stands for all: a cell where the column has any, and in it the column's place.
    row = [place if has else None for place, has in enumerate(filled)]
    probe = pd.DataFrame([row], columns=pd.Index(names), dtype=object)
    probe, notes = tidy_columns(path, probe)
    return list(probe.columns), probe.iloc[0].tolist(), notes


def _has_cells(path: Path, place: int) -> bool:
    """Return whether a column without a name has a cell filled in."""
    with torn_is_bad(path), parquet.ParquetFile(path) as opened:
        return any(
            batch.column(place).null_count < batch.num_rows for batch in opened.iter_batches(ROWS)
        )


def _check_same_columns(path: Path, first: Path, tidy: list[str], columns: list[str]) -> None:
    if set(tidy) == set(columns):
        return
    here, there = sorted(set(tidy) - set(columns)), sorted(set(columns) - set(tidy))
    said = [f"only here: {named(here)}"] if here else []
    said += [f"only there: {named(there)}"] if there else []
    fault = f"its columns are not those of {first.name} ({'; '.join(said)})."
    raise BadFile(path, fault, "Files in one folder need the same columns.")


def _parts(path: Path, places: tuple[int, ...], sizes: list[int], rows: int) -> Iterator[Part]:
    """Yield runs of row groups that together have about as many rows as are wanted."""
    groups: list[int] = []
    first = n = 0
    for place, size in enumerate(sizes):
        groups.append(place)
        n += size
        if n and (n >= rows or place == len(sizes) - 1):
            yield Part(path, places, tuple(groups), first, n)
            groups, first, n = [], first + n, 0
