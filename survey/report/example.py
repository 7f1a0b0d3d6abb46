"""Facts that are invented from end to end: what a report looks like, for anybody at any time."""

from __future__ import annotations

from dataclasses import replace

from scoring.instrument import INSTRUMENT_KEYS, load_instrument
from survey.after_questions import CLIMATE, OVERALL
from survey.release.gate import load_thresholds
from survey.report.assumptions import load_assumptions
from survey.report.facts import (
    MUNICIPALITY,
    OUTCOME_KEYS,
    Area,
    Edition,
    Figures,
    Headline,
    Individuals,
    OutcomeFacts,
    Part,
    PartLine,
    ReportFacts,
    Shares,
    StudyFacts,
)
from survey.report.regression import regression_scenario

N, N_GROUPS = 46, 9
# Before, after and change with their spreads, and the interval; in the order of OUTCOME_KEYS.
OWN = (
    (57.4, 11.6, 61.6, 11.9, 4.2, 9.1, 0.5, 7.9),
    (19.8, 5.2, 21.1, 5.4, 1.3, 4.4, -0.5, 3.1),
    (17.1, 4.3, 18.3, 4.4, 1.2, 4.0, -0.4, 2.8),
    (20.5, 4.4, 22.2, 4.3, 1.7, 3.8, 0.2, 3.2),
    (27.1, 5.0, 27.5, 5.2, 0.4, 4.2, -1.3, 2.1),
)
AGREED = (37, 33, 35, 38, 36, 34, 29, 9, 14, 8)


def example_facts() -> ReportFacts:
    """Return the facts of a municipality that does not exist; no database is asked."""
    own = _outcomes(OWN)
    return ReportFacts(
        study=StudyFacts("example", "Eksempel", is_demonstration=False, has_stand_in=False),
        area=Area(MUNICIPALITY, "0000", "Eksempel"),
        edition=Edition(2, "2027-W22", "2028-W22", "ABCDE-12345"),
        n_invited_in_fives=80,
        n_pre_in_fives=65,
        n_both_in_fives=50,
        earlier=(_headline(1, "2026-W48", (27, 5), (2.6, -3.2, 8.4), (0.3, -2.4, 3.0)),),
        newest=_headline(2, "2027-W22", (19, 5), (6.5, -0.1, 13.1), (0.6, -2.4, 3.6)),
        nation=_headline(2, "2027-W22", (312, 58), (2.9, 1.7, 4.1), (0.7, 0.1, 1.3)),
        parts=(
            PartLine(
                "contact_point",
                "Frivilligsentralen",
                _headline(2, "2027-W22", (24, 5), (3.8, -2.3, 9.9), (0.2, -2.6, 3.0)),
            ),
            PartLine("contact_point", "Frisklivssentralen"),
            PartLine("group_type", "self_organised"),
            PartLine("group_type", "led", is_empty=True),
        ),
        n_pairs=N,
        n_groups=N_GROUPS,
        outcomes=own,
        climate=tuple(
            Shares(
                question.key, (Part("agreed", agreed), Part("not_agreed_or_no_answer", N - agreed))
            )
            for question, agreed in zip(CLIMATE, AGREED, strict=True)
        ),
        overall=Shares(
            OVERALL.key, (Part("better", 28), Part("as_before_or_no_answer", 12), Part("worse", 6))
        ),
        individuals=(
            Individuals("soc13_total", 0.74, 16.4, 8, 33, 5, 1.1),
            Individuals("gse_total", 0.54, None, None, None, None, None),
        ),
        found_by=None,
        regression=regression_scenario(OWN[0][0], load_assumptions()),
        weeks_between=27,
        has_several_wordings=True,
        thresholds=load_thresholds(),
        assumptions=load_assumptions(),
        is_example=True,
    )


def _outcomes(lines: tuple[tuple[float, ...], ...]) -> tuple[OutcomeFacts, ...]:
    scales = {one.column: one for key in INSTRUMENT_KEYS for one in load_instrument(key).scales}
    return tuple(
        OutcomeFacts(key, scales[key].lowest, scales[key].highest, Figures(*line))
        for key, line in zip(OUTCOME_KEYS, lines, strict=True)
    )


Change = tuple[float, float, float]  # mean, and the ends of its interval


def _headline(edition: int, week: str, size: tuple[int, int], soc: Change, gse: Change) -> Headline:
    """Return a headline with spreads and subscales like those of the report's own set."""
    changes = {"soc13_total": soc, "gse_total": gse}
    outcomes = []
    for line in _outcomes(OWN):
        mean, low, high = changes.get(line.key, (1.0, 0.1, 1.9))
        figures = replace(line.figures, change_mean=mean, low=low, high=high)  # type: ignore[type-var]
        outcomes.append(replace(line, figures=figures))
    return Headline(None, edition, week, *size, tuple(outcomes))
