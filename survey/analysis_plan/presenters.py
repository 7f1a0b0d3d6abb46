"""A plan in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale, gettext

from scoring.plan import Plan
from survey.report.facts import OUTCOME_KEYS
from survey.report.sentences import outcome_label

ABSENT = "–"


@dataclass(frozen=True)
class OutcomeLine:
    """What a plan says of one outcome."""

    name: str
    role: str
    bound: str
    retest: str
    is_in_family: bool


def outcome_lines(plan: Plan) -> list[OutcomeLine]:
    """Return a line for each outcome, in the order of every table."""
    return [_line(plan, key) for key in OUTCOME_KEYS]


def _line(plan: Plan, key: str) -> OutcomeLine:
    roles = {
        "primary": gettext("the main one"),
        "secondary": gettext("the second"),
        "exploratory": gettext("explored"),
    }
    return OutcomeLine(
        name=outcome_label(key),
        role=roles[plan.role(key)],
        bound=_number(plan.equivalence_bounds.get(key)),
        retest=_number(plan.retest.get(key)),
        is_in_family=key in plan.holm_family,
    )


def missing_rule(plan: Plan) -> str:
    """Return in words when a score is made though items are open."""
    if plan.missing == "instrument":
        return gettext(
            "A score is made when at most 3 of 13 (sense of coherence), 1 (each subscale) or 3 of "
            "10 (self-efficacy) are open."
        )
    if plan.missing == "complete":
        return gettext("A score is made only when nothing is open.")
    share = _number(100 * float(plan.missing))
    return gettext("A score is made when at most %(share)s %% of a scale is open.", share=share)


def _number(value: float | None) -> str:
    return ABSENT if value is None else format_decimal(value, locale=get_locale())
