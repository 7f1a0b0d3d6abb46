"""The rows of a research file, some at a time: what was answered, the scores, the keyed values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from scoring.keying import key_items
from scoring.scales import score_keyed
from survey.after_questions import AFTER, KEYS, STILL_IN
from survey.background_questions import KEYS as BACKGROUND_KEYS
from survey.declined import declined_column
from survey.export.columns import keyed_name
from survey.export.plan import FIRST, Plan
from survey.files.chunks import ARROW, Chunk
from survey.files.fields import DECLINED, NOT_ASKED, SKIPPED, Field
from survey.models.study import PRE
from survey.report import stored
from survey.report.dataset import Part

GAP_OF_CODE = np.zeros(16, np.uint8)
GAP_OF_CODE[[stored.NOT_ASKED, stored.DECLINED, stored.SKIPPED]] = NOT_ASKED, DECLINED, SKIPPED


def long_chunk(part: Part, plan: Plan, fields: Mapping[str, Field]) -> Chunk:
    """Return the rows of some people, one for each wave."""
    columns: dict[str, Any] = {name: part.frame[name] for name in part.frame.columns}
    gaps = _gaps(part, plan)
    if plan.instruments:
        keyed = key_items(part.frame, plan.instruments)
        scores = score_keyed(keyed, part.frame.index)
        columns |= {name: scores[name] for name in scores.columns}
        for one in keyed:
            for codes, key in zip(one.codes, one.instrument.item_keys, strict=True):
                values = codes.astype(np.int64) + (one.instrument.minimum - 1)
                columns[keyed_name(key)] = pd.arrays.IntegerArray(values, codes == 0)
                gaps[keyed_name(key)] = gaps[key]
    arrays = {
        name: pa.array(columns[name], ARROW[one.kind], from_pandas=True)
        for name, one in fields.items()
    }
    return Chunk(pa.table(arrays), gaps)


def wide_chunk(long: Chunk, names: Mapping[str, tuple[str, str]], waves: Sequence[str]) -> Chunk:
    """Return the rows of some people, one for each person; a wave that is missing is empty."""
    people = np.array(long.table["participant"].to_pylist())
    when = np.array(long.table["wave"].to_pylist())
    _, first, person = np.unique(people, return_index=True, return_inverse=True)
    rows = {FIRST: first}
    for wave in waves:
        rows[wave] = np.full(len(first), -1)
        is_wave = when == wave
        rows[wave][person[is_wave]] = np.flatnonzero(is_wave)
    places = {wave: pa.array(row, mask=row < 0) for wave, row in rows.items()}
    table = {name: long.table[one].take(places[wave]) for name, (one, wave) in names.items()}
    gaps = {
        name: np.where(rows[wave] < 0, np.uint8(NOT_ASKED), long.gaps[one][rows[wave]])
        for name, (one, wave) in names.items()
        if one in long.gaps
    }
    return Chunk(pa.table(table), gaps)


def _gaps(part: Part, plan: Plan) -> dict[str, NDArray[np.uint8]]:
    """Return why each empty cell is empty, of the columns where that is known."""
    gaps: dict[str, NDArray[np.uint8]] = {}
    for one in plan.instruments:
        codes = GAP_OF_CODE[part.codes[one.key]]
        gaps |= {key: codes[:, place] for place, key in enumerate(one.item_keys)}
    is_pre = (part.frame["wave"] == PRE).to_numpy()
    for key in ("meetings_before", *BACKGROUND_KEYS):
        was_asked = is_pre & (key in {"meetings_before", *plan.asked_before})
        gaps[key] = _gap(part.frame[key], was_asked)
    declined = part.frame[declined_column(AFTER)].fillna("").str.split().tolist()
    is_in = (part.frame["status"] == STILL_IN).to_numpy()
    for key in KEYS:
        was_asked = part.was_asked_after & ~(is_in & (key == "leaving_reason"))
        gaps[key] = _gap(part.frame[key], was_asked)
        gaps[key][[key in keys for keys in declined]] = DECLINED
    return gaps


def _gap(values: pd.Series, was_asked: NDArray[np.bool_]) -> NDArray[np.uint8]:
    gap = np.where(was_asked, np.uint8(SKIPPED), np.uint8(NOT_ASKED))
    gap[values.notna().to_numpy()] = 0
    return gap


def chunks(
    parts: Iterator[Part], plan: Plan, fields: Mapping[str, Field], waves: Sequence[str]
) -> Iterator[tuple[Chunk, int]]:
    """Yield the rows and how many people they are of; waves: none for a row for each wave."""
    names = plan.wide_names(waves) if waves else {}
    for part in parts:
        chunk = long_chunk(part, plan, fields)
        yield (wide_chunk(chunk, names, waves) if waves else chunk), part.n_people
