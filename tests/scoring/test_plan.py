from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scoring
from scoring.borrowed import NO_SOURCE, RETEST, PopulationMean, Retest
from scoring.errors import BadPlan
from scoring.instrument import all_instruments
from scoring.plan import Plan, default_plan, load_plan, plan_as_toml, standard_outcomes

PlanFile = Callable[[str], Path]
EXAMPLES = Path(scoring.__file__).parent / "plans"
OUTCOMES = standard_outcomes()
SCALES = {scale.column: scale for one in all_instruments() for scale in one.scales}
SHARES = st.floats(0, 1, exclude_max=True)
SOURCES = st.text(min_size=1).filter(str.strip)


def by_outcome(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(OUTCOMES), values)


@st.composite
def retests(draw: Any) -> Retest:
    low, value, high = sorted(draw(st.lists(SHARES, min_size=3, max_size=3)))
    return Retest(value, low, high, draw(SOURCES))


@st.composite
def population_means(draw: Any) -> dict[str, PopulationMean]:
    found = {}
    for outcome in draw(st.sets(st.sampled_from(OUTCOMES))):
        points = st.floats(SCALES[outcome].lowest, SCALES[outcome].highest)
        low, high = sorted([draw(points), draw(points)])
        found[outcome] = PopulationMean(low, high, draw(SOURCES))
    return found


@st.composite
def plans(draw: Any) -> Plan:
    """Any plan there can be."""
    primary, secondary = draw(st.permutations(OUTCOMES))[:2]
    details = draw(by_outcome(retests()))
    bare = {name: value for name, value in draw(by_outcome(SHARES)).items() if name not in details}
    return Plan(
        primary=primary,
        secondary=secondary,
        holm_family=tuple(draw(st.lists(st.sampled_from(OUTCOMES), unique=True))),
        equivalence_bounds=draw(by_outcome(st.floats(0, 1e9, exclude_min=True))),
        retest={**{name: one.value for name, one in details.items()}, **bare},
        retest_details=details,
        population_means=draw(population_means()),
        alpha=draw(st.floats(0, 1, exclude_min=True, exclude_max=True)),
        missing=draw(st.one_of(st.sampled_from(["instrument", "complete"]), SHARES)),
        n_invited=draw(st.one_of(st.none(), st.integers(0))),
        imputations=draw(st.integers(5, 1000)),
        resamples=draw(st.integers(100, 99_999)),
        seed=draw(st.integers(0)),
    )


@pytest.fixture
def plan_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "plan.toml"
        path.write_text(text)
        return path

    return write


def test_the_plan_nobody_gave_has_the_projects_own_settings() -> None:
    plan = default_plan()
    assert (plan.primary, plan.secondary) == ("soc13_total", "gse_total")
    assert len(plan.holm_family) == 5
    assert plan.equivalence_bounds == {
        "soc13_total": 4, "soc13_comprehensibility": 2, "soc13_manageability": 1.5,
        "soc13_meaningfulness": 1.5, "gse_total": 2,
    }  # fmt: skip
    assert plan.retest == {"soc13_total": 0.74, "gse_total": 0.54}
    assert (plan.alpha, plan.missing) == (0.05, "instrument")
    assert (plan.imputations, plan.resamples, plan.seed) == (50, 9999, 20061)


def test_the_output_says_that_the_bounds_are_working_values() -> None:
    assert "working values of this project" in default_plan().to_dict()["about_bounds"]


def test_a_plan_turns_into_json() -> None:
    assert json.loads(json.dumps(default_plan().to_dict()))["retest"]["gse_total"] == 0.54


def test_an_empty_file_is_the_default_plan(plan_file: PlanFile) -> None:
    assert load_plan(plan_file("")) == default_plan()


def test_a_file_changes_what_it_names_and_nothing_else(plan_file: PlanFile) -> None:
    text = (
        'missing = 0.2\nholm_family = ["soc13_total"]\nn_invited = 300\n[retest]\ngse_total = 0\n'
    )
    plan = load_plan(plan_file(text))
    assert plan == Plan(
        missing=0.2, holm_family=("soc13_total",), n_invited=300, retest={"gse_total": 0}
    )
    assert plan.to_dict()["n_invited"] == 300


def test_every_fault_of_a_plan_is_listed_at_once(plan_file: PlanFile) -> None:
    text = """
        primary = "soc13"
        secondary = 2
        holm_family = ["soc13_total", "soc13_total", 5]
        alpha = 5
        n_invited = -1
        missing = "some"
        colour = "blue"
        seed = -2
        imputations = 4
        resamples = 100000
        [equivalence_bounds]
        soc13_total = 0
        gse = 2.0
        [retest]
        soc13_total = 1.0
        gse_total = "high"
        soc13_manageability = 1.2
        [retest.soc13_meaningfulness]
        value = 0.6
        low = 0.7
        high = 1.1
        source = " "
        [retest.soc13_comprehensibility]
        value = 0.6
        low = 0.7
        from = "us"
        [population_means]
        soc13_total = 69.0
        [population_means.gse_total]
        low = 31
        high = 29
        source = "us"
        [population_means.soc29_total]
        low = 100
        high = "110"
        source = "us"
        [population_means.soc13_manageability]
        low = 3
        high = 29
        source = ""
    """
    with pytest.raises(BadPlan) as caught:
        load_plan(plan_file(text))
    faults = "\n".join(caught.value.faults)
    for part in [
        "primary: 'soc13' is no outcome; known are soc13_total, gse_total",
        "secondary must be text: 2",
        "holm_family: 5 is no outcome",
        "holm_family: soc13_total stands twice",
        "alpha must be between 0 and 1: 5",
        "n_invited must be 0 or more: -1",
        "missing: give instrument, complete, or the share",
        "colour is not known here",
        "equivalence_bounds: soc13_total must be a number of points above 0: 0",
        "equivalence_bounds: 'gse' is no outcome",
        "retest: soc13_total must be at least 0 and below 1: 1.0",
        "retest: gse_total must be at least 0 and below 1: 'high'",
        "retest: soc13_manageability must be at least 0 and below 1: 1.2",
        "retest: soc13_meaningfulness: high must be at least 0 and below 1: 1.1",
        "retest: soc13_meaningfulness: source must say where the figures are from",
        "retest: soc13_comprehensibility: source is missing",
        "retest: soc13_comprehensibility: from is not known here; known are value, source, low",
        "retest: soc13_comprehensibility: low, value and high must rise in this order: [0.7, 0.6]",
        "population_means: soc13_total must be a table with low, high and source: 69.0",
        "population_means: gse_total: low must not be above high: 31, 29",
        "population_means: 'soc29_total' is no outcome",
        "population_means: soc29_total: high must be a number: '110'",
        "population_means: soc13_manageability: low must be 4 to 28 points: 3",
        "population_means: soc13_manageability: high must be 4 to 28 points: 29",
        "population_means: soc13_manageability: source must say where the figures are from",
        "seed must be 0 or more: -2",
        "imputations must be 5 to 1000: 4",
        "resamples must be 100 to 99999: 100000",
    ]:
        assert part in faults
    assert len(caught.value.faults) == 28


def test_a_plan_made_in_python_is_checked_as_well() -> None:
    with pytest.raises(BadPlan, match="'soc29_total' is no outcome"):
        Plan(primary="soc29_total")


def test_a_plan_file_that_is_no_toml_is_refused(plan_file: PlanFile) -> None:
    with pytest.raises(BadPlan, match=r"plan.toml is no analysis plan:\n.*not TOML"):
        load_plan(plan_file("primary: soc13_total"))


def test_one_outcome_cannot_be_both_primary_and_secondary():
    with pytest.raises(BadPlan, match="both primary and secondary"):
        Plan(primary="gse_total")


def test_bounds_of_ones_own_are_not_called_the_projects():
    assert "about_bounds" not in Plan(equivalence_bounds={"soc13_total": 7.0}).to_dict()


def test_a_plan_that_puts_self_efficacy_first_has_sense_of_coherence_second(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text('primary = "gse_total"\n')

    plan = load_plan(path)

    assert (plan.primary, plan.secondary) == ("gse_total", "soc13_total")


def test_an_outcome_is_primary_secondary_or_exploratory_and_planned_or_not() -> None:
    plan = default_plan()
    found = {outcome: (plan.role(outcome), plan.status(outcome)) for outcome in OUTCOMES}
    assert found == {
        "soc13_total": ("primary", "planned"),
        "gse_total": ("secondary", "planned"),
        "soc13_comprehensibility": ("exploratory", "exploratory"),
        "soc13_manageability": ("exploratory", "exploratory"),
        "soc13_meaningfulness": ("exploratory", "exploratory"),
    }
    assert set(plan.holm_family) == set(OUTCOMES)


def test_the_borrowed_figures_have_a_range_and_a_source() -> None:
    plan = default_plan()
    assert plan.retest_details == RETEST
    one = plan.retest_details["soc13_total"]
    assert (one.low, one.value, one.high) == (0.69, 0.74, 0.78)
    assert "Eriksson & Lindström 2005" in one.source
    mean = plan.population_means["soc13_total"]
    assert (mean.low, mean.high) == (66, 72)
    assert "our assumption" in mean.source


def test_a_retest_is_a_number_or_a_table_with_its_source(plan_file: PlanFile) -> None:
    plan = load_plan(
        plan_file(
            """
            [retest]
            soc13_total = 0.74
            gse_total = 0.6
            soc13_manageability = { value = 0.5, source = "our own" }
            soc13_meaningfulness = { value = 0.5, low = 0.4, high = 0.6, source = "our own" }
            """
        )
    )
    assert plan.retest["soc13_manageability"] == 0.5
    assert plan.retest_details == {
        "soc13_total": RETEST["soc13_total"],
        "gse_total": Retest(0.6, 0.6, 0.6, NO_SOURCE),
        "soc13_manageability": Retest(0.5, 0.5, 0.5, "our own"),
        "soc13_meaningfulness": Retest(0.5, 0.4, 0.6, "our own"),
    }


def test_the_output_has_the_retest_values_alone_and_with_their_sources() -> None:
    found = default_plan().to_dict()
    assert found["retest"] == {"soc13_total": 0.74, "gse_total": 0.54}
    assert list(found["retest_details"]["gse_total"]) == ["value", "low", "high", "source"]
    assert list(found["population_means"]["soc13_total"]) == ["low", "high", "source"]
    assert found["sha256"] == default_plan().sha256


def test_details_that_speak_of_another_retest_are_refused() -> None:
    with pytest.raises(BadPlan, match="retest_details: gse_total must have the value that retest"):
        Plan(retest={"gse_total": 0.6}, retest_details={"gse_total": RETEST["gse_total"]})


def test_a_plan_with_one_thing_changed_keeps_the_rest() -> None:
    plan = replace(default_plan(), missing="0.2")
    assert plan.missing == 0.2
    assert plan.retest_details == RETEST


def test_comments_order_and_ways_to_write_a_number_leave_the_hash_alone(
    plan_file: PlanFile,
) -> None:
    one = load_plan(plan_file('alpha = 0.01\nholm_family = ["gse_total", "soc13_total"]\n'))
    text = '# why\nholm_family = ["soc13_total", "gse_total"]\nalpha = 1e-2 # strict\n'
    assert load_plan(plan_file(text)).sha256 == one.sha256
    whole = load_plan(plan_file("[equivalence_bounds]\ngse_total = 2\n"))
    decimal = load_plan(plan_file("[equivalence_bounds]\ngse_total = 2.0\n"))
    assert whole.sha256 == decimal.sha256


@pytest.mark.parametrize(
    "text",
    [
        'primary = "soc13_manageability"',
        "alpha = 0.01",
        "seed = 1",
        "imputations = 20",
        "resamples = 999",
        "n_invited = 100",
        "[retest]\ngse_total = 0.54",
        "[population_means]",
    ],
)
def test_every_setting_is_in_the_hash(plan_file: PlanFile, text: str) -> None:
    assert load_plan(plan_file(text)).sha256 != default_plan().sha256


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=plans())
def test_a_plan_that_is_written_out_loads_as_the_same_plan(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(plan_as_toml(plan), encoding="utf-8")
    loaded = load_plan(path)
    assert loaded == plan
    assert loaded.sha256 == plan.sha256
    assert json.dumps(loaded.to_dict(), allow_nan=False)


def test_the_first_example_is_the_plan_that_is_used_when_none_is_given() -> None:
    assert load_plan(EXAMPLES / "soc_total_first.toml") == default_plan()


def test_the_second_example_puts_manageability_first() -> None:
    plan = load_plan(EXAMPLES / "manageability_first.toml")
    assert (plan.primary, plan.secondary) == ("soc13_manageability", "soc13_total")
    assert plan.status("gse_total") == "exploratory"


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_setting_of_an_example_is_explained(path: Path) -> None:
    """A comment stands on the line or above it, for what is set and for every table."""
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in pairwise(lines)
        if re.match(r"\w+ = |\[", line) and "#" not in line and not before.startswith("#")
    ]
    assert bare == []
