"""Whether a scale measured alike before and after: verdicts, gaps and their reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import invariance_steps
from scoring.cohort import Cohort, make_cohort
from scoring.covariance_fit import Fit, fit_model
from scoring.covariance_model import Model, Moments, is_singular, moments_of
from scoring.instrument import Instrument, all_instruments
from scoring.invariance import FEWEST_PAIRS, FactorModels, factor_models
from scoring.invariance_models import METRIC, SCALAR, linked_items, longitudinal_model
from scoring.invariance_steps import compare_models, latent_mean_change
from scoring.keying import key_items
from scoring.people import find_people

MakePeople = Callable[..., pd.DataFrame]


def cohort_of(frame: pd.DataFrame, instruments: list[Instrument] | None = None) -> Cohort:
    keyed = key_items(frame, instruments)
    people = find_people(frame, [items.instrument for items in keyed])
    return make_cohort(keyed, people, frame.index, missing="instrument")


@pytest.fixture(scope="module")
def simulated(reference_data: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Make an item file of the reference answers, turned back to what was answered."""
    keyed = reference_data("invariance").astype(str)
    columns: dict[str, Any] = {}
    for one in all_instruments():
        digits = np.array(
            [list(map(int, row)) for wave in ("pre", "post") for row in keyed[f"{one.key}_{wave}"]]
        )
        for item, points in zip(one.items, digits.T, strict=True):
            turned = one.minimum + one.maximum - points
            columns[item.key] = turned if item.is_reversed else points
    n = len(keyed)
    who = {"participant": [*range(n)] * 2, "wave": ["pre"] * n + ["post"] * n}
    return pd.DataFrame(who | columns)


@pytest.fixture(scope="module")
def found(simulated: pd.DataFrame) -> FactorModels:
    return factor_models(cohort_of(simulated))


@pytest.fixture(scope="module")
def comprehensibility(simulated: pd.DataFrame) -> Moments:
    cohort = cohort_of(simulated)
    waves = (
        cohort.item_values("soc13_comprehensibility", rows) for rows in (cohort.pre, cohort.post)
    )
    return moments_of(np.hstack([*waves]))


@pytest.mark.parametrize(
    ("column", "verdict", "n_fitted"),
    [
        ("soc13_comprehensibility", "loadings and intercepts look equal over the two waves", 3),
        ("soc13_manageability", "loadings look equal over the two waves, intercepts do not: ", 3),
        ("soc13_meaningfulness", "not tested further: the configural model does not fit (CFI ", 1),
        ("gse_total", "loadings do not look equal over the two waves: ", 2),
    ],
)
def test_the_verdict_is_what_the_answers_were_made_to_be(
    found: FactorModels, column: str, verdict: str, n_fitted: int
) -> None:
    scale = found.by_scale[column]
    assert scale.verdict.startswith(verdict)
    assert (scale.n_pairs, len(scale.models)) == (250, n_fitted)


def test_a_model_that_does_not_fit_says_which_bounds_it_breaks(found: FactorModels) -> None:
    scale = found.by_scale["soc13_total"].to_dict()
    assert scale["verdict"] == (
        "not tested further: the configural model does not fit"
        " (CFI .75 < .90, RMSEA .09 > .08, SRMR .09 > .08)"
    )
    assert scale["models"][0]["fits"] is False


def test_a_latent_mean_change_equals_lavaans_with_its_interval(
    found: FactorModels, reference: Callable[[str], dict[str, float]]
) -> None:
    scale, stem = found.by_scale["soc13_comprehensibility"], "soc13_comprehensibility.scalar."
    change = reference("invariance")[f"{stem}latent_mean_change"]
    half = 1.959964 * reference("invariance")[f"{stem}latent_mean_change_se"]
    assert scale.latent_mean_change == pytest.approx(change, abs=1e-5)
    assert scale.latent_mean_change_ci95 == pytest.approx((change - half, change + half), abs=1e-5)


def test_a_step_is_the_difference_from_the_model_before(
    found: FactorModels, reference: Callable[[str], dict[str, float]]
) -> None:
    lavaan, stem = reference("invariance"), "gse_total."
    metric = found.to_dict()["by_scale"]["gse_total"]["models"][1]

    def step(name: str) -> float:
        return lavaan[f"{stem}metric.{name}"] - lavaan[f"{stem}configural.{name}"]

    steps = {name: step(name) for name in ("cfi", "rmsea", "chi_square", "df")}
    assert list(metric)[-6:] == [
        "delta_cfi", "delta_rmsea", "chi_square_difference", "df_difference", "p_difference",
        "holds",
    ]  # fmt: skip
    assert [*metric.values()][-6:-2] == pytest.approx([*steps.values()], abs=1e-4)
    assert metric["p_difference"] < 0.001
    assert metric["holds"] is False


def test_every_scale_stands_in_the_json_with_bounds_and_a_note(found: FactorModels) -> None:
    out = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(out) == ["note", "bounds", "fewest_pairs", "by_scale"]
    assert list(out["by_scale"]) == [
        "soc13_comprehensibility", "soc13_manageability", "soc13_meaningfulness",
        "soc13_total", "gse_total",
    ]  # fmt: skip
    scale = out["by_scale"]["soc13_comprehensibility"]
    assert list(scale) == [
        "n_pairs", "verdict", "models", "latent_mean_change", "latent_mean_change_ci95",
    ]  # fmt: skip
    assert list(scale["models"][0]) == [
        "name", "chi_square", "df", "p", "cfi", "rmsea", "rmsea_ci90", "srmr", "fits",
    ]  # fmt: skip
    assert out["by_scale"]["gse_total"]["why"] == (
        "latent_mean_change, latent_mean_change_ci95: loadings do not look equal over the two"
        " waves: the scale may not measure alike before and after."
    )


def test_with_fewer_than_200_complete_pairs_nothing_is_fitted(people: MakePeople) -> None:
    frame = people(FEWEST_PAIRS, gaps=0)
    frame.loc[frame.index[0], "gse_03"] = np.nan
    found = factor_models(cohort_of(frame)).by_scale
    assert found["gse_total"].to_dict() == {
        "n_pairs": 199,
        "verdict": "cannot be tested with n = 199",
        "models": [],
        "latent_mean_change": None,
        "latent_mean_change_ci95": None,
        "why": "latent_mean_change, latent_mean_change_ci95: cannot be tested with n = 199.",
    }
    assert found["soc13_total"].n_pairs == 200
    assert found["soc13_total"].models


def test_without_any_pair_there_is_a_verdict_too(people: MakePeople) -> None:
    frame = people(20)
    found = factor_models(cohort_of(frame[frame["wave"] == "pre"])).by_scale
    assert {one.verdict for one in found.values()} == {"cannot be tested with n = 0"}


def test_an_item_that_all_answered_alike_is_named(people: MakePeople) -> None:
    frame = people(FEWEST_PAIRS, gaps=0)
    frame.loc[frame["wave"] == "post", "gse_03"] = 2
    found = factor_models(cohort_of(frame)).by_scale["gse_total"]
    assert found.verdict == "cannot be tested: everyone answered gse_03 alike at post"
    assert found.models == []


def test_an_item_that_repeats_another_is_told(people: MakePeople) -> None:
    frame = people(FEWEST_PAIRS, gaps=0)
    frame["gse_03"] = frame["gse_04"]
    found = factor_models(cohort_of(frame)).by_scale["gse_total"]
    assert found.verdict == (
        "cannot be tested: the answers to an item follow from those to the others"
    )


def test_a_scale_of_two_items_cannot_be_tested(made_up: Callable[[str], Instrument]) -> None:
    mood, random, n = made_up("mood"), np.random.default_rng(3), FEWEST_PAIRS
    frame = pd.DataFrame(random.integers(1, 6, (2 * n, 4)), columns=[*mood.item_keys])
    frame = frame.assign(participant=[*range(n)] * 2, wave=["pre"] * n + ["post"] * n)
    found = factor_models(cohort_of(frame, [mood])).by_scale["mood_calm"]
    assert found.verdict == "cannot be tested: the models need 3 items, and the scale has 2"


def test_items_2_and_3_of_soc13_share_a_residual_where_a_scale_holds_both() -> None:
    every = {
        one.column: linked_items(of.key, one.items) for of in all_instruments() for one in of.scales
    }
    assert {column for column, linked in every.items() if linked} == {"soc13_total"}
    assert every["soc13_total"] == [(1, 2)]


@pytest.mark.parametrize("level", ["configural", METRIC, SCALAR])
def test_a_model_without_a_proper_solution_ends_the_test_in_words(
    comprehensibility: Moments, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = longitudinal_model(level, comprehensibility).degrees_of_freedom

    def fit(model: Model, moments: Moments) -> Fit:
        problem = "did not converge" if model.degrees_of_freedom == wanted else ""
        return replace(fit_model(model, moments), problem=problem)

    monkeypatch.setattr(invariance_steps, "fit_model", fit)
    found = compare_models(comprehensibility).to_dict()
    assert found["verdict"] == f"not tested further: the {level} model did not converge"
    last = found["models"][-1]
    assert (last["name"], last["df"], last["chi_square"]) == (level, wanted, None)
    nulls = [name for name, value in last.items() if value is None]
    assert last["why"] == f"{', '.join(nulls)}: the {level} model did not converge."
    assert found["latent_mean_change"] is None


def test_a_figure_just_outside_its_bound_shows_as_many_decimals_as_that_takes() -> None:
    assert invariance_steps._compared("CFI", 0.8996, "<", 0.90) == "CFI .8996 < .90"
    assert invariance_steps._compared("SRMR", 0.0844, ">", 0.08) == "SRMR .084 > .08"


def test_a_factor_that_came_out_turned_round_rises_where_the_items_rise(
    comprehensibility: Moments,
) -> None:
    fit = fit_model(longitudinal_model(SCALAR, comprehensibility), comprehensibility)
    turned = {"loadings", "factor_means"}
    signs = [-1 if one.matrix in turned else 1 for one in fit.model.parameters]
    other = replace(fit, estimates=fit.estimates * signs)
    assert latent_mean_change(other) == latent_mean_change(fit)
    assert latent_mean_change(fit)[0] > 0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.floats(-1, 3))
def test_whatever_was_answered_there_is_a_verdict_and_every_gap_has_a_reason(
    seed: int, top: int, strength: float
) -> None:
    random = np.random.default_rng(seed)
    trait = random.normal(size=(250, 2)).repeat(3, axis=1)
    answers = np.clip(np.round(strength * trait + random.normal(size=(250, 6))), 0, top)
    moments = moments_of(answers)
    if is_singular(moments.covariance):
        return
    found = compare_models(moments).to_dict()
    json.dumps(found, allow_nan=False)
    assert found["verdict"]
    for one in (found, *found["models"]):
        assert all(name in one["why"] for name, value in one.items() if value is None)
