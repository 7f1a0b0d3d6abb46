"""Rows with their scores, made into what is written, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from scoring.missing_rule import MissingRule
from scoring.scales import score
from survey.files.dataset import ROWS, Part
from survey.files.header import Header
from survey.files.pieces import Seen, checked_frames
from survey.files.writing import csv_rows, guarded_text

SCORES = [scale.column for key in INSTRUMENT_KEYS for scale in load_instrument(key).scales]
OURS = {name + end for name in SCORES for end in ("", "_missing", "_prorated")}


@dataclass(frozen=True)
class Scored:
    """Some rows as they are written; None if only their answers were to be checked.

    counts: by score column, rows that have the score and rows that have it prorated.
    """

    seen: Seen
    content: Any = None  # bytes of CSV, or an Arrow table
    n_scored: int = 0
    counts: Mapping[str, tuple[int, int]] | None = None
    n_guarded: int = 0


@dataclass(frozen=True)
class Scoring:
    """What is made of each part; ending: .csv or .parquet, or nothing for a check alone.

    kinds: the types of columns that pass through, where files of a folder differ in them.
    """

    header: Header
    missing: MissingRule
    ending: str
    kinds: Mapping[str, pa.DataType]
    rows: int = ROWS

    def __call__(self, part: Part) -> Iterator[Scored]:
        """Yield the part's rows with their scores."""
        for frame, seen in checked_frames(part, self.header, self.rows):
            if frame is None or not self.ending:
                yield Scored(seen)
            else:
                yield scored(self._as_one_kind(frame), self.missing, self.ending, seen)

    def _as_one_kind(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give the columns the types that they have in the whole data set."""
        return frame.assign(**{name: _cast(frame[name], kind) for name, kind in self.kinds.items()})


def _cast(column: pd.Series[Any], kind: pa.DataType) -> pd.Series[Any]:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.astype(pd.StringDtype(na_value=float("nan")))
    return column.astype(pd.ArrowDtype(kind))


def scored(frame: pd.DataFrame, missing: MissingRule, ending: str, seen: Seen) -> Scored:
    """Return checked rows with their scores, as CSV lines without a header or as a table."""
    kept = frame.drop(columns=[name for name in frame.columns if name in OURS])
    scores = score(kept, missing=missing)
    whole = pd.concat([kept, scores], axis="columns")
    names = [name for name in SCORES if name in scores]
    counts = {
        name: (int(scores[name].notna().sum()), int(scores[f"{name}_prorated"].sum()))
        for name in names
    }
    if ending == ".parquet":
        table = pa.Table.from_pandas(whole, preserve_index=False)
        return Scored(seen, table, len(whole), counts)
    safe, n_guarded = guarded_text(whole)
    return Scored(seen, b"".join(csv_rows(safe)), len(whole), counts, n_guarded)


def scored_columns(columns: tuple[str, ...]) -> list[str]:
    """Return the columns of the output, for a file with these."""
    kept = [name for name in columns if name not in OURS]
    present = [
        scale.column
        for key in INSTRUMENT_KEYS
        if load_instrument(key).item_keys[0] in columns
        for scale in load_instrument(key).scales
    ]
    return [*kept, *(name + end for name in present for end in ("", "_missing", "_prorated"))]


def one_frame(
    frame: pd.DataFrame, missing: MissingRule, ending: str, path: Path
) -> Iterator[Scored]:
    """Yield the rows of a file that is in memory as a whole, with their scores."""
    for start in range(0, len(frame), ROWS):
        rows = frame.iloc[start : start + ROWS]
        yield scored(rows, missing, ending, Seen(path, len(rows)))
