"""An evaluation to make pages of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.made_evaluation import made_evaluation


@pytest.fixture
def evaluation() -> dict[str, Any]:
    """Return an evaluation that a test may change."""
    return json.loads(json.dumps(made_evaluation()))


@pytest.fixture
def without_figures(evaluation: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """Return the same with every figure of the tests null, and why."""

    def make() -> dict[str, Any]:
        for figures in evaluation["outcomes"].values():
            for part in ("t_test", "clustered", "shapiro", "bootstrap", "effect_size"):
                nothing = dict.fromkeys(figures[part], None)
                figures[part] = {**nothing, "method": None, "why": "p, ci95: too few pairs."}
            figures["change"] |= {"mean": None, "sd": None}
            figures["n_pairs"] = 0
            figures["correlation"] = None
        return evaluation

    return make


@pytest.fixture
def scores() -> dict[str, tuple[list[float], list[float]]]:
    """Return the scores of 40 people in two outcomes; the last has none after."""
    people = range(40)
    soc = [40.0 + 37 * n % 41 for n in people], [43.0 + 37 * n % 41 - n % 7 for n in people]
    gse = [20.0 + 11 * n % 19 for n in people], [20.0 + 11 * n % 19 + n % 3 for n in people]
    soc[1][-1] = float("nan")
    return {"soc13_total": soc, "gse_total": gse}
