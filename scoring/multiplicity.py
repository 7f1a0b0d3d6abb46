"""Several tests in one plan: p-values that allow for their number."""

from __future__ import annotations

from collections.abc import Mapping

from scipy import special

from scoring.change import PairedChange

NOT_IN_FAMILY = "the plan does not have this outcome in its Holm family"


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return Holm's adjusted p for each name: the largest so far of p x tests not yet done.

    Source: Holm (1979), Scand J Stat 6, 65-70.
    """
    adjusted: dict[str, float] = {}
    largest = 0.0
    for rank, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[name]))
        adjusted[name] = largest
    return adjusted


def holm_over_t_tests(
    family: tuple[str, ...], paired: Mapping[str, PairedChange]
) -> dict[str, tuple[float | None, dict[str, str]]]:
    """Return each outcome's p_holm over the family's paired t-tests, and why if there is none.

    Every p that exists counts in the family, also one that is not shown because of few pairs.
    """
    tests = {name: paired[name].t_test for name in family if name in paired}
    defined = {
        name: float(2 * special.stdtr(test.df, -abs(test.t)))
        for name, test in tests.items()
        if test.t is not None
    }
    adjusted = holm(defined)
    found: dict[str, tuple[float | None, dict[str, str]]] = {}
    for name, change in paired.items():
        if name not in tests:
            found[name] = None, {"p_holm": NOT_IN_FAMILY}
        elif change.t_test.p is None:
            found[name] = None, {"p_holm": change.t_test.why["p"]}
        else:
            found[name] = adjusted[name], {}
    return found
