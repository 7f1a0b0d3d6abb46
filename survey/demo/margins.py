"""The figures behind the simulated people: how often each answer is given, what goes together."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Margins:
    """Figures on both instruments; items are in their own order and as answered."""

    soc13_shares: Floats  # (13, 7): share of each category, an item a row
    soc13_correlations: Floats  # (13, 13): of the normal variables behind the answers
    gse_shares: Floats  # (10, 4)
    gse_loadings: Floats  # (10,): on the one factor behind GSE
    totals_correlation: float  # of the two totals


@cache
def load_margins() -> Margins:
    """Return the figures of ``margins.toml``."""
    table = tomllib.loads(Path(__file__).with_name("margins.toml").read_text(encoding="utf-8"))
    return Margins(
        soc13_shares=_whole(table["soc13"]["shares"]),
        soc13_correlations=_square(table["soc13"]["correlations"]),
        gse_shares=_whole(table["gse"]["shares"]),
        gse_loadings=np.array(table["gse"]["loadings"]),
        totals_correlation=float(table["together"]["soc13_gse"]),
    )


def cuts(shares: Floats) -> Floats:
    """Return where a standard normal variable is cut to give these shares, an item a row."""
    below = np.cumsum(shares, axis=1)[:, :-1]
    return np.array([[NormalDist().inv_cdf(share) for share in item] for item in below])


def _whole(shares: Sequence[Sequence[float]]) -> Floats:
    """Return the shares, each item's summing to one in spite of their rounding."""
    array = np.array(shares)
    return np.asarray(array / array.sum(axis=1, keepdims=True))


def _square(below: Sequence[Sequence[float]]) -> Floats:
    """Return the whole correlation matrix from the rows below its diagonal."""
    matrix = np.eye(len(below) + 1)
    for place, row in enumerate(below, start=1):
        matrix[place, :place] = matrix[:place, place] = row
    return matrix
