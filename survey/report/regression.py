"""What regression to the mean alone could give: a scenario, never a correction."""

from __future__ import annotations

from itertools import product

from survey.report.assumptions import Assumptions
from survey.report.facts import RegressionScenario


def regression_scenario(pre_mean: float, assumptions: Assumptions) -> RegressionScenario:
    """Return the range of (1 - r)(population - before) over what is assumed, in points.

    Source: Barnett, van der Pols & Dobson (2005), Int J Epidemiol 34, 215-220.
    """
    drifts = [
        (1 - retest) * (population - pre_mean)
        for retest, population in product(
            (assumptions.retest_low, assumptions.retest_high),
            (assumptions.population_low, assumptions.population_high),
        )
    ]
    return RegressionScenario(
        population_low=assumptions.population_low,
        population_high=assumptions.population_high,
        drift_low=min(drifts),
        drift_high=max(drifts),
    )
