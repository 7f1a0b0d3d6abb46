"""From a long frame, one row a person and wave, to people with their rows before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.errors import BadFrame
from scoring.instrument import Instrument

WAVES = ("pre", "post", "follow_up")
REMEDIES = {
    "participant": "the same text or number for a person at every wave",
    "wave": f"one of {', '.join(WAVES)}",
}
ROWS_NAMED = 10
ROW_NAMES = "row_names"  # in a frame's attrs: see `row_name`

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class People:
    """Who answered when. Positions are into the frame's rows; -1 where a person has no row.

    keys: participant as text, shape (people,), sorted by code point: so the order of the file's
    rows changes no sum, not in its last digit either. person: position in `keys` of each row's
    participant; wave: position in WAVES; group: text or None; each of shape (rows,), and group
    is None if the frame has no groups. pre, post: shape (people,). is_late: people whose pre row
    came after 3 or more meetings, shape (people,).
    """

    keys: pd.Index[Any]
    person: Positions
    wave: NDArray[np.int8]
    group: NDArray[np.object_] | None
    pre: Positions
    post: Positions
    is_late: NDArray[np.bool_]

    def groups(self) -> tuple[NDArray[np.object_], NDArray[np.bool_]] | None:
        """Return each person's group, and whether pre and post name different ones; (people,).

        The group is the one at pre, or at post where pre names none. None without groups.
        """
        if self.group is None:
            return None
        before, after = pick(self.group, self.pre), pick(self.group, self.post)
        is_named = pd.notna(before)
        return np.where(is_named, before, after), is_named & pd.notna(after) & (before != after)


def pick(values: NDArray[Any], positions: Positions, *, absent: object = None) -> NDArray[Any]:
    """Return each person's value at their row, `absent` where they have none."""
    picked = np.full(len(positions), absent, dtype=values.dtype)
    has_row = positions >= 0
    picked[has_row] = values[positions[has_row]]
    return picked


def find_people(frame: pd.DataFrame, instruments: Sequence[Instrument]) -> People:
    """Return the people of a frame with columns `participant` and `wave`.

    Optional: `group`, and `late_pre` (0 or 1, read on the pre rows). Text is stripped of blanks
    around it; the number 12.0 is the participant "12". A row without a group belongs to none.

    Raises BadFrame, naming rows and never a participant: a column is missing, a participant or
    wave is empty or unknown, a participant stands twice in a wave, `late_pre` is neither 0 nor
    1, or an instrument has more than one version or one that is not known here (column
    `<instrument>_version`).
    """
    for name, remedy in REMEDIES.items():
        if name not in frame.columns:
            raise BadFrame(f"there is no column {name!r}. Add it: {remedy}.")
    person, keys = _persons(frame["participant"])
    refuse_rows(frame, person < 0, "no participant", REMEDIES["participant"])
    wave = _waves(frame["wave"])
    refuse_rows(frame, wave < 0, "no wave that is known", REMEDIES["wave"])
    _refuse_twice(frame, person, wave)
    for instrument in instruments:
        _refuse_other_versions(frame, instrument)
    pre = _rows_at("pre", person, wave, len(keys))
    late = _late_rows(frame)
    return People(
        keys=keys,
        person=person,
        wave=wave,
        group=as_text(frame["group"]) if "group" in frame.columns else None,
        pre=pre,
        post=_rows_at("post", person, wave, len(keys)),
        is_late=pick(late, pre, absent=False),
    )


def as_text(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Return a column as text without blanks around it, None where empty; 12.0 is "12"."""
    codes, texts = _distinct(column)
    return np.array([*texts, None], dtype=object)[codes]


def as_numbers(column: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a column's numbers, NaN where there is none; and which cells are empty.

    A number may stand as text, as in the text of `as_text`, on which alone it depends.
    """
    codes, texts = _distinct(column)
    numbers = pd.to_numeric(pd.Series([*texts, None], dtype=object), errors="coerce")
    is_empty = np.array([*(text is None for text in texts), True])
    return numbers.to_numpy(np.float64)[codes], is_empty[codes]


def _distinct(column: pd.Series[Any]) -> tuple[NDArray[np.integer[Any]], list[str | None]]:
    """Return the place of each row's text among some texts, -1 for an empty cell; and those.

    Two of the texts may be equal, and None is a text that was only blanks.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):  # a million rows, and hardly any memory
        codes = column.cat.codes.to_numpy()
        return codes, [_text(value) or None for value in column.cat.categories]
    values = column.array if column.dtype == "str" else column.astype(object).to_numpy()
    codes, distinct = pd.factorize(values)
    return codes, [_text(value) or None for value in distinct]


def _persons(column: pd.Series[Any]) -> tuple[Positions, pd.Index[Any]]:
    """Return the place of each row's participant among all, -1 for nobody; and all, sorted."""
    codes, texts = _distinct(column)
    places, keys = pd.factorize(pd.Index(texts, dtype="str"), sort=True)
    return np.append(places, -1)[codes], keys


def _waves(column: pd.Series[Any]) -> NDArray[np.int8]:
    """Return the place of each row's wave in WAVES, -1 for one that is not known."""
    codes, texts = _distinct(column)
    places = [WAVES.index(text) if text in WAVES else -1 for text in texts]
    return np.array([*places, -1], dtype=np.int8)[codes]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _rows_at(wave_key: str, person: Positions, wave: NDArray[np.int8], n: int) -> Positions:
    positions = np.full(n, -1, dtype=np.intp)
    rows = np.flatnonzero(wave == WAVES.index(wave_key))
    positions[person[rows]] = rows
    return positions


def _late_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each row says that the person came late; an empty cell says no."""
    if "late_pre" not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    text = as_text(frame["late_pre"])
    late = np.isin(text, ["1", "True"])
    known = late | np.isin(text, ["0", "False"]) | pd.isna(text)
    refuse_rows(frame, ~known, "late_pre is neither 0 nor 1", "0 or 1")
    return late


def refuse_rows(frame: pd.DataFrame, bad: NDArray[np.bool_], fault: str, remedy: str) -> None:
    """Refuse the frame if any row is bad, naming the first of them (see `row_name`)."""
    n = int(np.count_nonzero(bad))
    if n:
        first = np.flatnonzero(bad)[:ROWS_NAMED]
        where = "row" if n == 1 else "rows"
        names = _first([row_name(frame, int(position)) for position in first], n, ", ")
        raise BadFrame(f"{where} {names}: {fault}. Give {remedy}.")


def row_name(frame: pd.DataFrame, position: int) -> str:
    """Return what a row is called in messages: its label, in the words of the frame if it has any.

    A frame of rows from several files keeps in `frame.attrs[ROW_NAMES]` what turns a label into
    words: a name for each of many million rows would take more room than their answers.
    """
    label = frame.index[position]
    in_words = frame.attrs.get(ROW_NAMES, str)
    return str(in_words(label))


def _first(names: Sequence[str], n: int, between: str) -> str:
    rest = n - ROWS_NAMED
    return between.join(names[:ROWS_NAMED]) + (f"{between}and {rest} more" if rest > 0 else "")


def _refuse_twice(frame: pd.DataFrame, person: Positions, wave: NDArray[np.int8]) -> None:
    """Refuse two rows of one person and wave; only rows are named, for a code may be a name."""
    sitting = person * len(WAVES) + wave
    times = np.bincount(sitting)
    if times.max(initial=0) < 2:
        return
    sets: dict[int, list[int]] = {}
    for position in np.flatnonzero(times[sitting] > 1).tolist():
        sets.setdefault(int(sitting[position]), []).append(position)
    named = [
        " and ".join(row_name(frame, position) for position in positions)
        for positions in list(sets.values())[:ROWS_NAMED]
    ]
    raise BadFrame(
        f"the same participant stands twice in one wave: rows {_first(named, len(sets), '; ')}. "
        "Keep one row for each person and wave."
    )


def _refuse_other_versions(frame: pd.DataFrame, instrument: Instrument) -> None:
    """Refuse mixed versions, and one that is not known: its reversed items may be others."""
    column = f"{instrument.key}_version"
    if column not in frame.columns:
        return
    versions = sorted({text for text in as_text(frame[column]) if text is not None})
    if len(versions) > 1:
        raise BadFrame(
            f"column {column} mixes versions: {', '.join(versions)}. "
            "Evaluate each version on its own: their scores cannot be compared."
        )
    if versions and versions[0] != instrument.version:
        raise BadFrame(
            f"column {column} names version {versions[0]}, and the one known here is "
            f"{instrument.version}. Its reversed items may be others: take these rows out, or the "
            "column if it is the same form."
        )
