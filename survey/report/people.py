"""One line for each person of a study: scores before and after, and what was said beside them.

Imported by jobs and commands only: it needs pandas, which no web process loads.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from scoring.errors import BadFrame
from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from scoring.scales import score
from survey.after_questions import CLIMATE, OVERALL, TAKING_PART
from survey.report.facts import OUTCOME_KEYS
from survey.weeks import weeks_between

REQUIRED_SCORES: Final = ("soc13_total", "gse_total")
OF_THE_PERSON: Final = ("group", "municipality", "contact_point", "group_type", "life_problem")
FOUND_BY: Final = "found_by"
CLIMATE_KEYS: Final = tuple(question.key for question in CLIMATE)
TAKING_PART_KEYS: Final = tuple(question.key for question in TAKING_PART)
WAVES: Final = ("pre", "post")


def people_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per participant of a study who answered `pre` and may be counted.

    frame: one row per participant and wave, with items as answered (`dataset.read_study`).

    Columns: participant, group, municipality, contact_point, group_type, life_problem (as at
    `pre`, also for somebody who moved), `<score>_pre` and `<score>_post`, `week_`, `wording_`
    and `language_` of both waves, `weeks_between`, `has_pre` and `has_post` (at least one item
    answered), `is_complete` (a score on both scales at both times), found_by, and what was asked
    after the instruments at `post`. Numbers are floats; what is not known is missing.

    People without a known group are left out: nobody could say whether they make a group
    recognisable. So are those who had been to three or more meetings when they first answered.
    """
    rows = _with_scores(frame)
    pre = rows[rows["wave"] == "pre"].drop(columns=["wave", *_after_keys()])
    post = rows[rows["wave"] == "post"]
    post = post.drop(columns=["wave", *OF_THE_PERSON, "late_pre", FOUND_BY])
    people = pre.merge(post, how="left", on="participant", suffixes=("_pre", "_post"))
    people = people[people["group"].notna() & ~_is_true(people["late_pre"])]
    people = people.drop(columns="late_pre").reset_index(drop=True)
    for wave in WAVES:
        people[f"has_{wave}"] = _is_true(people.pop(f"has_answers_{wave}"))
    needed = [f"{key}_{wave}" for key in REQUIRED_SCORES for wave in WAVES]
    people["is_complete"] = people[needed].notna().all(axis=1)
    people["weeks_between"] = _weeks_between(people)
    return people


def _with_scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Return each row's person, wave, scores and answers; columns that are absent are empty."""
    frame = frame.reset_index(drop=True)  # scores are joined by row, so labels must be unique
    duplicated = frame.duplicated(["participant", "wave"])
    if duplicated.any():
        raise BadFrame(f"{int(duplicated.sum())} rows repeat a participant within a wave")
    instruments = [load_instrument(key) for key in INSTRUMENT_KEYS]
    items = [item for one in instruments for item in one.item_keys]
    texts = ["participant", "wave", *OF_THE_PERSON, "week", "wording", "language", FOUND_BY]
    rows = frame.reindex(columns=texts).astype("object")
    rows = rows.where(rows.notna() & (rows != ""), None)
    rows["late_pre"] = frame.get("late_pre", 0)
    rows["has_answers"] = frame[items].notna().any(axis=1)
    for key in _after_keys():
        column = frame.get(key, pd.Series(index=frame.index, dtype="object"))
        rows[key] = column if key in _WORDS else _numbers(column)
    scores = score(frame[items], instruments, missing="instrument")
    return rows.join(scores[list(OUTCOME_KEYS)].astype("float64"))


_WORDS = {question.key for question in TAKING_PART if question.is_in_words}


def _after_keys() -> tuple[str, ...]:
    return (*TAKING_PART_KEYS, *CLIMATE_KEYS, OVERALL.key)


def _numbers(column: pd.Series) -> pd.Series:
    """Return a column as floats; what is empty or no number is missing."""
    return pd.to_numeric(column.astype("object"), errors="coerce").astype("float64")


def _is_true(column: pd.Series) -> pd.Series:
    """Return a yes/no column as booleans; an empty cell is a no."""
    return _numbers(column).fillna(0) > 0


def _weeks_between(people: pd.DataFrame) -> pd.Series:
    pairs = zip(people["week_pre"], people["week_post"], strict=True)
    known: dict[tuple[object, object], float] = {}
    for first, second in set(pairs):
        is_known = isinstance(first, str) and isinstance(second, str)
        known[first, second] = weeks_between(first, second) if is_known else float("nan")
    keys = zip(people["week_pre"], people["week_post"], strict=True)
    return pd.Series([known[key] for key in keys], index=people.index, dtype="float64")
