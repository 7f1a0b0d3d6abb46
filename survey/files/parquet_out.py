"""Parquet out and back: types kept, labels in the metadata of each column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from survey.files.chunks import ARROW, Chunk, schema_of
from survey.files.fields import Field


class ParquetFile:
    """Written in groups of rows."""

    def __init__(self, fields: list[Field]) -> None:
        self.fields = fields

    def expected(self, chunk: Chunk) -> pa.Table:
        """Return the cells that a reader must find."""
        return chunk.table.cast(schema_of(self.fields))

    def open(self, path: Path) -> None:
        """Begin a file."""
        self.schema = pa.schema([_with_labels(one) for one in self.fields])
        self.writer = parquet.ParquetWriter(path, self.schema, compression="zstd")

    def add(self, chunk: Chunk) -> None:
        """Write the next rows."""
        self.writer.write_table(chunk.table.cast(self.schema))

    def close(self) -> None:
        """End the file."""
        self.writer.close()

    def read(self, path: Path) -> Iterator[pa.Table]:
        """Yield the rows as a reader finds them."""
        schema = schema_of(self.fields)
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield pa.Table.from_batches([batch]).cast(schema)


def _with_labels(one: Field) -> pa.Field:
    values = json.dumps(dict(one.values), ensure_ascii=False)
    told = {"label": one.label, "values": values, "measure": one.measure}
    return pa.field(one.name, ARROW[one.kind], metadata=told)
