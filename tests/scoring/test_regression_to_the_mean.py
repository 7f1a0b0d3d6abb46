from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.borrowed import PopulationMean, Retest
from scoring.regression_to_the_mean import (
    Observed,
    expected_drift,
    expected_range,
    regression_to_the_mean,
)

QUICK = settings(max_examples=40, deadline=None)
MEANS = st.floats(13, 91)
CORRELATIONS = st.floats(0, 1)


RETEST = Retest(value=0.74, low=0.69, high=0.78, source="Eriksson & Lindström 2005")
POPULATION = PopulationMean(low=66, high=72, source="Åland, 70.7")


def scenarios(
    pre_mean: float | None = 59.4,
    change: float | None = 2.0,
    retest: Retest | None = RETEST,
    population: PopulationMean | None = POPULATION,
) -> dict[str, Any]:
    found = regression_to_the_mean(
        {"soc13_total": Observed(40 if change is not None else 0, pre_mean, change)},
        retest={"soc13_total": retest} if retest else {},
        population={"soc13_total": population} if population else {},
    )
    return found.to_dict()["by_outcome"]["soc13_total"]


@pytest.mark.parametrize(
    ("pre_mean", "low", "high"), [(59.4, 2.1, 2.9), (55, 3.1, 4.2), (62.9, 1.3, 1.8)]
)
def test_around_a_population_mean_of_69_the_drift_is_the_known_one(
    pre_mean: float, low: float, high: float
) -> None:
    found = expected_range(pre_mean, retest=(0.70, 0.78), population_mean=(69, 69))
    assert found == pytest.approx((low, high), abs=0.05)


def test_the_drift_is_one_less_retest_times_the_way_to_the_populations_mean() -> None:
    assert expected_drift(60, retest=0.75, population_mean=70) == 2.5


def test_people_who_start_above_the_population_are_expected_to_fall() -> None:
    found = scenarios(pre_mean=75)
    assert found["expected_low"] < found["expected_high"] < 0


def test_an_outcome_has_the_agreed_keys_and_nine_scenarios() -> None:
    found = scenarios()
    assert list(found) == [
        "n_pairs", "pre_mean", "observed_change", "retest", "population_mean",
        "population_source", "scenarios", "expected_low", "expected_high",
        "observed_within_range",
    ]  # fmt: skip
    assert (found["retest"], found["population_mean"]) == ([0.69, 0.78], [66, 72])
    assert found["population_source"] == "Åland, 70.7"
    assert [(one["population_mean"], one["retest"]) for one in found["scenarios"]] == [
        (66, 0.69), (66, 0.74), (66, 0.78), (69, 0.69), (69, 0.74), (69, 0.78),
        (72, 0.69), (72, 0.74), (72, 0.78),
    ]  # fmt: skip
    assert found["scenarios"][4]["expected_change"] == pytest.approx(0.26 * 9.6)


def test_the_expected_range_holds_every_scenario_and_no_more() -> None:
    found = scenarios()
    drifts = [one["expected_change"] for one in found["scenarios"]]
    assert (found["expected_low"], found["expected_high"]) == (min(drifts), max(drifts))


@pytest.mark.parametrize(("change", "is_within"), [(0, False), (2.5, True), (6, False)])
def test_a_change_is_within_the_range_or_not(change: float, is_within: Any) -> None:
    assert scenarios(change=change)["observed_within_range"] is is_within


def test_it_says_that_it_is_a_scenario_and_that_the_opposite_has_been_seen() -> None:
    found = regression_to_the_mean({}, retest={}, population={}).to_dict()
    assert list(found) == ["status", "note", "by_outcome"]
    assert found["status"] == "exploratory"
    assert "never a correction" in found["note"]
    assert "Nilsson 2003" in found["note"]


def test_without_an_assumed_population_mean_there_is_no_scenario() -> None:
    found = scenarios(population=None)
    assert found["why"] == (
        "population_mean, population_source, scenarios, expected_low, expected_high, "
        "observed_within_range: no population mean is assumed for this outcome; Norway has no "
        "norms."
    )
    assert (found["scenarios"], found["observed_change"]) == (None, 2.0)


def test_without_an_assumed_retest_correlation_there_is_no_scenario() -> None:
    found = scenarios(retest=None)
    assert (found["retest"], found["expected_low"]) == (None, None)
    assert "retest, scenarios" in found["why"]
    assert "no retest correlation is assumed" in found["why"]


def test_without_a_pair_there_is_no_scenario() -> None:
    found = scenarios(pre_mean=None, change=None)
    assert found["why"] == (
        "pre_mean, observed_change, scenarios, expected_low, expected_high, "
        "observed_within_range: there is no pair."
    )
    assert found["population_mean"] == [66, 72]


def test_without_anything_every_gap_has_its_reason() -> None:
    found = scenarios(None, None, None, None)
    missing = [name for name, value in found.items() if value is None]
    assert len(missing) == 9
    assert all(name in found["why"] for name in missing)


def test_the_scenarios_become_json() -> None:
    json.dumps(scenarios(), allow_nan=False)


@QUICK
@given(MEANS, CORRELATIONS, MEANS)
def test_the_drift_never_goes_past_the_populations_mean(
    pre_mean: float, retest: float, population_mean: float
) -> None:
    expected = pre_mean + expected_drift(pre_mean, retest=retest, population_mean=population_mean)
    low, high = sorted((pre_mean, population_mean))
    assert low - 1e-9 <= expected <= high + 1e-9


@QUICK
@given(MEANS, st.tuples(CORRELATIONS, CORRELATIONS), st.tuples(MEANS, MEANS), st.data())
def test_no_value_within_the_assumed_ranges_gives_a_drift_outside_the_expected_one(
    pre_mean: float, retest: Any, population_mean: Any, data: st.DataObject
) -> None:
    expected = expected_range(pre_mean, retest=retest, population_mean=population_mean)
    r = data.draw(st.floats(min(retest), max(retest)))
    mean = data.draw(st.floats(min(population_mean), max(population_mean)))
    drift = expected_drift(pre_mean, retest=r, population_mean=mean)
    assert expected.low - 1e-9 <= drift <= expected.high + 1e-9


def test_pages_may_import_it_for_it_loads_no_statistics() -> None:
    code = "import sys, scoring.regression_to_the_mean; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "pandas", "scipy"} & set(done.stdout.split())
