"""What can be taken out, and how: light enough for pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from survey.background_questions import KEYS as BACKGROUND_KEYS

RESEARCH, SHARING = "research", "sharing"
KINDS = (RESEARCH, SHARING)
CSV, CSV_EXCEL, SAV, XLSX, PARQUET = "csv", "csv-excel", "sav", "xlsx", "parquet"
FORMATS = (CSV, CSV_EXCEL, SAV, XLSX, PARQUET)
ENDINGS = {CSV: ".csv", CSV_EXCEL: ".csv", SAV: ".sav", XLSX: ".xlsx", PARQUET: ".parquet"}
MEDIA_TYPES = {
    CSV: "text/csv",
    CSV_EXCEL: "text/csv",
    SAV: "application/x-spss-sav",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PARQUET: "application/vnd.apache.parquet",
}
LONG, WIDE = "long", "wide"
SHAPES = (LONG, WIDE)
# What a person can be picked out by together: only as far as a second person has approved.
VARIABLES = ("municipality", "group_type", "life_problem", *BACKGROUND_KEYS)
SHARED_VARIABLES = ("municipality", "group_type", "age_band", "gender")  # generalised


@dataclass(frozen=True)
class Order:
    """One file that somebody wants."""

    kind: str
    file_format: str
    shape: str
    variables: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """Return what the file of answers is called in its package."""
        return f"answers{ENDINGS[self.file_format]}"


def in_order(variables: Collection[str]) -> tuple[str, ...]:
    """Return these variables in the one order that a list of them has."""
    return tuple(one for one in VARIABLES if one in variables)


def list_hash(kind: str, variables: Collection[str]) -> str:
    """Return the hash of a list of variables: a changed list is another one."""
    text = json.dumps([kind, *in_order(variables)])
    return hashlib.sha256(text.encode()).hexdigest()
