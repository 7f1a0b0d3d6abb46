"""Work out the figures of ``survey/demo/margins.toml`` and print that file.

    SAMMENHENG_REFERENCE_DATA=FOLDER python tests/demo/derive_margins.py > survey/demo/margins.toml

FOLDER holds ``soc13_brussels_2016.csv``, which is no part of this repository. Without it only the
figures on GSE are printed: they come from published moments, not from answers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ANSWERS = "soc13_brussels_2016.csv"
NORMAL = NormalDist()
N_TERMS = 80  # the series below is summed so far; 0.7 ** 80 is nothing

GSE_MEAN, GSE_SD, GSE_ALPHA, GSE_ITEMS = 29.59, 5.29, 0.854, 10
GSE_MEAN_SPREAD = 0.25  # assumed: item means lie evenly within this far of their mean
GSE_LOADING_SPREAD = 0.12  # assumed: loadings too
GSE_ORDER = np.array([3 * place % GSE_ITEMS for place in range(GSE_ITEMS)])  # easy and hard mixed

SOC13_HEAD = """\
# Figures behind the demonstration's simulated people. No answer of any person stands here.
# Made by tests/demo/derive_margins.py; change that, not this.

[soc13]
# From 2,077 complete answers to SOC-13 (Brussels, March 2016): the data set `Attacks` of the R
# package Routliers, Copyright (c) 2019 Delacre Marie, Olivier Klein, MIT License (free to use,
# copy, modify, merge, publish, distribute, sublicense and sell, provided that the copyright
# notice and the permission notice go with copies of it; "as is", without warranty of any kind).
# The figures are as answered, nothing reversed, so a reversed item goes against the others.
"""
SHARES_NOTE = "# Share of the answers in each category, one line an item."
CORRELATIONS_NOTE = """\
# Correlations of the normal variables that lie behind the answers, below the diagonal: those
# that, cut at the shares above, give the answers' own Pearson correlations."""
GSE_HEAD = """\
[gse]
# Not from answers: made to have mean 29.59, SD 5.29 and alpha .854, those of the 19,719 complete
# rows of the world data set on GSE (the n of Romppel et al. 2013), under assumptions: equal item
# variances, item means within .25 and loadings within .12 of their mean (Leganger et al. report
# .32 to .74 in Norway). Which item is easy or loads high is arbitrary: it says nothing about GSE.
"""
TOGETHER = """\
[together]
# Correlation of the two totals. ASSUMED: positive in published studies (such as
# Kröninger-Jungaberle & Grevenstein 2013), its size was not found for Norwegian adults.
soc13_gse = 0.5
"""


def shares_of(answers: NDArray[np.int64], maximum: int) -> Floats:
    """Return the share of each category 1..maximum, shape (items, maximum)."""
    return np.array([np.bincount(item, minlength=maximum + 1)[1:] for item in answers.T]) / len(
        answers
    )


def hermite_weights(shares: Floats) -> Floats:
    """Return each item's weights in normalised Hermite polynomials, shape (items, terms).

    An answer is a step function of a normal variable; two answers whose variables correlate r
    then have the covariance sum(weights * weights * r ** term).
    """
    below = np.cumsum(shares, axis=1)[:, :-1]
    cuts = np.vectorize(NORMAL.inv_cdf)(below)
    density = np.vectorize(NORMAL.pdf)(cuts)
    before, now = np.zeros_like(cuts), np.ones_like(cuts)
    weights = []
    for term in range(1, N_TERMS + 1):
        weights.append((density * now).sum(axis=1) / np.sqrt(term))
        before, now = now, (cuts * now - np.sqrt(term - 1) * before) / np.sqrt(term)
    return np.array(weights).T


def covariances(weights: Floats, latent: Floats) -> Floats:
    """Return the covariances of answers from the correlations behind them (diagonal: no use)."""
    powers = latent[..., None] ** np.arange(1, N_TERMS + 1)
    return np.asarray(np.einsum("ik,jk,ijk->ij", weights, weights, powers))


def latent_correlations(answers: NDArray[np.int64], shares: Floats) -> Floats:
    """Return the correlations behind the answers that give the answers' own covariances."""
    weights = hermite_weights(shares)
    wanted = np.cov(answers.T, bias=True)
    slope = np.outer(weights[:, 0], weights[:, 0])
    latent = np.zeros_like(wanted)
    for _ in range(200):
        latent = latent + (wanted - covariances(weights, latent)) / slope
        np.fill_diagonal(latent, 0.0)
    return latent


def gse_shares() -> Floats:
    """Return shares of 1..4 with the published mean and the variance that alpha leaves an item."""
    variance = GSE_SD**2 * (1 - GSE_ALPHA * (GSE_ITEMS - 1) / GSE_ITEMS) / GSE_ITEMS
    wanted = GSE_MEAN / GSE_ITEMS + np.linspace(-GSE_MEAN_SPREAD, GSE_MEAN_SPREAD, GSE_ITEMS)
    items = np.array([_shares_with(mean, variance) for mean in wanted])
    return np.asarray(items[GSE_ORDER])


def _shares_with(mean: float, variance: float) -> Floats:
    """Return shares of a normal variable rounded to 1..4 that have this mean and variance."""
    points = np.arange(1, 5)
    centre, spread = mean, variance**0.5
    for _ in range(500):
        cuts = [NORMAL.cdf((cut - centre) / spread) for cut in (1.5, 2.5, 3.5)]
        shares = np.diff([0.0, *cuts, 1.0])
        got = float(shares @ points)
        centre += mean - got
        spread *= (variance / float(shares @ (points - got) ** 2)) ** 0.5
    return np.asarray(shares)


def gse_loadings(shares: Floats) -> Floats:
    """Return one-factor loadings, of the variables behind the answers, that give the alpha."""
    weights = hermite_weights(shares)
    wanted = GSE_ALPHA * GSE_SD**2 * (GSE_ITEMS - 1) / GSE_ITEMS  # sum of the covariances
    steps = np.linspace(-GSE_LOADING_SPREAD, GSE_LOADING_SPREAD, GSE_ITEMS)[GSE_ORDER[::-1]]
    low, high = 0.2, 0.85
    for _ in range(60):
        middle = (low + high) / 2
        latent = np.outer(middle + steps, middle + steps)
        np.fill_diagonal(latent, 0.0)
        low, high = (middle, high) if covariances(weights, latent).sum() < wanted else (low, middle)
    return np.asarray(middle + steps)


def rows(name: str, values: list[Floats]) -> str:
    """Return an array of arrays as TOML."""
    lines = [f"  [{', '.join(f'{value:.4f}' for value in row)}]," for row in values]
    return "\n".join([f"{name} = [", *lines, "]", ""])


def soc13_part(folder: Path) -> str:
    """Return the TOML table of the figures on SOC-13."""
    table = np.loadtxt(folder / ANSWERS, delimiter=",", skiprows=1, dtype=np.int64)
    answers = table[:, 1:]  # the first column is sex
    shares = shares_of(answers, 7)
    latent = latent_correlations(answers, shares)
    below = [latent[place, :place] for place in range(1, len(latent))]
    return "\n".join(
        [
            f"{SOC13_HEAD}n = {len(answers)}",
            SHARES_NOTE,
            rows("shares", list(shares)) + CORRELATIONS_NOTE,
            rows("correlations", below),
        ]
    )


def gse_part() -> str:
    """Return the TOML tables of the figures on GSE."""
    shares = gse_shares()
    loadings = ", ".join(f"{value:.4f}" for value in gse_loadings(shares))
    return f"{GSE_HEAD}{rows('shares', list(shares))}loadings = [{loadings}]\n\n{TOGETHER}"


def main() -> None:
    """Print the file, or only its part on GSE where the answers are not at hand."""
    folder = Path(os.environ.get("SAMMENHENG_REFERENCE_DATA", ""))
    if os.environ.get("SAMMENHENG_REFERENCE_DATA") and (folder / ANSWERS).exists():
        sys.stdout.write(soc13_part(folder) + "\n")
    sys.stdout.write(gse_part())


if __name__ == "__main__":
    main()
