"""Mean change with allowance for people being alike within their groups."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.change import Points
from scoring.effect_size import NO_SPREAD, SAME_CHANGE
from scoring.mixed_model import NOT_SHOWN, Estimate, NoFit, RandomIntercept, random_intercept
from scoring.record import Interval, Record, Why, no_reasons

# Below this the variance between groups would rest on three degrees of freedom or fewer, and
# models with 4 to 10 groups often find none at all.
FEWEST_GROUPS = 5
MODEL = "random intercept for the group, REML, Satterthwaite df"
DESIGN_EFFECT = "design effect = 1 + (m - 1) x icc, m = sum of squared group sizes / pairs"
GROUP_MEANS = "t-test of the groups' mean changes, each group once, df = groups - 1"
TOO_FEW_GROUPS = "the model needs at least five groups"
NONE_BETWEEN = "the model found no variance between groups"
NEXT_TO_NO_DF = "the model has less than one degree of freedom"
ALONE = "every group has one person"
NO_GROUPS = "the file has no column group"

Groups = NDArray[np.object_]
Figures = dict[str, float | Interval | None]


@dataclass(frozen=True)
class Clustered(Record):
    """Mean change in points, its standard error by groups, and how alike people in groups are."""

    n_groups: int | None
    n_pairs: int
    n_without_group: int
    estimate: float | None
    se: float | None
    df: float | None
    ci95: Interval | None
    p: float | None
    var_group: float | None
    var_residual: float | None
    icc: float | None
    design_effect: float | None
    method: str | None
    why: Why = no_reasons


def clustered(change: Points, group: Groups | None) -> Clustered:
    """Return the mean change as change ~ 1 + (1 | group) has it, by REML.

    change: post minus pre in points, shape (people,); NaN, somebody without a pair, is left out.
    group: text, or None for somebody without a group, shape (people,); None if the file has no
    groups. A pair without a group is left out, and counted in n_without_group.

    estimate, se and ci95 are in points, variances in points squared. p is two-sided. icc is
    var_group / (var_group + var_residual). design_effect is 1 + (m - 1) x icc, where m is the
    size of the group that the average person is in: the sum of squared group sizes / pairs.

    Estimate, se and df are those of a t-test on the groups' mean changes, each group counting
    once, with df = groups - 1, where there are fewer than 5 groups, where the model finds no
    variance between groups or none within, where it has less than one df, or where every group
    has one person: `method` says which. What the model found is then still shown.

    None with a reason: everything without two groups; all but the estimate where everyone changed
    alike (SD below 1e-9), se, interval and p where all groups did; p of five pairs or fewer.
    Sources: `scoring.mixed_model`; Baldwin, Murray & Shadish (2005), J Consult Clin Psychol 73,
    924-935, for df by groups; Kish (1965), Survey Sampling, for the design effect.
    """
    has_pair = ~np.isnan(change)
    n_all = int(np.count_nonzero(has_pair))
    if group is None:
        return _record((None, 0, n_all), {}, None, {"n_groups": NO_GROUPS, **_all_for(NO_GROUPS)})
    kept = has_pair & pd.notna(group)
    codes, names = pd.factorize(group[kept])
    counts = len(names), len(codes), n_all - len(codes)
    if len(names) < 2:
        reason = "it cannot be known from one group" if len(names) else "no pair has a group"
        return _record(counts, {}, None, _all_for(reason))
    known = change[kept]
    if float(known.std(ddof=1)) < NO_SPREAD:
        why = {name: reason for name, reason in _all_for(SAME_CHANGE).items() if name != "estimate"}
        return _record(counts, {"estimate": float(known.mean())}, None, why)
    return _with_spread(known, codes, counts)


def model_or_reason(
    y: Points, x: NDArray[np.float64], codes: NDArray[np.intp]
) -> tuple[RandomIntercept | None, str]:
    """Return the fit of y ~ x + (1 | group) if there is one, and why not to rely on it, if so.

    As `scoring.mixed_model.random_intercept`; the reason is empty for a fit to be relied on.
    """
    size = np.bincount(codes)
    if size.max() == 1:
        return None, ALONE
    try:
        fit = random_intercept(y, x, codes)
    except NoFit as refused:
        return None, str(refused)
    if len(size) < FEWEST_GROUPS:
        return fit, TOO_FEW_GROUPS
    if fit.is_singular:
        return fit, NONE_BETWEEN
    return fit, NEXT_TO_NO_DF if min(one.df for one in fit.estimates) < 1 else ""


def inference(estimate: Estimate, n_pairs: int, same: str) -> tuple[Figures, dict[str, str]]:
    """Return se, df, ci95 and p of an estimate by name, and the reasons for those that are None.

    same: the reason where the standard error is float noise.
    """
    if estimate.se < NO_SPREAD:
        return {"df": estimate.df}, dict.fromkeys(("se", "ci95", "p"), same)
    p = estimate.p(n_pairs)
    found: Figures = {"se": estimate.se, "df": estimate.df, "ci95": estimate.ci95, "p": p}
    return found, {"p": NOT_SHOWN} if p is None else {}


def group_means(y: Points, codes: NDArray[np.intp]) -> Points:
    """Return the mean of each group, shape (groups,)."""
    return np.bincount(codes, weights=y) / np.bincount(codes)


def _with_spread(
    change: Points, codes: NDArray[np.intp], counts: tuple[int, int, int]
) -> Clustered:
    fit, problem = model_or_reason(change, np.ones((len(change), 1)), codes)
    found: Figures = {}
    why: dict[str, str] = {}
    if fit:
        m = float((np.bincount(codes) ** 2).sum()) / len(change)
        found = {"var_group": fit.var_group, "var_residual": fit.var_residual, "icc": fit.icc}
        found["design_effect"] = 1 + (m - 1) * fit.icc
    else:
        why = dict.fromkeys(("var_group", "var_residual", "icc", "design_effect"), problem)
    if fit and not problem:
        estimate, method = fit.estimates[0], MODEL
    else:
        estimate, method = _of_means(group_means(change, codes)), f"{GROUP_MEANS}: {problem}"
    shown, missing = inference(estimate, len(change), "all groups changed by the same mean")
    found |= {"estimate": estimate.value, **shown}
    method = f"{method}; {DESIGN_EFFECT}" if fit else method
    return _record(counts, found, method, {**missing, **why})


def _of_means(means: Points) -> Estimate:
    se = float(means.std(ddof=1)) / math.sqrt(len(means))
    return Estimate(float(means.mean()), se, len(means) - 1)


def _record(
    counts: tuple[int | None, int, int], found: Figures, method: str | None, why: Mapping[str, str]
) -> Clustered:
    figures = {one.name: found.get(one.name) for one in fields(Clustered)[3:-2]}
    return Clustered(*counts, **figures, method=method, why=why)  # type: ignore[arg-type]  # by name


def _all_for(reason: str) -> dict[str, str]:
    """Return the reason for every figure but the counts."""
    return {one.name: reason for one in fields(Clustered)[3:-1]}
