"""Factor models of means and covariances, and the moments that they are fitted to.

A model is five matrices whose elements are fixed or are parameters; elements that are equal by
the model share a parameter. Only the answers' means and covariances are used, so a fit
(`scoring.covariance_fit`) costs the same for two hundred people and for a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float64]

SYMMETRIC = ("factor_covariance", "residual_covariance")
NO_SPREAD = 1e-9  # an eigenvalue of a correlation matrix below this is float noise


@dataclass(frozen=True, eq=False)
class Moments:
    """Means (variables,) and covariances (variables, variables; divided by n) of n people."""

    n: int
    mean: Figures
    covariance: Figures


class Matrices(NamedTuple):
    """A factor model: covariance = L P L' + R, mean = intercepts + L factor_means."""

    loadings: Figures  # L: (variables, factors)
    factor_covariance: Figures  # P: (factors, factors)
    residual_covariance: Figures  # R: (variables, variables)
    intercepts: Figures  # (variables,)
    factor_means: Figures  # (factors,)


class Parameter(NamedTuple):
    """A free figure, the elements of one matrix that it is the value of, and where to start."""

    name: str
    matrix: str  # a field of Matrices
    places: tuple[tuple[int, ...], ...]  # in a symmetric matrix each pair once
    start: float


@dataclass(frozen=True, eq=False)
class Model:
    """fixed: what the elements are without the parameters, 0 where a parameter stands."""

    fixed: Matrices
    parameters: Sequence[Parameter]

    @cached_property
    def slopes(self) -> Matrices:
        """Each matrix's derivative by each parameter; (parameters, *the matrix's shape)."""
        slopes = Matrices(*(np.zeros((len(self.parameters), *one.shape)) for one in self.fixed))
        for number, parameter in enumerate(self.parameters):
            slope = getattr(slopes, parameter.matrix)[number]
            for place in parameter.places:
                slope[place] = 1
                if parameter.matrix in SYMMETRIC:
                    slope[place[::-1]] = 1
        return slopes

    def places(self, matrix: str) -> NDArray[np.intp]:
        """Return the parameters' places in a matrix as columns: parameter's number, row, column."""
        found = [
            (number, *place)
            for number, parameter in enumerate(self.parameters)
            for place in parameter.places
            if parameter.matrix == matrix
        ]
        return np.array(found, dtype=np.intp).reshape(-1, 3).T

    @cached_property
    def covariance_places(self) -> tuple[NDArray[np.intp], ...]:
        """The places of the parameters that covariances depend on, matrix by matrix."""
        return tuple(self.places(matrix) for matrix in Matrices._fields[:3])

    @cached_property
    def degrees_of_freedom(self) -> int:
        """Means and distinct covariances minus parameters."""
        n_variables = len(self.fixed.intercepts)
        return n_variables * (n_variables + 3) // 2 - len(self.parameters)

    def matrices(self, values: Figures) -> Matrices:
        """Return the five matrices at these values of the parameters."""
        pairs = zip(self.fixed, self.slopes, strict=True)
        return Matrices(*(fixed + np.tensordot(values, slope, axes=1) for fixed, slope in pairs))


def moments_of(values: Figures) -> Moments:
    """Return the moments of complete answers, shape (people, variables), of at least one person."""
    mean = values.mean(axis=0)
    centred = values - mean
    return Moments(len(values), mean, centred.T @ centred / len(values))


def is_singular(covariance: Figures) -> bool:
    """Return whether a variable does not vary, or follows from the others."""
    sd = np.sqrt(np.diag(covariance))
    return bool((sd < NO_SPREAD).any()) or not is_positive(covariance / np.outer(sd, sd))


def is_positive(symmetric: Figures) -> bool:
    """Return whether a symmetric matrix is positive definite by more than float noise."""
    return bool(np.linalg.eigvalsh(symmetric)[0] > NO_SPREAD)
