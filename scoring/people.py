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

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class People:
    """Who answered when. Positions are into the frame's rows; -1 where a person has no row.

    keys: participant as text, shape (people,). person: position in `keys` of each row's
    participant; wave: text; group: text or None; each of shape (rows,), and group is None if
    the frame has no groups. pre, post: shape (people,). is_late: people whose pre row came
    after 3 or more meetings, shape (people,).
    """

    keys: NDArray[np.object_]
    person: Positions
    wave: NDArray[np.object_]
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
    named, wave = as_text(frame["participant"]), as_text(frame["wave"])
    refuse_rows(frame, pd.isna(named), "no participant", REMEDIES["participant"])
    known = pd.Series(wave).isin(WAVES).to_numpy()
    refuse_rows(frame, ~known, "no wave that is known", REMEDIES["wave"])
    person, keys = pd.factorize(named)
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
    codes, distinct = pd.factorize(column.astype(object).to_numpy())
    texts = [_text(value) or None for value in distinct]
    return np.array([*texts, None], dtype=object)[codes]  # an empty cell has the code -1


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _rows_at(wave_key: str, person: Positions, wave: NDArray[np.object_], n: int) -> Positions:
    positions = np.full(n, -1, dtype=np.intp)
    rows = np.flatnonzero(wave == wave_key)
    positions[person[rows]] = rows
    return positions


def _late_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each row says that the person came late; an empty cell says no."""
    if "late_pre" not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    text = pd.Series(as_text(frame["late_pre"]), index=frame.index, dtype=object)
    late = text.isin(["1", "True"]).to_numpy()
    known = late | text.isin(["0", "False"]).to_numpy() | text.isna().to_numpy()
    refuse_rows(frame, ~known, "late_pre is neither 0 nor 1", "0 or 1")
    return late


def refuse_rows(frame: pd.DataFrame, bad: NDArray[np.bool_], fault: str, remedy: str) -> None:
    """Refuse the frame if any row is bad, naming the first of them by their labels."""
    rows = [str(frame.index[int(position)]) for position in np.flatnonzero(bad)]
    if rows:
        where = "row" if len(rows) == 1 else "rows"
        raise BadFrame(f"{where} {_first(rows, ', ')}: {fault}. Give {remedy}.")


def _first(names: Sequence[str], between: str) -> str:
    rest = len(names) - ROWS_NAMED
    return between.join(names[:ROWS_NAMED]) + (f"{between}and {rest} more" if rest > 0 else "")


def _refuse_twice(frame: pd.DataFrame, person: Positions, wave: NDArray[np.object_]) -> None:
    """Refuse two rows of one person and wave; only rows are named, for a code may be a name."""
    pairs = pd.DataFrame({"person": person, "wave": wave})
    twice = pairs[pairs.duplicated(keep=False).to_numpy()]
    if len(twice):
        sets = twice.groupby(["person", "wave"], sort=False).indices.values()
        labels = frame.index[twice.index]
        named = [" and ".join(str(labels[int(place)]) for place in places) for places in sets]
        raise BadFrame(
            f"the same participant stands twice in one wave: rows {_first(named, '; ')}. "
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
