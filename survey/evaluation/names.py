"""What the parts of an evaluation are called on its pages, and the order they stand in."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.instrument import all_instruments
from survey.evaluation.document import Figures

LABELS = {
    "soc13_total": "SOC-13 total",
    "soc13_comprehensibility": "comprehensibility",
    "soc13_manageability": "manageability",
    "soc13_meaningfulness": "meaningfulness",
    "gse_total": "GSE",
}
WAVES = {"pre": "before", "post": "after", "follow_up": "follow-up"}
PLANNED, EXPLORATORY = "planned", "exploratory"


def name_of(column: str) -> str:
    """Return what a score is called."""
    return LABELS.get(column, column)


def in_order(columns: Iterable[str]) -> list[str]:
    """Return the columns, each total before its subscales, unknown ones last."""
    given = list(columns)
    return [*(one for one in LABELS if one in given), *(one for one in given if one not in LABELS)]


def role_of(column: str, evaluation: Figures) -> str:
    """Return primary, secondary or exploratory: what the plan says the outcome is."""
    told = evaluation.get("outcomes", {}).get(column, {}).get("role")
    if told:
        return str(told)
    plan = evaluation.get("plan", {})
    return next(
        (role for role in ("primary", "secondary") if plan.get(role) == column), EXPLORATORY
    )


def planned_of(evaluation: Figures) -> str:
    """Return which outcomes are planned and which explore, in a sentence."""
    roles = {one: role_of(one, evaluation) for one in in_order(evaluation.get("outcomes", {}))}
    planned = [f"{name_of(one)} ({role})" for one, role in roles.items() if role != EXPLORATORY]
    others = [name_of(one) for one, role in roles.items() if role == EXPLORATORY]
    told = [f"Planned: {', '.join(planned)}."] if planned else []
    return " ".join([*told, *([f"Exploratory: {', '.join(others)}."] if others else [])])


def status_of(section: Figures) -> str:
    """Return whether a section was planned or explores; one that does not say so explores."""
    return str(section.get("status", EXPLORATORY))


def spans() -> dict[str, tuple[int, int]]:
    """Return the lowest and the highest score of each scale, in points."""
    return {
        scale.column: (scale.lowest, scale.highest)
        for instrument in all_instruments()
        for scale in instrument.scales
    }
