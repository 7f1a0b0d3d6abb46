"""Whether before and after were asked alike: text, language, way of answering, and time between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.people import Positions, as_numbers, as_text, pick, refuse_rows
from scoring.record import Interval, Record, Why, no_reasons

ASKED_ALIKE = {  # column -> what it means if it is another one at post
    "wording": "answered another wording after than before, and a change may come from the text",
    "language": "answered in another language after than before",
    "mode": "answered on paper one time and on a screen the other",
}
COMPARABILITY_COLUMNS = (*ASKED_ALIKE, "week", "weeks_since_pre")
SINCE_PRE = "weeks_since_pre"  # read on the post rows of a file without weeks
NO_WEEKS = "the file has neither a column week nor weeks_since_pre"
ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})")
LONGEST_OVER_SHORTEST = 2.0


@dataclass(frozen=True)
class WeeksBetween(Record):
    """Weeks from before to after in those with both: how long there was to change in."""

    n: int
    median: float | None
    quartiles: Interval | None
    lowest: int | None
    highest: int | None
    why: Why = no_reasons


@dataclass(frozen=True)
class Comparability(Record):
    """How many answered under other conditions after than before, of those who did both."""

    n_wording_changed: int | None
    n_language_changed: int | None
    n_mode_changed: int | None
    weeks_between: WeeksBetween
    by_language: Mapping[str, int]
    warnings: tuple[str, ...]
    why: Why = no_reasons


def comparability(frame: pd.DataFrame, pre: Positions, post: Positions) -> Comparability:
    """Return what differed between pre and post other than the people.

    frame: the file, of which the columns wording, language, mode and week (2025-W07), or else
    weeks_since_pre, are read if they are there. pre, post: rows of each person, -1 where there
    is none; shape (people,).

    Counts are of people with both rows and both cells filled in; by_language counts the pre rows.
    Weeks are whole; quartiles as R's type 7. A figure whose column is absent is None with a
    reason. warnings are sentences to be shown wherever the change is. Raises BadFrame for a week
    that is none, or at post before the person's own at pre.
    """
    both = (pre >= 0) & (post >= 0)
    counts = {name: _n_changed(frame, name, pre[both], post[both]) for name in ASKED_ALIKE}
    weeks = _weeks_between(frame, pre[both], post[both])
    why = {
        f"n_{name}_changed": f"the file has no column {name}"
        for name, count in counts.items()
        if count is None
    }
    return Comparability(
        n_wording_changed=counts["wording"],
        n_language_changed=counts["language"],
        n_mode_changed=counts["mode"],
        weeks_between=weeks,
        by_language=_by_language(frame, pre[pre >= 0]),
        warnings=tuple(_warnings(counts, weeks)),
        why=why,
    )


def _n_changed(frame: pd.DataFrame, name: str, pre: Positions, post: Positions) -> int | None:
    if name not in frame:
        return None
    values = as_text(frame[name])
    before, after = values[pre], values[post]
    return int(np.count_nonzero(pd.notna(before) & pd.notna(after) & (before != after)))


def _by_language(frame: pd.DataFrame, rows: Positions) -> dict[str, int]:
    if "language" not in frame:
        return {}
    named = pd.Series(as_text(frame["language"])[rows], dtype=object).dropna()
    return {str(name): int(count) for name, count in named.value_counts().sort_index().items()}


def _weeks_between(frame: pd.DataFrame, pre: Positions, post: Positions) -> WeeksBetween:
    weeks = _weeks(frame, pre, post)
    if not len(weeks):
        is_asked = "week" in frame or SINCE_PRE in frame
        reason = "nobody has a week both before and after" if is_asked else NO_WEEKS
        why = dict.fromkeys(("median", "quartiles", "lowest", "highest"), reason)
        return WeeksBetween(0, None, None, None, None, why=why)
    low, median, high = np.quantile(weeks, (0.25, 0.5, 0.75))
    return WeeksBetween(
        n=len(weeks),
        median=float(median),
        quartiles=Interval(float(low), float(high)),
        lowest=int(weeks.min()),
        highest=int(weeks.max()),
    )


def _weeks(frame: pd.DataFrame, pre: Positions, post: Positions) -> NDArray[np.float64]:
    """Return the weeks between of those whose weeks are known, in people's order."""
    if "week" in frame:
        monday = _mondays(frame)
        weeks = (pick(monday, post, absent=np.nan) - pick(monday, pre, absent=np.nan)) / 7
        is_early = np.zeros(len(frame), dtype=bool)
        is_early[post[weeks < 0]] = True
        remedy = "a week that is not before, or correct the one at pre"
        refuse_rows(frame, is_early, "the week is before the person's own week at pre", remedy)
    elif SINCE_PRE in frame:
        weeks = pick(_whole_numbers(frame, SINCE_PRE), post, absent=np.nan)
    else:
        return np.array([])
    known: NDArray[np.float64] = weeks[~np.isnan(weeks)]
    return known


def _whole_numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    numbers, is_open = as_numbers(frame[name])
    is_wrong = ~is_open & ~(numbers == np.floor(numbers))
    refuse_rows(frame, is_wrong, f"{name} is no number of weeks", "a whole number, or nothing")
    return numbers


def _mondays(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return the day number of each row's Monday, NaN where no week is given; shape (rows,)."""
    codes, distinct = pd.factorize(as_text(frame["week"]))
    known = [_monday(text) for text in distinct]
    days = np.array([*(np.inf if day is None else day for day in known), np.nan])[codes]
    refuse_rows(
        frame, np.isinf(days), "column week has no ISO week", "one such as 2026-W07, or nothing"
    )
    return days


def _monday(text: str) -> float | None:
    match = ISO_WEEK.fullmatch(text)
    try:
        return match and float(date.fromisocalendar(int(match[1]), int(match[2]), 1).toordinal())
    except ValueError:
        return None


def _warnings(counts: Mapping[str, int | None], weeks: WeeksBetween) -> Iterator[str]:
    for name, meaning in ASKED_ALIKE.items():
        if count := counts[name]:
            yield f"{count} {'person' if count == 1 else 'people'} {meaning}."
    if weeks.lowest is None or weeks.highest is None:
        return
    if weeks.highest > LONGEST_OVER_SHORTEST * max(weeks.lowest, 1):
        yield (
            f"Between before and after lie {weeks.lowest} to {weeks.highest} weeks: the change "
            "pools people who had very different times to change in."
        )
