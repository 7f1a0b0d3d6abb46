"""The figures kept for the demonstration are those that the answers and published moments give."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import survey.demo.margins as kept
from scoring.instrument import load_instrument

DERIVE = Path(__file__).with_name("derive_margins.py")
REFERENCE = os.environ.get("SAMMENHENG_REFERENCE_DATA", "")
ROUNDING = 0.00011  # the figures have four decimals

needs_answers = pytest.mark.skipif(
    not REFERENCE or not (Path(REFERENCE) / "soc13_brussels_2016.csv").exists(),
    reason="SAMMENHENG_REFERENCE_DATA names no folder with soc13_brussels_2016.csv",
)


def derived(folder: str) -> dict[str, Any]:
    """Return what the script makes of the folder."""
    done = subprocess.run(
        [sys.executable, DERIVE],
        env={**os.environ, "SAMMENHENG_REFERENCE_DATA": folder, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return tomllib.loads(done.stdout)


@pytest.fixture(scope="module")
def file() -> dict[str, Any]:
    return tomllib.loads(Path(kept.__file__).with_name("margins.toml").read_text(encoding="utf-8"))


@needs_answers
def test_the_kept_figures_on_soc13_are_those_of_the_real_answers(file: dict[str, Any]) -> None:
    again = derived(REFERENCE)["soc13"]

    assert again["n"] == file["soc13"]["n"] == 2077
    np.testing.assert_allclose(again["shares"], file["soc13"]["shares"], atol=ROUNDING)
    for one, other in zip(again["correlations"], file["soc13"]["correlations"], strict=True):
        np.testing.assert_allclose(one, other, atol=ROUNDING)


def test_the_kept_figures_on_gse_are_those_of_the_published_moments(file: dict[str, Any]) -> None:
    again = derived("")

    np.testing.assert_allclose(again["gse"]["shares"], file["gse"]["shares"], atol=ROUNDING)
    np.testing.assert_allclose(again["gse"]["loadings"], file["gse"]["loadings"], atol=ROUNDING)
    assert again["together"] == file["together"]


def test_the_kept_shares_give_the_published_means_of_both_totals() -> None:
    margins = kept.load_margins()
    soc13 = margins.soc13_shares @ np.arange(1, 8)
    is_reversed = np.array([item.is_reversed for item in load_instrument("soc13").items])

    assert np.where(is_reversed, 8 - soc13, soc13).sum() == pytest.approx(59.61, abs=0.01)
    assert (margins.gse_shares @ np.arange(1, 5)).sum() == pytest.approx(29.59, abs=0.01)


def test_the_kept_correlations_are_possible_ones() -> None:
    correlations = kept.load_margins().soc13_correlations

    np.testing.assert_array_equal(correlations, correlations.T)
    assert np.linalg.eigvalsh(correlations).min() > 0.1
