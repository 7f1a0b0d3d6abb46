"""Scores of subscales and totals, under the missing rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.instrument import Instrument, Subscale
from scoring.keying import KeyedItems, blocks, key_items
from scoring.missing_rule import MissingRule, allowed_open, check_missing_rule


def score(
    frame: pd.DataFrame,
    instruments: Sequence[Instrument] | None = None,
    *,
    missing: MissingRule = "instrument",
) -> pd.DataFrame:
    """Return every score in points, with the number of open items and whether it is prorated.

    frame: raw answers as `scoring.keying.key_items` takes them, one row an administration.
    instruments: default is SOC-13 and GSE; one with none of its columns is left out.
    missing: "instrument" (as many open items as the definition allows), "complete" (none),
    or a share in [0, 1) of each scale's own items. Total and subscales are judged each on
    their own.

    Returns a frame on the same index, for each subscale and then the total of each instrument:
    `<score>` float64, answered mean x number of items after reversing, not rounded, NaN where
    the rule is not met; `<score>_missing` int8, open items; `<score>_prorated` int8, 1 where a
    score exists though items are open, else 0. Nothing scores a gap as 0, and a row without
    any answer has no score under any rule.

    Raises BadColumns, BadValues (see `key_items`) and BadPlan for a rule that is none.
    Source: Schwarzer's FAQ (2014) for GSE's rule; SOC-13's is this project's own.
    """
    rule = check_missing_rule(missing)
    return score_keyed(key_items(frame, instruments), frame.index, missing=rule)


def score_keyed(
    keyed: Sequence[KeyedItems], index: pd.Index, *, missing: MissingRule = "instrument"
) -> pd.DataFrame:
    """Return what `score` returns, from answers that are keyed already."""
    columns: dict[str, NDArray[np.float64] | NDArray[np.int8]] = {}
    for items in keyed:
        for scale in items.instrument.scales:
            points, n_open, prorated = _score_scale(items, scale, allowed_open(scale, missing))
            columns[scale.column] = points
            columns[f"{scale.column}_missing"] = n_open
            columns[f"{scale.column}_prorated"] = prorated
    return pd.DataFrame(columns, index=index, copy=False)


def _score_scale(
    items: KeyedItems, scale: Subscale, allowed: int
) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.int8]]:
    """Score one scale: whole numbers are summed, and one table turns the sums into points."""
    rows = np.array(scale.items) - 1
    n_rows = items.codes.shape[1]
    table = _points_table(items.instrument, scale, allowed)
    points = np.empty(n_rows)
    n_open = np.empty(n_rows, dtype=np.int8)
    prorated = np.empty(n_rows, dtype=np.int8)
    for block in blocks(n_rows):
        codes = items.codes[:, block]
        sums = np.zeros(codes.shape[1], dtype=np.min_scalar_type(table.shape[1] - 1))
        still_open = np.zeros(codes.shape[1], dtype=np.int8)
        for row in rows:
            sums += codes[row]
            still_open += codes[row] == 0
        n_open[block] = still_open
        prorated[block] = (still_open > 0) & (still_open <= allowed)
        place = np.multiply(still_open, table.shape[1], dtype=np.intp)
        place += sums
        np.take(table, place, out=points[block], mode="clip")
    return points, n_open, prorated


def _points_table(instrument: Instrument, scale: Subscale, allowed: int) -> NDArray[np.float64]:
    """Return the score in points by open items and sum of codes; shape (items + 1, sums)."""
    n_items = len(scale.items)
    answered = n_items - np.arange(n_items + 1)[:, np.newaxis]
    sums = np.arange(n_items * instrument.n_points + 1) + answered * (instrument.minimum - 1)
    points = np.full(sums.shape, np.nan)
    keep = slice(0, allowed + 1)
    points[keep] = sums[keep] * n_items / answered[keep]
    return points
