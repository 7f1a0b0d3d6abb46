"""Turns a stored evaluation into what the researcher's page shows. Plain records in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from flask_babel import get_locale, gettext

from survey.report.assumptions import load_assumptions
from survey.report.facts import OUTCOME_KEYS, SUBSCALE_KEYS
from survey.report.pictures import PictureWords, distribution_of, distribution_picture
from survey.report.regression import regression_scenario
from survey.report.sentences import outcome_label, regression_to_the_mean

NOT_SHOWN = ":"


@dataclass(frozen=True)
class ChangeLine:
    """One line of the researcher's table, every figure in words of the language."""

    name: str
    is_part: bool
    n_pairs: int
    pre: str
    post: str
    change: str
    interval: str
    in_groups: str
    d_z: str
    g_av: str
    role: str  # what the plan makes of it: primary, secondary or exploratory
    why: str  # empty unless a figure is missing


def change_rows(evaluation: dict[str, Any]) -> list[ChangeLine]:
    """Return a line for each outcome that was measured."""
    outcomes = evaluation["outcomes"]
    return [_line(key, outcomes[key]) for key in OUTCOME_KEYS if key in outcomes]


def _line(key: str, outcome: dict[str, Any]) -> ChangeLine:
    effect = outcome["effect_size"]
    return ChangeLine(
        name=outcome_label(key),
        is_part=key in SUBSCALE_KEYS,
        n_pairs=outcome["n_pairs"],
        pre=_mean_and_sd(outcome["pre"]),
        post=_mean_and_sd(outcome["post"]),
        change=_mean_and_sd(outcome["change"]),
        interval=_interval(outcome["t_test"]["ci95"]),
        in_groups=_interval(outcome["clustered"]["ci95"]),
        d_z=_number(effect["d_z"], 2),
        g_av=_number(effect["g_av"], 2),
        role=outcome["role"],
        why=" ".join(_whys(outcome)),
    )


def _whys(outcome: dict[str, Any]) -> list[str]:
    found = []
    for part in ("change", "t_test", "clustered", "effect_size"):
        why = outcome[part].get("why")
        if isinstance(why, str) and why not in found:
            found.append(why)
    return found


def _mean_and_sd(figures: dict[str, Any]) -> str:
    return f"{_number(figures['mean'], 2)} ({_number(figures['sd'], 2)})"


def _interval(ends: list[float] | None) -> str:
    if not ends or ends[0] is None:
        return NOT_SHOWN
    return gettext("from %(low)s to %(high)s", low=_number(ends[0], 2), high=_number(ends[1], 2))


def _number(value: float | None, decimals: int) -> str:
    if value is None:
        return NOT_SHOWN
    pattern = "#,##0." + "0" * decimals
    return format_decimal(value, format=pattern, locale=get_locale()).replace("-", "−")


def regression(evaluation: dict[str, Any]) -> str:
    """Return what regression to the mean alone could give; empty where nobody has a total."""
    outcome = evaluation["outcomes"].get("soc13_total")
    if not outcome or outcome["pre"]["mean"] is None:
        return ""
    return regression_to_the_mean(regression_scenario(outcome["pre"]["mean"], load_assumptions()))


def distribution(evaluation: dict[str, Any], changes: list[float]) -> str:
    """Return the picture of how people's change is spread; empty without an interval."""
    outcome = evaluation["outcomes"].get("soc13_total")
    if not outcome or not outcome["t_test"]["ci95"] or not changes:
        return ""
    low, high = outcome["t_test"]["ci95"]
    spread = distribution_of(changes, mean=outcome["change"]["mean"], low=low, high=high)
    counts = gettext(
        "%(up)s higher, %(zero)s the same, %(down)s lower",
        up=spread.n_up,
        zero=spread.n_zero,
        down=spread.n_down,
    )
    words = PictureWords(
        title=gettext("How the changes in sense of coherence are spread"),
        description=gettext(
            "Bars show how many changed by how many points. %(counts)s. The diamond is the mean, "
            "%(mean)s points, and the line its interval, from %(low)s to %(high)s.",
            counts=counts,
            mean=_number(spread.mean, 1),
            low=_number(low, 1),
            high=_number(high, 1),
        ),
        axis=gettext("Change in points, after minus before"),
        numbers=gettext("Number of people; above, the mean change with its confidence interval"),
        tick=lambda value: _number(value, 0),
    )
    return distribution_picture(spread, words)
