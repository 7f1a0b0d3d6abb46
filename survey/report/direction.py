"""Which way an outcome went, by its interval as it is printed: every text asks here."""

from __future__ import annotations

from survey.report.facts import OutcomeFacts
from survey.report.number_forms import as_printed

UP, DOWN, UNCLEAR, HIDDEN = "up", "down", "unclear", "hidden"


def direction(outcome: OutcomeFacts) -> str:
    """Return up, down or unclear by the interval as it is printed, or hidden."""
    if outcome.figures is None:
        return HIDDEN
    if as_printed(outcome.figures.low) > 0:
        return UP
    return DOWN if as_printed(outcome.figures.high) < 0 else UNCLEAR
