"""Answers that lie so close together that their mean gives each of them away.

A mean that is hidden for that reason must not follow from the means of other sets either: a whole
and all its parts but one tell the last one's mean and spread. How far at most anybody lies from
the mean of some people is never less in more people, so the ledger's audit can look for it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.instrument import INSTRUMENT_KEYS, Subscale, load_instrument
from survey.release.gate import is_homogeneous
from survey.release.small_sets import People
from survey.release.told import Figure, OfOneSet
from survey.report.facts import SUBSCALE_KEYS

TOTAL, BELIEF = "soc13_total", "gse_total"
SIDES = "soc13_sides"


@cache
def scales() -> dict[str, Subscale]:
    """Return the ends of each outcome's scale."""
    return {scale.column: scale for key in INSTRUMENT_KEYS for scale in load_instrument(key).scales}


def is_too_alike(n: int, spreads: Iterable[float], scale: Subscale) -> bool:
    """Return whether before, after or change gives people away.

    Change is held against the scale's own range: it can span twice that, but what it would tell
    about a person is a distance on the scale.
    """
    return any(is_homogeneous(n, float(sd), scale.lowest, scale.highest) for sd in spreads)


def hidden(own: OfOneSet, already: Collection[str]) -> set[str]:
    """Return the outcomes that show ':' in a set, with those that do already; keep the others.

    The three sides are told together or not at all, and never without their total: the total less
    two of them is the third.
    """
    found = set(already)
    for key, sign in ((TOTAL, TOTAL), (BELIEF, BELIEF), (TOTAL, SIDES)):
        keys = SUBSCALE_KEYS if sign == SIDES else (key,)
        figure = _figure(sign)
        if key in found or found.issuperset(keys) or not own.may(figure):
            found.update(keys)
        else:
            own.tell(figure)
    return found


@cache
def _figure(sign: str) -> Figure:
    keys = (TOTAL, *SUBSCALE_KEYS) if sign == SIDES else (sign,)

    def columns(people: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
        found: dict[str, NDArray[np.float64]] = {}
        for key in keys:
            pre, post = (people[f"{key}_{wave}"].to_numpy("float64") for wave in ("pre", "post"))
            is_there = ~np.isnan(pre + post)
            found[f"{key} n"] = is_there.astype("float64")
            for wave, points in (("pre", pre), ("post", post), ("change", post - pre)):
                known = np.where(is_there, points, 0.0)
                found[f"{key} {wave}"], found[f"{key} {wave} squared"] = known, known**2
        return found

    def is_enough(people: People) -> bool:
        return not any(_gives_away(people, key) for key in keys)

    return Figure(sign, columns, is_enough)


def _gives_away(people: People, key: str) -> bool:
    n = round(people.get(f"{key} n", 0))
    if n < 2:
        return True
    spreads = []
    for wave in ("pre", "post", "change"):
        total, squares = people[f"{key} {wave}"], people[f"{key} {wave} squared"]
        spreads.append(math.sqrt(max(squares - total**2 / n, 0) / (n - 1)))
    return is_too_alike(n, spreads, scales()[key])
