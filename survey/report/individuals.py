"""How many of a released set moved by more than measurement error, told only where it may be."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.change import DECIMALS_KEPT
from scoring.measurement_error import Z95
from scoring.reliable_change import SHARE_IN_A_TAIL
from survey.release.told import Figure, OfOneSet
from survey.report.assumptions import Assumptions
from survey.report.facts import Individuals
from survey.report.number_forms import printed
from survey.report.shares import counted, figure_of_parts, may_stand

IMPROVED, UNCHANGED, DETERIORATED = CLASSES = ("improved", "unchanged", "deteriorated")


def individuals(
    key: str,
    released: pd.DataFrame,
    sd_pre: float | None,
    limits: Assumptions,
    own: OfOneSet | None,
) -> Individuals:
    """Return the three classes of one outcome; all of them or none.

    sd_pre: as printed; None where the line is hidden. own: what is told of the released set; None
    where nothing else is told of anybody in it.

    threshold = 1.96 x sqrt(2) x sd_pre x sqrt(1 - retest), points, with one decimal: people are
    held against the figure that stands in the report. One who moved by just that is unchanged.
    Sources: Jacobson & Truax (1991), with the square root of 2 of Christensen & Mendoza (1986).
    """
    retest = limits.clear_change_retest(key)
    hidden = Individuals(key, retest, None, None, None, None, None)
    if not sd_pre:
        return hidden
    threshold = printed(Z95 * math.sqrt(2) * sd_pre * math.sqrt(1 - retest))
    figure = _figure(key, threshold, limits)
    n = counted(figure, released)
    if not may_stand([*n.values()], limits) or (own is not None and not own.may(figure)):
        return hidden
    if own is not None:
        own.tell(figure)
    by_chance = printed(len(released) * SHARE_IN_A_TAIL)
    return Individuals(
        key, retest, threshold, n[IMPROVED], n[UNCHANGED], n[DETERIORATED], by_chance
    )


def _figure(key: str, threshold: float, limits: Assumptions) -> Figure:
    """Return the classes as they are at a threshold.

    Each report has a threshold of its own, and one history holds them all: points are mostly
    whole, so that two thresholds mostly part people alike.
    """

    def labels(people: pd.DataFrame) -> NDArray[np.object_]:
        change = (people[f"{key}_post"] - people[f"{key}_pre"]).to_numpy("float64")
        rounded = change.round(DECIMALS_KEPT)
        moved = np.where(rounded < -threshold, DETERIORATED, UNCHANGED)
        return np.where(rounded > threshold, IMPROVED, moved)

    return figure_of_parts(
        f"clear change in {key}", CLASSES, labels, limits, variant=str(threshold)
    )
