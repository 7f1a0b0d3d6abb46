"""What regression to the mean alone could give: scenarios, never a correction.

Nothing here needs numpy, so that a page may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from scoring.borrowed import PopulationMean, Retest
from scoring.record import Interval, Record, Why, no_reasons

NOTE = (
    "A scenario, never a correction: what the mean change of these people would be if nothing had "
    "happened but scores going back towards the population's mean, (1 - retest) x (population mean "
    "- mean at pre), in points. The population mean is assumed, and the retest correlation is "
    "another population's over about a year. The drift without help can be of either sign: of "
    "1,254 people in northern Sweden those who started lowest fell most over five years "
    "(Nilsson 2003)."
)
NO_POPULATION_MEAN = "no population mean is assumed for this outcome; Norway has no norms"
NO_RETEST = "no retest correlation is assumed for this outcome"
NO_PAIR = "there is no pair"
FROM_PAIRS = ("pre_mean", "observed_change")
FROM_ALL = ("scenarios", "expected_low", "expected_high", "observed_within_range")


class Observed(NamedTuple):
    """What was found in the people with a score both times, in points; None without a pair."""

    n_pairs: int
    pre_mean: float | None
    change: float | None


@dataclass(frozen=True)
class Scenario(Record):
    """The change, in points, to be expected under one population mean and one retest."""

    population_mean: float
    retest: float
    expected_change: float


@dataclass(frozen=True)
class Scenarios(Record):
    """One outcome's change as observed, beside what regression to the mean alone could give."""

    n_pairs: int
    pre_mean: float | None
    observed_change: float | None
    retest: Interval | None
    population_mean: Interval | None
    population_source: str | None
    scenarios: tuple[Scenario, ...] | None
    expected_low: float | None
    expected_high: float | None
    observed_within_range: bool | None
    why: Why = no_reasons


@dataclass(frozen=True)
class RegressionToTheMean(Record):
    """Scenarios of regression to the mean, by outcome."""

    status: str
    note: str
    by_outcome: Mapping[str, Scenarios]


def expected_drift(pre_mean: float, *, retest: float, population_mean: float) -> float:
    """Return the mean change in points that regression to the mean alone would give.

    pre_mean, population_mean: points; retest: correlation of two answers of the same people
    without help, unitless. (1 - retest) x (population_mean - pre_mean): positive, a rise, for
    people who start below the population's mean.
    Source: Barnett, van der Pols & Dobson (2005), Int J Epidemiol 34, 215-220.
    """
    return (1 - retest) * (population_mean - pre_mean)


def expected_range(
    pre_mean: float, *, retest: tuple[float, float], population_mean: tuple[float, float]
) -> Interval:
    """Return the smallest and largest expected drift in points over two assumed ranges.

    retest: lowest and highest correlation; population_mean: lowest and highest mean in points.
    The drift is monotone in each, so its extremes lie at their ends.
    Source: a range of population means, Ostermann, Willich & Lüdtke (2008), BMC Med Res
    Methodol 8, 52.
    """
    drifts = [
        expected_drift(pre_mean, retest=r, population_mean=mean)
        for r, mean in product(retest, population_mean)
    ]
    return Interval(min(drifts), max(drifts))


def regression_to_the_mean(
    observed: Mapping[str, Observed],
    *,
    retest: Mapping[str, Retest],
    population: Mapping[str, PopulationMean],
) -> RegressionToTheMean:
    """Return, by outcome, what regression to the mean alone could give beside what was observed.

    observed: every outcome's pairs. retest, population: what is assumed of an outcome; it need
    not be there. Scenarios are the population mean's low, middle and high end, each with the
    retest correlation's low, value and high; expected_low and expected_high are their extremes.
    observed_within_range says only that regression to the mean alone could give as much; a
    change outside it is no proof of anything else. Nothing is subtracted from anything.

    Where no population mean or retest is assumed, or there is no pair, figures are None with
    a reason.
    Source: as in `expected_drift` and `expected_range`.
    """
    return RegressionToTheMean(
        status="exploratory",
        note=NOTE,
        by_outcome={
            column: _scenarios(found, retest.get(column), population.get(column))
            for column, found in observed.items()
        },
    )


def _scenarios(
    found: Observed, retest: Retest | None, population: PopulationMean | None
) -> Scenarios:
    n_pairs, pre_mean, change = found
    scenarios = expected = None
    within = None
    if pre_mean is not None and change is not None and retest and population:
        scenarios = _grid(pre_mean, retest, population)
        expected = expected_range(
            pre_mean,
            retest=(retest.low, retest.high),
            population_mean=(population.low, population.high),
        )
        within = expected.low <= change <= expected.high
    return Scenarios(
        n_pairs=n_pairs,
        pre_mean=pre_mean,
        observed_change=change,
        retest=Interval(retest.low, retest.high) if retest else None,
        population_mean=Interval(population.low, population.high) if population else None,
        population_source=population.source if population else None,
        scenarios=scenarios,
        expected_low=expected.low if expected else None,
        expected_high=expected.high if expected else None,
        observed_within_range=within,
        why=_why(found, retest, population),
    )


def _grid(pre_mean: float, retest: Retest, population: PopulationMean) -> tuple[Scenario, ...]:
    means = (population.low, (population.low + population.high) / 2, population.high)
    return tuple(
        Scenario(mean, r, expected_drift(pre_mean, retest=r, population_mean=mean))
        for mean, r in product(means, (retest.low, retest.value, retest.high))
    )


def _why(
    found: Observed, retest: Retest | None, population: PopulationMean | None
) -> dict[str, str]:
    why: dict[str, str] = {}
    if found.pre_mean is None or found.change is None:
        why |= dict.fromkeys((*FROM_PAIRS, *FROM_ALL), NO_PAIR)
    if not retest:
        why |= dict.fromkeys(("retest", *FROM_ALL), NO_RETEST)
    if not population:
        why |= dict.fromkeys(
            ("population_mean", "population_source", *FROM_ALL), NO_POPULATION_MEAN
        )
    return why
