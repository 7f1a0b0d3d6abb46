"""Evaluations of simulated answers, worked out by the program: every key is a real one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from scoring.evaluation import evaluate
from scoring.instrument import all_instruments
from scoring.plan import Plan

N, GROUPS = 90, 15
FAST = {"resamples": 100, "imputations": 5}


@cache
def simulated(kind: str) -> dict[str, Any]:
    """Return an evaluation's JSON: of a rise, a fall, an unclear change, five pairs, ..."""
    frame, plan = FRAMES[kind]()
    return evaluate(frame, plan).to_dict()


def answers(shift: float, n: int = N, *, seed: int = 7) -> pd.DataFrame:
    """Return rows before and after of n people whose answers move by so many scale points."""
    random = np.random.default_rng(seed)
    level, group = random.normal(0, 0.8, n), random.integers(0, GROUPS, n)
    rows = []
    for wave, moved in (("pre", 0.0), ("post", shift)):
        for person in range(n):
            row: dict[str, Any] = {"participant": f"p{person:03}", "wave": wave}
            row |= {"group": f"g{group[person]:02}", "language": "nb", "late_pre": 0}
            row |= _items(random, level[person] + moved)
            rows.append(row)
    return pd.DataFrame(rows)


def _items(random: np.random.Generator, level: float) -> dict[str, float]:
    found = {}
    for one in all_instruments():
        middle, spread = (one.minimum + one.maximum) / 2, one.n_points / 7
        for item in one.items:
            drawn = round(middle + spread * (level + random.normal(0, 1.2)))
            keyed = min(max(drawn, one.minimum), one.maximum)
            found[item.key] = one.minimum + one.maximum - keyed if item.is_reversed else keyed
    return found


def fullest(shift: float) -> tuple[pd.DataFrame, Plan]:
    """Return answers with every column that an evaluation reads, and people who were lost."""
    frame = answers(shift)
    number = frame["participant"].str[1:].astype(int)
    is_post = frame["wave"] == "post"
    led = frame["group"].str[1:].astype(int) < 6
    frame["group_type"] = np.where(led, "led", "self_organised")
    frame["week"] = np.where(is_post, "2026-W30", np.where(number % 4 == 0, "2026-W20", "2026-W02"))
    frame["wording"] = np.where(is_post & (number < 3), "other", "one")
    frame["mode"] = np.where(is_post & (number < 5), "paper", "web")
    frame.loc[is_post & (number < 4), "language"] = "nn"
    frame["status"] = np.where(is_post, np.where(number < 9, "left_early", "still_in"), None)
    frame["overall_change"] = np.where(is_post, number % 5 - 2, np.nan)
    frame["climate_trust"] = np.where(is_post, 2 + number % 4, np.nan)
    frame["climate_room"] = np.where(is_post, 1 + number % 3, np.nan)
    frame.loc[number.between(20, 23), "group"] = None
    frame.loc[number.between(30, 33), "late_pre"] = 1
    is_lost = is_post & number.between(60, 79)
    has_no_pre = ~is_post & number.between(86, 89)
    return frame[~(is_lost | has_no_pre)], Plan(n_invited=120, **FAST)


def _plain(shift: float, n: int = N) -> Callable[[], tuple[pd.DataFrame, Plan]]:
    return lambda: (answers(shift, n), Plan(**FAST))


def _alike() -> tuple[pd.DataFrame, Plan]:
    frame = answers(0, 12)
    before = frame[frame["wave"] == "pre"]
    return pd.concat([before, before.assign(wave="post")], ignore_index=True), Plan(**FAST)


def _without(prefix: str, shift: float) -> tuple[pd.DataFrame, Plan]:
    frame = answers(shift)
    return frame[[name for name in frame if not name.startswith(prefix)]], Plan(**FAST)


def _subscale_first() -> tuple[pd.DataFrame, Plan]:
    plan = Plan(
        primary="soc13_manageability",
        secondary="soc13_total",
        missing="complete",
        equivalence_bounds={"soc13_manageability": 1.5},
        retest={"soc13_manageability": 0.6},
        **FAST,
    )
    return answers(0.3), plan


FRAMES: dict[str, Callable[[], tuple[pd.DataFrame, Plan]]] = {
    "rise": lambda: fullest(0.5),
    "fall": lambda: fullest(-0.5),
    "unclear": _plain(0.02),
    "large": _plain(0.2, 260),
    "five": _plain(0.3, 5),
    "one": _plain(0.3, 1),
    "nobody": lambda: (answers(0.0).query("wave == 'pre'"), Plan(**FAST)),
    "alike": _alike,
    "without_groups": lambda: _without("group", 0.4),
    "without_gse": lambda: _without("gse_", 0.4),
    "without_soc13": lambda: _without("soc13_", 0.4),
    "subscale_first": _subscale_first,
}
KINDS = tuple(FRAMES)
