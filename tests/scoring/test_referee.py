"""The evaluation against a referee: R from the raw items, with nothing of ours in between."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from scoring.evaluation import evaluate
from scoring.plan import Plan

Reference = Callable[[str], dict[str, float]]
Data = Callable[[str], pd.DataFrame]
COHORTS = ["referee_64", "referee_7"]
SCARCE = 10
CONCLUSIONS = {"lower": -1, "no clear change": 0, "higher": 1}
# How far ours may lie from R's, relative to R's; the first that fits. Intervals: to their width.
TOLERANCES = {
    r"bootstrap\.\w+_ci95": 0.04,  # other random draws
    r"hedges_g_ci95": 1e-5,  # effectsize's search stops early
    r"\.omega$": 1e-5,
    r"(clustered|group_types|conditions)\..*(var_\w+|icc|design_effect)$": 1e-5,
    r"(clustered|group_types|conditions)\..*(df|p)$": 1e-5,
    r"(clustered|group_types|conditions)\.": 1e-6,
    r"p_exact$": 1e-12,
    r"shapiro\.": 1e-8,
    r"(\.|^)(n|k|n_\w+|w_plus|w_minus|improved|unchanged|deteriorated)$": 0,
    r"(mean|sd)$": 1e-12,
    r"": 1e-9,
}
# What R cannot give (random draws of ours, words, constants of the run).
NOT_REFEREED = re.compile(
    r"^plan\.|data\.(sha256|software)|bootstrap\.(resamples|seed|n_dropped)|multiple_imputation"
    r"|missing_scenarios\..*\.holds$"
)
WORDS = ("why", "note", "items", "warnings", "population_source", "rules", "sentence")


def figures(found: Any, path: str = "") -> Iterator[tuple[str, float | None]]:
    """Yield every figure of the JSON with its path; conclusions and methods as numbers."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key not in WORDS:
                yield from figures(value, f"{path}.{key}" if path else key)
    elif isinstance(found, list):
        if not found or isinstance(found[0], str):
            yield f"{path}.length", len(found)
        for position, value in enumerate(found):
            yield from figures(value, f"{path}.{name_of(value, position)}")
    elif isinstance(found, str):
        yield from as_number(found, path)
    else:
        yield path, found


def as_number(words: str, path: str) -> Iterator[tuple[str, float]]:
    """Yield a conclusion, the method of a model and an entry of a list of names."""
    if path.endswith((".conclusion", ".one_by_one", ".in_groups")):
        yield path, CONCLUSIONS[words]
    elif re.search(r"(clustered|group_types|conditions)\..*method$", path):
        yield path, words.startswith("random intercept")
    elif path.endswith(f".{words}"):
        yield path, 1


def name_of(entry: Any, position: int) -> str:
    """Return how an entry of a list is called in the referee's paths."""
    if isinstance(entry, str):
        return entry
    if isinstance(entry, dict):
        words = [entry.get(key) for key in ("reliability_source", "key", "attribute")]
        words.append("+".join(entry.get("items", ())))
        return ".".join(filter(None, words)) or str(position)
    return str(position)


def differences(found: dict[str, float | None], expected: dict[str, float]) -> list[str]:
    """Return a line for each path at which the two are further apart than they may be."""
    lines = []
    for path, in_r in expected.items():
        ours = found.get(path, "no such path")
        if math.isnan(in_r):  # the figure does not exist
            agree = ours is None
        elif ours is None or isinstance(ours, str):
            agree = False
        else:
            agree = abs(ours - in_r) <= largest_difference(path, expected)
        if not agree:
            lines.append(f"{path}: ours {ours}, in R {in_r}")
    return lines


def largest_difference(path: str, expected: dict[str, float]) -> float:
    """Return how far ours may lie from R's, in the figure's unit."""
    relative = next(value for fits, value in TOLERANCES.items() if re.search(fits, path))
    if "bootstrap" in path and expected["flow.n_linked"] < SCARCE:
        relative *= 2  # six pairs have 462 different samples, so the ends of an interval jump
    size = abs(expected[path])
    ends = [expected.get(f"{path[:-2]}.{end}", math.nan) for end in (0, 1)]
    if path.endswith((".0", ".1")) and not math.isnan(sum(ends)):
        size = ends[1] - ends[0]
    return max(relative * size, 1e-11 * bool(relative))


@pytest.fixture(scope="module")
def evaluated(reference_data: Data) -> dict[str, dict[str, float | None]]:
    plan = Plan(resamples=9999, imputations=5)
    return {name: dict(figures(evaluate(reference_data(name), plan).to_dict())) for name in COHORTS}


@pytest.mark.parametrize("cohort", COHORTS)
def test_every_figure_of_an_evaluation_is_what_r_makes_of_the_same_answers(
    cohort: str, evaluated: dict[str, dict[str, float | None]], reference: Reference
) -> None:
    differing = differences(evaluated[cohort], reference(cohort))
    assert not differing, "\n" + "\n".join(differing)


@pytest.mark.parametrize("cohort", COHORTS)
def test_no_figure_of_an_evaluation_goes_without_a_referee(
    cohort: str, evaluated: dict[str, dict[str, float | None]], reference: Reference
) -> None:
    expected = reference(cohort)
    alone = [
        path for path in evaluated[cohort] if path not in expected and not NOT_REFEREED.search(path)
    ]
    assert not alone, "\n" + "\n".join(alone)


def test_the_referees_cohorts_have_what_is_hard(
    evaluated: dict[str, dict[str, float | None]],
) -> None:
    many, few = (evaluated[name] for name in COHORTS)
    for path in ("flow.n_late_pre", "flow.n_unlinked_post", "flow.n_left_early",
                 "data.n_group_changed", "outcomes.soc13_total.clustered.n_without_group",
                 "quality.n_straightlined", "quality.n_long_string", "quality.n_implausible",
                 "quality.n_too_many_missing"):  # fmt: skip
        assert many[path], path
    for section in ("clustered", "group_types", "conditions"):
        methods = {many[path] for path in many if re.search(rf"{section}\..*method$", path)}
        assert methods == {True, False}, section
    assert few["outcomes.gse_total.n_pairs"] == 5
    assert few["outcomes.gse_total.t_test.p"] is None
