"""One factor before and one after: the models that ask whether a scale measured alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.covariance_model import Matrices, Model, Moments, Parameter

CONFIGURAL, METRIC, SCALAR = LEVELS = ("configural", "metric", "scalar")
LATENT_MEAN_CHANGE = "factor mean at post"
FEWEST_ITEMS = 3  # two items leave the configural model more parameters than moments
# Items by number that share more than their factor: both of SOC-13's are about being let down.
SHARED_RESIDUALS = {"soc13": ((2, 3),)}  # Tušl et al. (2023)

Figures = NDArray[np.float64]
Places = tuple[tuple[int, int], ...]


def linked_items(instrument_key: str, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the positions, among a scale's item numbers, of items that share a residual."""
    return [
        (numbers.index(one), numbers.index(other))
        for one, other in SHARED_RESIDUALS.get(instrument_key, ())
        if one in numbers and other in numbers
    ]


def longitudinal_model(
    level: str, moments: Moments, linked: Sequence[tuple[int, int]] = ()
) -> Model:
    """Return the factor model of a scale's items at pre and, after them, the same at post.

    level: "configural": one factor at each wave, nothing equal over waves; "metric": equal
    loadings; "scalar": equal loadings and intercepts. At every level the factors' covariance is
    free, and so is the residual covariance of an item with itself over the waves. linked:
    positions of items whose residual covariance is free within each wave.

    The factor has mean 0 and variance 1 at pre; at post its variance is free from "metric" on
    and its mean (LATENT_MEAN_CHANGE) at "scalar", so both are in units of the factor at pre.
    Source: Widaman, Ferrer & Conger (2010), Child Dev Perspect 4, 10-18.
    """
    k = len(moments.mean) // 2
    fixed = Matrices(
        loadings=np.zeros((2 * k, 2)),
        factor_covariance=np.diag([1.0, float(level == CONFIGURAL)]),
        residual_covariance=np.zeros((2 * k, 2 * k)),
        intercepts=np.zeros(2 * k),
        factor_means=np.zeros(2),
    )
    parameters = [
        *_over_waves(
            "loading", "loadings", _start_loadings(moments), are_equal=level != CONFIGURAL
        ),
        *_over_waves("intercept", "intercepts", moments.mean, are_equal=level == SCALAR),
        *_factors(level),
        *_residuals(moments, linked),
    ]
    return Model(fixed, parameters)


def _over_waves(name: str, matrix: str, starts: Figures, *, are_equal: bool) -> Iterator[Parameter]:
    """Yield a parameter for each item, or for each item and wave."""
    k = len(starts) // 2
    places = [(i, i // k) if matrix == "loadings" else (i,) for i in range(2 * k)]
    for i in range(k):
        if are_equal:
            start = float(starts[i] + starts[k + i]) / 2
            yield Parameter(f"{name} {i + 1}", matrix, (places[i], places[k + i]), start)
        else:
            yield Parameter(f"{name} {i + 1} at pre", matrix, (places[i],), float(starts[i]))
            yield Parameter(
                f"{name} {i + 1} at post", matrix, (places[k + i],), float(starts[k + i])
            )


def _factors(level: str) -> Iterator[Parameter]:
    yield Parameter("factor covariance", "factor_covariance", ((0, 1),), 0.5)
    if level != CONFIGURAL:
        yield Parameter("factor variance at post", "factor_covariance", ((1, 1),), 1.0)
    if level == SCALAR:
        yield Parameter(LATENT_MEAN_CHANGE, "factor_means", ((1,),), 0.0)


def _residuals(moments: Moments, linked: Sequence[tuple[int, int]]) -> Iterator[Parameter]:
    k = len(moments.mean) // 2
    for i, variance in enumerate(np.diag(moments.covariance)):
        yield Parameter(
            f"residual variance {i + 1}", "residual_covariance", ((i, i),), variance / 2
        )
    within = [(wave + i, wave + j) for wave in (0, k) for i, j in linked]
    for i, j in [*((i, k + i) for i in range(k)), *within]:
        name = f"residual covariance {i + 1} {j + 1}"
        yield Parameter(name, "residual_covariance", ((i, j),), 0.0)


def _start_loadings(moments: Moments) -> Figures:
    """Return each item's covariance with its wave's standardised sum."""
    k = len(moments.mean) // 2
    waves = [moments.covariance[rows, rows] for rows in (slice(k), slice(k, None))]
    return np.concatenate([wave.sum(axis=1) / np.sqrt(wave.sum()) for wave in waves])
