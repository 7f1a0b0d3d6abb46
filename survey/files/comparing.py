"""A file is read back and compared with what was to stand in it, without holding either."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from survey.files.fields import NUMBER, TEXT, Field

DECIMALS = 10  # to which numbers are the same; a workbook keeps 16 figures of the 17 of some


class Contents:
    """Every cell of some columns, as one running hash for each column."""

    def __init__(self, fields: list[Field]) -> None:
        self.fields = fields
        self.n_rows = 0
        self._hashes = {one.name: (hashlib.sha256(), hashlib.sha256()) for one in fields}

    def add(self, table: pa.Table) -> None:
        """Take in the rows that come next; it does not matter how they are cut."""
        self.n_rows += len(table)
        for one in self.fields:
            values = table[one.name]
            is_there, value = self._hashes[one.name]
            for stated, sign in zip(_bytes(values, one.kind), (is_there, value), strict=True):
                sign.update(stated)

    def differing(self, others: Contents) -> list[str]:
        """Return the columns in which a cell differs; all of them where rows are missing."""
        if self.n_rows != others.n_rows:
            return [one.name for one in self.fields]
        return [
            name
            for name, (is_there, value) in self._hashes.items()
            if (is_there.digest(), value.digest())
            != tuple(one.digest() for one in others._hashes[name])
        ]


def _bytes(values: pa.ChunkedArray, kind: str) -> tuple[bytes, bytes]:
    """Return, of a column, its lengths or gaps, and its cells: two texts that cannot be mixed."""
    if kind == TEXT:
        lengths = pc.fill_null(pc.binary_length(values), -1)
        text = "".join(pc.fill_null(values, "").to_pylist())
        return lengths.to_numpy().astype("<i8").tobytes(), text.encode()
    gaps = values.is_null().to_numpy()
    filled = pc.fill_null(values, 0).to_numpy()
    if kind == NUMBER:
        filled = np.round(filled.astype("<f8"), DECIMALS) + 0.0  # no zero with a minus
        return gaps.tobytes(), filled.tobytes()
    return gaps.tobytes(), filled.astype("<i8").tobytes()
