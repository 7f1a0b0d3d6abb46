from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.errors import BadPlan
from scoring.plan import Plan, default_plan, load_plan

PlanFile = Callable[[str], Path]


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
        [equivalence_bounds]
        soc13_total = 0
        gse = 2.0
        [retest]
        soc13_total = 1.0
        gse_total = "high"
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
    ]:
        assert part in faults
    assert len(caught.value.faults) == 12


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
