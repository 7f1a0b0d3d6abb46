"""Factor models fitted by maximum likelihood; how well they fit is in `scoring.fit_measures`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.covariance_model import Figures, Matrices, Model, Moments, is_positive

MOST_STEPS = 150
CLOSE_ENOUGH = 1e-7  # gradient in units of the curvature: far below a thousandth of any error
ROUNDING = 1e-13  # of the discrepancy: a step may look this much worse without being so
FIRST_DAMPING = 1e-3
LEAST_DAMPING = 1e-10  # above 0, for the answers may leave a parameter undetermined


@dataclass(frozen=True, eq=False)
class Fit:
    """A model at its maximum likelihood.

    estimates, standard_errors: shape (parameters,), in the parameters' order. discrepancy: twice
    the loss of log likelihood against free means and covariances, a person. problem: what is
    wrong with the solution, such as "did not converge"; empty if nothing is, and only then are
    the figures fit to be shown.
    """

    model: Model
    estimates: Figures
    standard_errors: Figures
    discrepancy: float
    problem: str

    @property
    def matrices(self) -> Matrices:
        """The five matrices as estimated."""
        return self.model.matrices(self.estimates)

    def position(self, name: str) -> int:
        """Return where the parameter of that name stands; ValueError if there is none."""
        return [parameter.name for parameter in self.model.parameters].index(name)


class _At(NamedTuple):
    """What is known at one set of values; a discrepancy of inf where the model has no density."""

    discrepancy: float
    gradient: Figures
    curvature: Figures


def fit_model(model: Model, moments: Moments) -> Fit:
    """Return the model fitted by maximum likelihood of the normal distribution.

    Fisher scoring, damped after Levenberg and Marquardt whenever a step does not help. Residual
    variances are not kept above zero: a solution that is no solution is told in `problem`.
    Standard errors are from the expected information at the solution, in the estimates' units.

    moments.covariance must be positive definite (see `is_singular`). Raises ValueError for a
    model without degrees of freedom.
    Sources: Jöreskog (1969), Psychometrika 34, 183-202; Marquardt (1963), J Soc Indust Appl
    Math 11, 431-441.
    """
    if model.degrees_of_freedom < 1:
        raise ValueError(f"the model has {model.degrees_of_freedom} degrees of freedom")
    values, at, has_converged = _search(model, moments)
    scale = 1 / np.sqrt(np.diag(at.curvature))
    scaled = at.curvature * np.outer(scale, scale)
    problem = "" if has_converged else "did not converge"
    problem = problem or _what_is_improper(model.matrices(values), scaled)
    inverse = np.linalg.inv(scaled + LEAST_DAMPING * np.eye(len(scaled)))
    errors = scale * np.sqrt(2 / moments.n * np.diag(inverse))
    return Fit(model, values, errors, at.discrepancy, problem)


def _search(model: Model, moments: Moments) -> tuple[Figures, _At, bool]:
    values = np.array([parameter.start for parameter in model.parameters])
    at = _look(model, moments, values)
    damping = FIRST_DAMPING
    for _ in range(MOST_STEPS):
        stretch = np.diag(at.curvature)
        if np.abs(at.gradient / np.sqrt(stretch)).max() < CLOSE_ENOUGH:
            return values, at, True
        step = np.linalg.solve(at.curvature + damping * np.diag(stretch), at.gradient)
        trial = _look(model, moments, values - step)
        expected = (at.gradient + damping * stretch * step) @ step / 2
        gain = (at.discrepancy - trial.discrepancy) / expected
        change = float(np.select([gain > 0.75, gain > 0.25], [0.1, 1], 5))
        damping = max(damping * change, LEAST_DAMPING)
        if trial.discrepancy <= at.discrepancy + ROUNDING:
            values, at = values - step, trial
    return values, at, False


def _look(model: Model, moments: Moments, values: Figures) -> _At:
    """Return discrepancy, gradient and expected curvature, in variables made white by the model."""
    matrices, slopes = model.matrices(values), model.slopes
    loadings, factors, residuals, intercepts, factor_means = matrices
    try:
        root = np.linalg.cholesky(loadings @ factors @ loadings.T + residuals)
    except np.linalg.LinAlgError:
        return _At(np.inf, values, np.eye(len(values)))
    white = np.linalg.inv(root)
    off = white @ (moments.mean - intercepts - loadings @ factor_means)
    observed = white @ moments.covariance @ white.T
    excess = observed + np.outer(off, off) - np.eye(len(off))

    owner, one, other = _sides(model, matrices)
    one, other = one @ white.T, other @ white.T
    crossed = one @ other.T
    of_mean = slopes.intercepts + slopes.loadings @ factor_means + slopes.factor_means @ loadings.T
    of_mean = of_mean @ white.T

    gradient, curvature = -2 * of_mean @ off, 2 * of_mean @ of_mean.T
    np.subtract.at(gradient, owner, 2 * ((one @ excess) * other).sum(axis=1))
    by_place = 2 * ((one @ one.T) * (other @ other.T) + crossed * crossed.T)
    np.add.at(curvature, (owner[:, np.newaxis], owner), by_place)
    discrepancy = np.trace(excess) - np.linalg.slogdet(observed)[1]
    return _At(float(discrepancy), gradient, curvature)


def _sides(model: Model, matrices: Matrices) -> tuple[NDArray[np.intp], Figures, Figures]:
    """Return x and y, each of shape (places, variables), and whose place each is.

    A parameter moves the covariances by x y' + y x' at each of its places. With that, curvature
    is a matter of inner products, and no derivative is ever written out as a matrix.
    """
    loadings, factors, residuals, *_ = matrices
    each = np.eye(len(residuals))
    of_loadings, of_factors, of_residuals = model.covariance_places
    halved = [
        np.where(at[1] == at[2], 0.5, 1.0)[:, np.newaxis] for at in (of_factors, of_residuals)
    ]
    one = [each[of_loadings[1]], loadings.T[of_factors[1]], each[of_residuals[1]]]
    other = [
        (factors @ loadings.T)[of_loadings[2]],
        loadings.T[of_factors[2]] * halved[0],
        each[of_residuals[2]] * halved[1],
    ]
    owner = np.concatenate([at[0] for at in model.covariance_places])
    return owner, np.concatenate(one), np.concatenate(other)


def _what_is_improper(matrices: Matrices, curvature: Figures) -> str:
    if (np.diag(matrices.residual_covariance) <= 0).any():
        return "has an improper solution: a residual variance is not above zero"
    if not is_positive(matrices.residual_covariance):
        return "has an improper solution: the residuals' covariances contradict each other"
    if not is_positive(matrices.factor_covariance):
        return "has an improper solution: the factors' covariances contradict each other"
    if not is_positive(curvature):
        return "has no single solution: the answers do not determine its parameters"
    return ""
