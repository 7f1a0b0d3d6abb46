"""The columns of a file that goes out, with their labels. Light enough for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXT, INTEGER, NUMBER = "text", "integer", "number"
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
