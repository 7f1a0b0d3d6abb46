"""Figures as they are printed: a true minus, a dash where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ABSENT = "–"
SMALLEST_P = 0.001
SMALLEST_RATIO, LARGEST_RATIO = 0.01, 1_000_000


def count(value: int | None) -> str:
    """Return how many there are."""
    return ABSENT if value is None else f"{value:,}"


def points(value: float | None, *, sign: bool = False, decimals: int = 2) -> str:
    """Return a figure in its own unit, with its sign where it is a change."""
    if value is None:
        return ABSENT
    return f"{value:{'+' if sign else ''}z,.{decimals}f}".replace("-", "−")


def interval(ends: Sequence[float] | None, *, sign: bool = False, decimals: int = 2) -> str:
    """Return an interval as two figures."""
    if ends is None:
        return ABSENT
    low, high = (points(end, sign=sign, decimals=decimals) for end in ends)
    return f"{low} to {high}"


def bare(value: float | None, decimals: int = 2) -> str:
    """Return a figure that lies between minus one and one, without the nought."""
    if value is None:
        return ABSENT
    text = points(value, decimals=decimals)
    return (
        text.replace("0.", ".", 1) if abs(value) < 1 and text.lstrip("−").startswith("0.") else text
    )


def bare_interval(ends: Sequence[float] | None) -> str:
    """Return an interval of such a figure."""
    return ABSENT if ends is None else f"{bare(ends[0])} to {bare(ends[1])}"


def p_value(value: float | None) -> str:
    """Return a p-value; below .001 only that it is."""
    if value is None:
        return ABSENT
    return "< .001" if value < SMALLEST_P else bare(value, 3)


def percent(share: float | None) -> str:
    """Return a share in whole per cent."""
    return ABSENT if share is None else f"{100 * share:.0f} %"


def mean_and_sd(figures: Mapping[str, Any] | None, *, sign: bool = False) -> str:
    """Return a mean with its standard deviation in brackets."""
    figures = figures or {}
    return f"{points(figures.get('mean'), sign=sign)} ({points(figures.get('sd'))})"


def ratio(value: float | None) -> str:
    """Return a figure that may be very large or very small, such as a Bayes factor."""
    if value is None:
        return ABSENT
    if value >= LARGEST_RATIO:
        return f"> {LARGEST_RATIO:,}"
    if value < SMALLEST_RATIO:
        return "< .01"
    return points(value)


def yes_or_no(value: bool | None) -> str:  # noqa: FBT001 - the figure itself
    """Return a verdict."""
    return ABSENT if value is None else ("yes" if value else "no")


def signed(value: float | None) -> str:
    """Return a change, with its sign."""
    return points(value, sign=True)


def signed_interval(ends: Sequence[float] | None) -> str:
    """Return the interval of a change, with signs."""
    return interval(ends, sign=True)


def signed_mean_and_sd(figures: Mapping[str, Any] | None) -> str:
    """Return a mean change with its standard deviation in brackets."""
    return mean_and_sd(figures, sign=True)


def one_decimal(value: float | None) -> str:
    """Return a figure with one decimal."""
    return points(value, decimals=1)


def three_decimals(value: float | None) -> str:
    """Return a figure between minus one and one with three decimals, such as a fit index."""
    return bare(value, 3)
