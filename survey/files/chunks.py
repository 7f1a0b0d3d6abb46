"""The rows of a file that goes out, some at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from survey.files.fields import INTEGER, NUMBER, TEXT, Field

ARROW = {TEXT: pa.large_string(), INTEGER: pa.int64(), NUMBER: pa.float64()}


@dataclass(frozen=True)
class Chunk:
    """Some rows: their cells, and why empty ones are empty, by the names of the fields."""

    table: pa.Table
    gaps: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)


def schema_of(fields: list[Field]) -> pa.Schema:
    """Return the types of the columns."""
    return pa.schema([pa.field(one.name, ARROW[one.kind]) for one in fields])
