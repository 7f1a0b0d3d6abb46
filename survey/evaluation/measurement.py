"""How well the scales measured: reliability, quality of answers, and whether both times alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey.evaluation.document import Block, Figures, Heading, Notes, Paragraph, Section, Table
from survey.evaluation.items import item_blocks
from survey.evaluation.models import model_blocks
from survey.evaluation.names import EXPLORATORY, WAVES, in_order, name_of
from survey.evaluation.numbers import (
    bare,
    bare_interval,
    count,
    one_decimal,
    points,
    signed,
    signed_interval,
    yes_or_no,
)
from survey.evaluation.reasons import reasons
from survey.evaluation.tables import At, Column, about, known, outcome_table, sentence

RELIABILITY: tuple[Column, ...] = (
    ("people", At("n", count)),
    ("items", At("k", count)),
    ("alpha", At("alpha", bare)),
    ("95 % interval", At("alpha_ci95", bare_interval)),
    ("omega", At("omega", bare)),
    ("SD", At("sd", points)),
    ("error of measurement", At("standard_error_of_measurement", points)),
    ("smallest detectable", At("smallest_detectable_change", one_decimal)),
)
QUALITY: tuple[Column, ...] = (
    ("everyone", At("everyone.n_pairs", count)),
    ("change", At("everyone.mean", signed)),
    ("95 % interval", At("everyone.ci95", signed_interval)),
    ("without", At("without_flagged.n_pairs", count)),
    ("change", At("without_flagged.mean", signed)),
    ("95 % interval", At("without_flagged.ci95", signed_interval)),
    ("agrees", At("agrees", yes_or_no)),
)
FLAGS = {
    "straightlined": "the same answer throughout",
    "long_string": "a long run of equal answers",
    "too_many_missing": "begun but too many open items",
    "implausible": "answers that contradict each other",
}


def measurement(evaluation: Figures) -> Section | None:
    """Return the section, or None where the evaluation says nothing of it."""
    section = evaluation.get("measurement", {})
    blocks = (
        *_reliability(evaluation.get("reliability", {})),
        *item_blocks(section),
        *model_blocks(section),
        *_quality(evaluation.get("quality", {})),
        *_comparability(evaluation.get("comparability", {})),
    )
    return Section("measurement", "How well it was measured", blocks) if blocks else None


def _reliability(reliability: Mapping[str, Figures]) -> Iterator[Block]:
    shown = known(RELIABILITY, (one for scales in reliability.values() for one in scales.values()))
    rows, named = [], {}
    for wave, scales in reliability.items():
        when = WAVES.get(wave, wave)
        for column in in_order(scales):
            figures = scales[column]
            named[f"{name_of(column)} {when}"] = {"why": figures.get("why")}
            rows.append((name_of(column), when, *(cell(figures) for _, cell in shown)))
    if not rows:
        return
    yield Table(
        "reliability",
        "Cronbach's alpha and omega total, people with no open item in the scale",
        ("scale", "when", *(head for head, _ in shown)),
        tuple(rows),
        reasons(named),
    )
    yield _items(reliability)


def _items(reliability: Mapping[str, Figures]) -> Table:
    rows, named = [], {}
    for wave, scales in reliability.items():
        when = WAVES.get(wave, wave)
        for column in in_order(scales):
            of_rest = scales[column].get("item_rest") or {}
            dropped = scales[column].get("alpha_if_dropped") or {}
            named[f"{name_of(column)} {when}"] = [of_rest, dropped]
            rows += [
                (item, name_of(column), when, bare(value), bare(dropped.get(item)))
                for item, value in of_rest.items()
                if item != "why"
            ]
    head = ("item", "scale", "when", "r with the others", "alpha without it")
    caption = "Each item and the rest of its scale"
    return Table("items", caption, head, tuple(rows), reasons(named), is_detail=True)


def _quality(quality: Figures) -> Iterator[Block]:
    if not quality:
        return
    flags = ", ".join(
        f"{words} {count(quality[f'n_{key}'])}"
        for key, words in FLAGS.items()
        if f"n_{key}" in quality
    )
    yield from about(quality, "Answers worth a second look")
    yield Paragraph(
        f"{count(quality.get('n_flagged'))} people flagged in {count(quality.get('n_rows'))} rows "
        f"({flags}). Nothing is deleted: the figures on this page are of everyone."
    )
    if both := quality.get("with_and_without"):
        caption = "Change with and without the people who are flagged, in points"
        yield outcome_table("quality", caption, QUALITY, both)
    if rules := quality.get("rules"):
        yield Table(
            "quality-rules",
            "The rules",
            ("rule", "what it says"),
            tuple((key.replace("_", " "), str(words)) for key, words in rules.items()),
            is_detail=True,
        )


def _comparability(section: Figures) -> Iterator[Block]:
    if not section:
        return
    yield Heading("Whether before and after were asked alike", EXPLORATORY)
    warnings = section.get("warnings") or ()
    if warnings:
        yield Notes(tuple(sentence(one) for one in warnings))
    weeks = section.get("weeks_between") or {}
    rows = [
        (words, count(section.get(key)))
        for key, words in (
            ("n_wording_changed", "another wording after than before"),
            ("n_language_changed", "another language after than before"),
            ("n_mode_changed", "on paper one time and on a screen the other"),
        )
        if key in section
    ]
    if weeks.get("median") is not None:
        low, high = weeks.get("lowest"), weeks.get("highest")
        rows.append(("weeks between, median", one_decimal(weeks.get("median"))))
        rows.append(("weeks between, shortest and longest", f"{count(low)} and {count(high)}"))
    caption = "What was another after than before, people with both"
    yield Table("comparability", caption, ("what", "figure"), tuple(rows), reasons({"": section}))
