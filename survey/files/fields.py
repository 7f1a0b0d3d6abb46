"""What a file that goes out is made of: fields with their labels, and rows, some at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

TEXT, INTEGER, NUMBER = "text", "integer", "number"
ARROW = {TEXT: pa.large_string(), INTEGER: pa.int64(), NUMBER: pa.float64()}
NOMINAL, ORDINAL, SCALE = "nominal", "ordinal", "scale"
# Why a cell is empty, where that is known; 0 is an answer, or a cell of which nothing is known.
DECLINED, SKIPPED, NOT_ASKED = 1, 2, 3


@dataclass(frozen=True)
class Field:
    """One column, in one language."""

    name: str
    kind: str
    label: str = ""
    values: Mapping[str | int, str] = field(default_factory=dict)
    measure: str = NOMINAL
    has_gaps: bool = False  # tells declined, skipped and not asked apart, in a format that can
    width: int = 8  # of text, in bytes


@dataclass(frozen=True)
class Chunk:
    """Some rows: their cells, and why empty ones are empty, by the names of the fields."""

    table: pa.Table
    gaps: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)


def schema_of(fields: list[Field]) -> pa.Schema:
    """Return the types of the columns."""
    return pa.schema([pa.field(one.name, ARROW[one.kind]) for one in fields])
