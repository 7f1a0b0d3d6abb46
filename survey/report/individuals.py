"""How many of a released set moved by more than measurement error, told only where it may be."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.change import DECIMALS_KEPT
from scoring.measurement_error import Z95
from scoring.reliable_change import SHARE_IN_A_TAIL
from survey.report.assumptions import Assumptions
from survey.report.facts import Individuals
from survey.report.number_forms import printed
from survey.report.shares import may_stand

Points = NDArray[np.float64]


def individuals(
    key: str, changes: Sequence[Points], sd_pre: float | None, limits: Assumptions
) -> Individuals:
    """Return the three classes of one outcome; all of them or none.

    changes: people's change in points, of the released set first and then of every set that could
    be worked out from this report and others. sd_pre: as printed; None where the line is hidden.

    threshold = 1.96 x sqrt(2) x sd_pre x sqrt(1 - retest), points, with one decimal: people are
    held against the figure that stands in the report. One who moved by just that is unchanged.
    Sources: Jacobson & Truax (1991), with the square root of 2 of Christensen & Mendoza (1986).
    """
    retest = limits.clear_change_retest(key)
    hidden = Individuals(key, retest, None, None, None, None, None)
    if not sd_pre:
        return hidden
    threshold = printed(Z95 * math.sqrt(2) * sd_pre * math.sqrt(1 - retest))
    released, *others = (_classes(one, threshold) for one in changes)
    if not may_stand(released, limits) or any(min(one) < limits.share_part for one in others):
        return hidden
    by_chance = printed(sum(released) * SHARE_IN_A_TAIL)
    return Individuals(key, retest, threshold, *released, by_chance)


def _classes(change: Points, threshold: float) -> tuple[int, int, int]:
    rounded = change.round(DECIMALS_KEPT)
    improved = int(np.count_nonzero(rounded > threshold))
    deteriorated = int(np.count_nonzero(rounded < -threshold))
    return improved, len(change) - improved - deteriorated, deteriorated
