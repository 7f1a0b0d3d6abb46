"""What else could explain the change: regression to the mean, and what a result rests on."""

from __future__ import annotations

from collections.abc import Iterator

from survey.evaluation.document import Block, Figures, Paragraph, Section, Table
from survey.evaluation.names import in_order, name_of
from survey.evaluation.numbers import (
    bare,
    bare_interval,
    count,
    interval,
    points,
    signed,
    signed_interval,
    yes_or_no,
)
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import At, Cell, Column, about, outcome_table, sentence

OTHER_ANALYSES = {
    "without_items_2_and_3": "without items 2 and 3",
    "complete_only": "people who left nothing open",
}


def explanations(evaluation: Figures) -> Section | None:
    """Return the section, or None where the evaluation says nothing of it."""
    blocks = (
        *_regression(evaluation.get("regression_to_the_mean", {})),
        *_anchor(evaluation.get("anchor", {})),
        *_sensitivity(evaluation.get("sensitivity", {})),
    )
    return Section("explanations", "What else could explain it", blocks) if blocks else None


def _regression(section: Figures) -> Iterator[Block]:
    by_outcome = section.get("by_outcome") or {}
    if not by_outcome:
        return
    yield from about(section, "Regression to the mean", note="")
    if note := section.get("note"):
        yield Paragraph(sentence(note))  # a scenario is never shown without it
    caption = "Change observed beside what regression to the mean alone could give, in points"
    yield outcome_table("regression", caption, REGRESSION, by_outcome)
    sources = {
        name_of(one): by_outcome[one]["population_source"]
        for one in in_order(by_outcome)
        if by_outcome[one].get("population_source")
    }
    for name, source in sources.items():
        yield Paragraph(f"Population mean of {name}: {source}.")


def _anchor(section: Figures) -> Iterator[Block]:
    if not section:
        return
    yield from about(section, "The participants' own judgement")
    judgement = section.get("judgement") or {}
    if judgement:
        yield Paragraph(
            f"Of {count(section.get('n'))} people {count(judgement.get('n_better'))} judged "
            f"themselves better, {count(judgement.get('n_same'))} the same and "
            f"{count(judgement.get('n_worse'))} worse; mean {signed(judgement.get('mean'))}."
        )
    elif why := section.get("why"):
        yield Paragraph(str(why))
    if by_outcome := section.get("by_outcome"):
        caption = "Change in points by the participants' own judgement"
        yield outcome_table("anchor", caption, ANCHOR, by_outcome)


def _sensitivity(section: Figures) -> Iterator[Block]:
    by_outcome = section.get("by_outcome") or {}
    if not by_outcome:
        return
    yield from about(section, "Other ways to analyse")
    caption = "Whether the conclusion stays under other analyses"
    yield outcome_table("sensitivity", caption, SENSITIVITY, by_outcome, parts=["why", "planned"])
    rows, named = [], {}
    for column in in_order(by_outcome):
        for analysis in by_outcome[column].get("analyses") or ():
            label = _label(analysis)
            named[f"{name_of(column)}, {label}"] = analysis
            rows.append(
                (
                    name_of(column),
                    label,
                    count(analysis.get("n_pairs")),
                    signed(analysis.get("mean")),
                    signed_interval(analysis.get("ci95")),
                    str(analysis.get("conclusion") or "–"),
                    yes_or_no(analysis.get("agrees")),
                )
            )
    head = ("outcome", "analysis", "pairs", "change", "95 % interval", "conclusion", "agrees")
    yield Table(
        "analyses",
        "Each other analysis, in points",
        head,
        tuple(rows),
        reasons(named),
        is_detail=True,
    )


def _label(analysis: Figures) -> str:
    key = str(analysis.get("key"))
    if key == "without_item":
        return f"without {', '.join(analysis.get('items') or ())}"
    return OTHER_ANALYSES.get(key, key.replace("_", " "))


def _n_agreeing(figures: Figures) -> str:
    analyses = figures.get("analyses") or ()
    agreeing = sum(one.get("agrees") is True for one in analyses)
    return f"{count(agreeing)} of {count(len(analyses))}"


def _expected(figures: Figures) -> str:
    low, high = figures.get("expected_low"), figures.get("expected_high")
    return signed_interval(None if low is None or high is None else (low, high))


def _judged(kind: str) -> Cell:
    def cell(figures: Figures) -> str:
        found = (figures.get("by_judgement") or {}).get(kind) or {}
        return f"{signed(found.get('mean_change'))} ({count(found.get('n'))})"

    return cell


REGRESSION: tuple[Column, ...] = (
    ("pairs", At("n_pairs", count)),
    ("mean before", At("pre_mean", points)),
    ("change observed", At("observed_change", signed)),
    ("expected without help", _expected),
    ("within it", At("observed_within_range", yes_or_no)),
    ("population mean", lambda one: interval(one.get("population_mean"), decimals=1)),
    ("retest", At("retest", bare_interval)),
)
ANCHOR: tuple[Column, ...] = (
    ("people", At("n", count)),
    ("r", At("correlation", bare)),
    ("95 % interval", At("ci95", bare_interval)),
    *((f"{kind} (n)", _judged(kind)) for kind in ("worse", "same", "better")),
)
SENSITIVITY: tuple[Column, ...] = (
    ("planned change", At("planned.mean", signed)),
    ("95 % interval", At("planned.ci95", signed_interval)),
    ("conclusion", lambda one: str((one.get("planned") or {}).get("conclusion") or "–")),
    ("other analyses that agree", _n_agreeing),
    ("all agree", At("all_agree", yes_or_no)),
)
