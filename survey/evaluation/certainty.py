"""How sure the change is: other intervals, tests, equivalence, and what could be seen at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from survey.evaluation.document import Block, Figures, Notes, Paragraph, Section
from survey.evaluation.names import planned_of
from survey.evaluation.numbers import (
    bare,
    count,
    one_decimal,
    p_value,
    percent,
    points,
    ratio,
    signed,
    signed_interval,
    three_decimals,
    yes_or_no,
)
from survey.evaluation.tables import At, Column, having, outcome_table, told_once


def certainty(evaluation: Figures) -> Section | None:
    """Return the section, or None without outcomes."""
    outcomes = evaluation.get("outcomes", {})
    if not outcomes:
        return None
    return Section("certainty", "How sure it is", tuple(_blocks(evaluation, outcomes)))


def _blocks(evaluation: Figures, outcomes: Figures) -> Iterator[Block]:
    yield Paragraph(planned_of(evaluation))
    if notes := told_once(outcomes, "power_note"):
        yield Notes(notes)
    if groups := having(outcomes, "clustered"):
        yield outcome_table(
            "clustered",
            "Mean change with people in their groups (mixed model), in points",
            GROUPS,
            groups,
            parts=["clustered"],
        )
    yield outcome_table(
        "effect-sizes",
        "Standardised mean changes, with 95 % intervals where one is given",
        EFFECTS,
        outcomes,
        parts=["effect_size", "correlation"],
    )
    yield outcome_table(
        "tests", "Tests of no change", TESTS, outcomes, parts=["why", "wilcoxon", "shapiro"]
    )
    if others := having(outcomes, "bootstrap", "equivalence", "bayes_factor"):
        yield outcome_table(
            "other-evidence",
            "The same change seen otherwise: resampling, equivalence, Bayes factor",
            OTHERS,
            others,
            parts=["bootstrap", "equivalence", "bayes_factor"],
        )
        if about := evaluation.get("plan", {}).get("about_bounds"):
            yield Paragraph(f"{about[:1].upper()}{about[1:]}.")
    if power := having(outcomes, "power"):
        yield outcome_table(
            "power",
            "Power: the chance that a study of this size finds a change as large as its bound",
            POWER,
            power,
            parts=["power"],
            is_detail=True,
        )


def _with_interval(name: str, effect: Figures | None) -> str:
    effect = effect or {}
    ends = effect.get(f"{name}_ci95")
    told = signed(effect.get(name))
    return f"{told} ({signed_interval(ends)})" if ends else told


def _signed_rank_p(test: Figures | None) -> str:
    test = test or {}
    for kind in ("exact", "normal"):
        if (p := test.get(f"p_{kind}")) is not None:
            return f"{p_value(p)} ({kind})"
    return p_value(None)


EFFECTS: tuple[Column, ...] = (
    ("r", At("correlation", bare)),
    *(
        (name, At("effect_size", partial(_with_interval, name)))
        for name in ("d_z", "g_z", "d_av", "g_av", "d_pre")
    ),
)
GROUPS: tuple[Column, ...] = (
    ("groups", At("clustered.n_groups", count)),
    ("pairs", At("clustered.n_pairs", count)),
    ("no group", At("clustered.n_without_group", count)),
    ("change", At("clustered.estimate", signed)),
    ("se", At("clustered.se", points)),
    ("df", At("clustered.df", one_decimal)),
    ("95 % interval", At("clustered.ci95", signed_interval)),
    ("p", At("clustered.p", p_value)),
    ("ICC", At("clustered.icc", bare)),
    ("design effect", At("clustered.design_effect", points)),
)
TESTS: tuple[Column, ...] = (
    ("t", At("t_test.t", points)),
    ("df", At("t_test.df", count)),
    ("p", At("t_test.p", p_value)),
    ("p, Holm", At("p_holm", p_value)),
    ("p, signed rank", At("wilcoxon", _signed_rank_p)),
    ("rank-biserial", At("wilcoxon.rank_biserial", bare)),
    ("Shapiro-Wilk W", At("shapiro.w", three_decimals)),
    ("its p", At("shapiro.p", p_value)),
    ("smallest p", At("smallest_p_possible", p_value)),
)
OTHERS: tuple[Column, ...] = (
    ("BCa 95 %", At("bootstrap.mean_change_ci95", signed_interval)),
    ("BCa 95 %, g_av", At("bootstrap.g_av_ci95", signed_interval)),
    ("bound, +/−", At("equivalence.bound", one_decimal)),
    ("90 % interval", At("equivalence.ci90", signed_interval)),
    ("p, equivalence", At("equivalence.p", p_value)),
    ("within bounds", At("equivalence.equivalent", yes_or_no)),
    ("BF10", At("bayes_factor.bf10", ratio)),
)
POWER: tuple[Column, ...] = (
    ("change", At("power.change", one_decimal)),
    ("t-test", At("power.t_test", percent)),
    ("in groups", At("power.clustered", percent)),
    ("equivalence", At("power.equivalence", percent)),
    ("smallest change at 80 %", At("power.smallest_change_80", points)),
    ("ICC assumed", At("power.icc_assumed", bare)),
)
