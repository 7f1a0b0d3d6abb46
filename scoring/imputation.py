"""Multiple imputation of the change in those who did not come back, pooled by Rubin's rules."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special
from statsmodels.imputation.bayes_mi import BayesGaussMI

from scoring.conclusion import ChangeFound, change_found, conclude
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.record import Interval, Record, Why, no_reasons

LIBRARY = "statsmodels, BayesGaussMI"
FEWEST_DF = 5  # completers beyond the model's parameters: with fewer, draws run to extremes
MOST_PEOPLE = 200_000  # some ten seconds an outcome; beyond, the chain would take minutes
INDEPENDENT = 1e-3  # a predictor that adds less than this to the others, in SDs, is one of them
MEMORY_LEFT = 0.1  # how much of one imputation the next may still show
MOST_STEPS = 50  # between imputations, where nearly everybody is lost
BURN_IN = 5  # imputations thrown away first
FLAT_MEAN = 1e6  # prior variance of a mean, in squared SDs: as good as no prior
RIDGE = 1e-6  # prior variance, in squared SDs: keeps an exact fit from having no spread at all

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled(Record):
    """One estimate from several imputed data sets."""

    estimate: float
    variance: float
    df: float
    fraction_missing_information: float


@dataclass(frozen=True)
class Imputed(Record):
    """The mean change in points with the lost imputed; n_imputations 0 where nobody was lost."""

    found: ChangeFound
    n_imputations: int
    df: float | None
    fraction_missing_information: float | None
    why: Why = no_reasons


def impute_change(
    change: Points, predictors: Sequence[Points], *, imputations: int, seed: int
) -> Imputed:
    """Return the mean change if the lost changed as completers did who scored as they at pre.

    change: post minus pre in points, shape (people,); NaN for the lost, who are imputed.
    predictors: scores at pre, each of shape (people,); NaN, a score there is none of, is imputed
    along. A predictor without spread among the completers, or that follows from those before
    it, is left out. imputations: how many, at least 2. People are sorted by their scores first,
    so the order of rows does not matter; numpy's global random state is not touched.

    Model: change and predictors are jointly normal, with priors as good as flat; lost at
    random given the scores at pre. Each imputation draws means, covariances and then scores,
    so what is not known of the model counts too. Imputed changes are neither rounded nor kept
    within the scale's range, which would bias the mean. found.n_pairs counts everybody in it.

    With too few completers for the predictors, with no spread in their change, or with more than
    200,000 people, figures are None with a reason.
    Sources: data augmentation, Schafer (1997), Analysis of Incomplete Multivariate Data, ch. 5;
    pooling as in `pool`.
    """
    if not np.isnan(change).any():
        return _nobody_lost(change)
    if len(change) > MOST_PEOPLE:  # nothing of theirs is looked at
        return _not_imputed(change, f"it is not run for more than {MOST_PEOPLE:,} people")
    kept = _independent(predictors, ~np.isnan(change))
    reason = _hindrance(change, kept)
    if reason:
        return _not_imputed(change, reason)
    n = len(change)
    drawn = [(one.mean(), one.var(ddof=1) / n) for one in _imputed(change, kept, imputations, seed)]
    pooled = pool(*np.array(drawn).T, df_complete=n - 1)
    half = float(special.stdtrit(pooled.df, 0.975)) * math.sqrt(pooled.variance)
    interval = Interval(pooled.estimate - half, pooled.estimate + half)
    found = ChangeFound(n, pooled.estimate, interval, conclude(interval))
    return Imputed(found, imputations, pooled.df, pooled.fraction_missing_information)


def pool(estimates: Points, variances: Points, *, df_complete: float) -> Pooled:
    """Return one estimate from the same one in several imputed data sets.

    estimates, variances: each data set's estimate and its squared standard error, shape
    (imputations,), at least 2, without NaN; variances above 0. df_complete: the degrees of
    freedom that the estimate would have had without gaps.

    The variance is mean(variances) + (1 + 1/m) x variance of the estimates between data sets.
    Sources: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, ch. 3; degrees of
    freedom, Barnard & Rubin (1999), Biometrika 86, 948-955.
    """
    m = len(estimates)
    between = (1 + 1 / m) * float(estimates.var(ddof=1))
    variance = float(variances.mean()) + between
    share = between / variance
    df_observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - share)
    df = 1 / (share**2 / (m - 1) + 1 / df_observed)
    increase = between / float(variances.mean())
    missing = (increase + 2 / (df + 3)) / (increase + 1)
    return Pooled(float(estimates.mean()), variance, df, missing)


def _not_imputed(change: Points, reason: str) -> Imputed:
    why = dict.fromkeys(("mean", "ci95", "conclusion"), reason)
    found = ChangeFound(len(change), None, None, None, why=why)
    return Imputed(
        found, 0, None, None, why=dict.fromkeys(("df", "fraction_missing_information"), reason)
    )


def _nobody_lost(change: Points) -> Imputed:
    found = change_found(change)
    why = {} if len(change) > 1 else {"df": "an interval needs at least two people"}
    return Imputed(found, 0, float(len(change) - 1) if not why else None, 0.0, why=why)


def _independent(predictors: Sequence[Points], is_completer: NDArray[np.bool_]) -> Points:
    """Return the predictors that are none of the others' sums; shape (people, kept)."""
    kept = np.empty((len(is_completer), 0))
    for one in predictors:
        wider = np.column_stack([kept, one])
        rows = wider[is_completer & ~np.isnan(wider).any(axis=1)]
        spread = rows.std(axis=0) if len(rows) else np.zeros(1)
        if (spread >= NO_SPREAD).all():
            standard = (rows - rows.mean(axis=0)) / spread / math.sqrt(len(rows))
            if np.linalg.matrix_rank(standard, tol=INDEPENDENT) == wider.shape[1]:
                kept = wider
    return kept


def _hindrance(change: Points, kept: Points) -> str | None:
    """Return why the change cannot be imputed, if so."""
    n = int(np.count_nonzero(~np.isnan(change) & ~np.isnan(kept).any(axis=1)))
    fewest = kept.shape[1] + 1 + FEWEST_DF
    if n < fewest:
        return f"to predict from the scores at pre it needs {fewest} completers, here {n}"
    return SAME_CHANGE if float(np.nanstd(change, ddof=1)) < NO_SPREAD else None


def _imputed(change: Points, kept: Points, imputations: int, seed: int) -> Iterator[Points]:
    """Yield the changes in points, those of the lost drawn anew each time; (people,)."""
    data = np.column_stack([kept, change])
    data = data[np.lexsort(data.T)]
    mean, sd = np.nanmean(data, axis=0), np.nanstd(data, axis=0)
    n, width = data.shape
    chain = BayesGaussMI(
        np.asfortranarray((data - mean) / sd),
        mean_prior=np.eye(width) * FLAT_MEAN,
        cov_prior=np.eye(width) * RIDGE * n,
        # Added to the people: leaves the residual variance a regression's own df.
        cov_prior_df=1 - width,
        rng=np.random.Generator(np.random.SFC64(seed)),
    )
    steps = _steps(float(np.isnan(change).mean()))
    for number in range(BURN_IN + imputations):
        for _ in range(steps):
            chain.update()
        if number >= BURN_IN:
            yield chain.data[:, -1] * sd[-1] + mean[-1]


def _steps(share_lost: float) -> int:
    """Return how many steps make two imputations as good as unrelated.

    A step keeps about as much of the last as there are people lost.
    """
    return min(MOST_STEPS, math.ceil(math.log(MEMORY_LEFT) / math.log(share_lost)))
