"""What regression to the mean alone could give: a scenario, never a correction."""

from __future__ import annotations

from scoring.regression_to_the_mean import expected_range
from survey.report.assumptions import Assumptions
from survey.report.facts import RegressionScenario
from survey.report.number_forms import printed


def regression_scenario(pre_mean: float, assumptions: Assumptions) -> RegressionScenario:
    """Return the range of (1 - r)(population - before) over what is assumed, in points."""
    drift = expected_range(
        pre_mean,
        retest=(assumptions.retest_low, assumptions.retest_high),
        population_mean=(assumptions.population_low, assumptions.population_high),
    )
    return RegressionScenario(
        population_low=assumptions.population_low,
        population_high=assumptions.population_high,
        drift_low=printed(drift.low),
        drift_high=printed(drift.high),
    )
