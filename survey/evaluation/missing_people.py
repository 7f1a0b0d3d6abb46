"""Who is missing: from invitation to analysis, who was lost, and what they could change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from survey.evaluation.document import Block, Figures, Notes, Paragraph, Picture, Section, Table
from survey.evaluation.flow_picture import Step, flow_picture
from survey.evaluation.names import in_order, name_of
from survey.evaluation.numbers import (
    count,
    mean_and_sd,
    p_value,
    percent,
    signed,
    signed_interval,
    yes_or_no,
)
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import At, Column, about, outcome_table, sentence, told_once

SCENARIOS = {
    "no_change": "the lost did not change",
    "completers_10th_percentile": "the lost at the 10th percentile",
    "multiple_imputation": "multiple imputation",
}
FLOW_ROWS = (
    ("n_invited", "invited"),
    ("n_pre", "answered before"),
    ("n_late_pre", "first answered after three or more meetings, analysed apart"),
    ("n_post", "answered after"),
    ("n_linked", "answered both times, linked"),
    ("n_pre_only", "answered before only"),
    ("n_unlinked_post", "answered after only"),
    ("n_left_early", "said that they left early"),
)


def missing_people(evaluation: Figures) -> Section | None:
    """Return the section, or None where the evaluation says nothing of it."""
    blocks = (
        *_flow(evaluation.get("flow", {})),
        *_attrition(evaluation.get("attrition", {})),
        *_scenarios(evaluation.get("missing_scenarios", {})),
    )
    return Section("missing", "Who is missing", blocks) if blocks else None


def _flow(flow: Figures) -> Iterator[Block]:
    if not flow:
        return
    analysed = flow.get("n_analysed") or {}
    rows = [(words, count(flow.get(key))) for key, words in FLOW_ROWS if key in flow]
    rows += [(f"analysed, {name_of(one)}", count(analysed[one])) for one in in_order(analysed)]
    told = "; ".join(f"{words}: {number}" for words, number in rows)
    table = Table(
        "flow-table", "The figures of the flow", ("people", "n"), tuple(rows), reasons({"": flow})
    )
    svg = flow_picture(_steps(flow, analysed), description=f"{told}.")
    yield Picture("From invitation to analysis", svg, table)
    if note := flow.get("note"):
        yield Paragraph(sentence(note))


def _steps(flow: Figures, analysed: Figures) -> list[Step]:
    invited, left, unlinked = (
        flow.get(name) for name in ("n_invited", "n_left_early", "n_unlinked_post")
    )
    before_only = (f"{count(flow.get('n_pre_only'))} before only:", "did not answer after")
    outcomes = (f"{name_of(one)}: {count(analysed[one])}" for one in in_order(analysed))
    return [
        *([Step((f"Invited: {count(invited)}",))] if invited is not None else []),
        *_late(flow),
        Step((f"Answered before: {count(flow.get('n_pre'))}",), before_only),
        Step(
            (
                f"Both times: {count(flow.get('n_linked'))}",
                *((f"{count(left)} after had left early",) if left else ()),
            ),
        ),
        Step(
            ("Analysed", *outcomes),
            (f"{count(unlinked)} after only:", "in no pair") if unlinked else (),
        ),
    ]


def _late(flow: Figures) -> list[Step]:
    """Return the step at which late starters leave: they are not among those before."""
    n_late, n_pre = flow.get("n_late_pre"), flow.get("n_pre")
    if not n_late or n_pre is None:
        return []
    apart = (f"{count(n_late)} apart:", "first answered after", "3 or more meetings")
    return [Step((f"First answers: {count(n_pre + n_late)}",), apart)]


def _attrition(attrition: Figures) -> Iterator[Block]:
    if not attrition:
        return
    numbers = (
        f"before {count(attrition.get('n_pre'))}, after {count(attrition.get('n_post'))}, "
        f"both {count(attrition.get('n_both'))}, lost {count(attrition.get('n_lost'))}"
    )
    rate, ends = attrition.get("rate"), attrition.get("rate_ci95")
    lost = ""
    if rate is not None:
        between = f", 95 % interval {percent(ends[0])} to {percent(ends[1])}" if ends else ""
        lost = f"; lost {percent(rate)}{between}"
    yield Paragraph(f"Of those who answered something before: {numbers}{lost}.")
    by_outcome = attrition.get("by_outcome") or {}
    if why := attrition.get("why"):
        yield Notes((str(why),))
    if by_outcome:
        yield outcome_table(
            "lost",
            "Scores before, in points: those who came back beside those who were lost",
            LOST,
            by_outcome,
        )


def _scenarios(section: Figures) -> Iterator[Block]:
    by_outcome = section.get("by_outcome") or {}
    order = in_order(by_outcome)
    if not order:
        return
    yield from about(section, "What the lost could change")
    yield Notes(told_once(by_outcome, "sentence"))
    rows, named = [], {}
    for column in order:
        figures = by_outcome[column]
        for label, found in _analyses(figures):
            named[f"{name_of(column)}, {label}"] = found
            rows.append((name_of(column), label, *_found_cells(found)))
    head = ("outcome", "analysis", "people", "change", "95 % interval", "conclusion", "agrees")
    caption = "Change in points if the lost are counted in"
    yield Table("scenarios", caption, head, tuple(rows), reasons(named), in_text=False)
    if left := section.get("left_early"):
        yield from _left_early(left)


def _analyses(figures: Figures) -> Iterator[tuple[str, Figures]]:
    yield "those who came back", figures.get("completers") or {}
    for scenario in figures.get("scenarios") or ():
        key = str(scenario.get("key"))
        yield SCENARIOS.get(key, key.replace("_", " ")), scenario


def _left_early(left: Figures) -> Iterator[Block]:
    by_outcome = left.get("by_outcome") or {}
    if not by_outcome:
        if why := left.get("why"):
            yield Notes((str(why),))
        return
    yield outcome_table(
        "left-early",
        f"Change with and without the {count(left.get('n_left_early'))} who left early, in points",
        LEFT_EARLY,
        by_outcome,
    )


def _found_cells(found: Figures) -> tuple[Any, ...]:
    return (
        count(found.get("n_pairs", found.get("n"))),
        signed(found.get("mean")),
        signed_interval(found.get("ci95")),
        str(found.get("conclusion") or "–"),
        yes_or_no(found["agrees"]) if "agrees" in found else "",
    )


LOST: tuple[Column, ...] = (
    ("came back", At("completers.n", count)),
    ("mean (SD)", At("completers", mean_and_sd)),
    ("lost", At("lost.n", count)),
    ("mean (SD)", At("lost", mean_and_sd)),
    ("difference", At("welch.difference", signed)),
    ("95 % interval", At("welch.ci95", signed_interval)),
    ("p", At("welch.p", p_value)),
    ("g", At("hedges_g", signed)),
)
LEFT_EARLY: tuple[Column, ...] = (
    ("pairs with", At("with.n_pairs", count)),
    ("change", At("with.mean", signed)),
    ("95 % interval", At("with.ci95", signed_interval)),
    ("pairs without", At("without.n_pairs", count)),
    ("change", At("without.mean", signed)),
    ("95 % interval", At("without.ci95", signed_interval)),
    ("agrees", At("agrees", yes_or_no)),
)
