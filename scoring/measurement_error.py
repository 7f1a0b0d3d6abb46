"""How far a score may lie from the person's own, and how much change shows through that."""

from __future__ import annotations

import math
from typing import NamedTuple

Z95 = 1.96  # as published; the rounded figure is part of the definition
NEXT_TO_ONE = 1 - 1e-9  # a reliability from here on leaves nothing but float noise


class MeasurementError(NamedTuple):
    """Standard error of measurement and smallest detectable change in points, or why not."""

    standard_error: float | None
    smallest_detectable_change: float | None
    why: str = ""


def measurement_error(sd: float, reliability: float, name: str) -> MeasurementError:
    """Return the measurement error of a score with this SD, in points, and this reliability.

    standard_error = sd x sqrt(1 - reliability); smallest_detectable_change = 1.96 x sqrt(2) x
    standard_error: what one person's two scores differ by, through error alone, in one case of
    twenty. name: what the reliability is called in the reason. None with a reason where the
    reliability is 0 or below, or 1, for then the formula says that all or nothing is error.
    Sources: Jacobson & Truax (1991), J Consult Clin Psychol 59, 12-19; de Vet et al. (2006),
    Health Qual Life Outcomes 4, 54.
    """
    if reliability <= 0:
        return MeasurementError(None, None, f"{name} is not above 0, so all of a score is error")
    if reliability >= NEXT_TO_ONE:
        return MeasurementError(None, None, f"{name} is 1, as if a score had no error at all")
    standard_error = sd * math.sqrt(1 - reliability)
    return MeasurementError(standard_error, Z95 * math.sqrt(2) * standard_error)
