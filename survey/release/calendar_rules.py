"""When editions may come: the rules, without a database.

Each edition tells a little more, so there are few, on dates that were set before the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from survey.errors import BadCalendar
from survey.weeks import weeks_between

SHORT_STUDY_WEEKS = 78  # 18 months: a study shorter than this has one edition, after its last week
BETWEEN_EDITIONS_WEEKS = 26  # at most two a year
TWICE, PASSED, SHORT, CLOSE = "twice", "passed", "short", "close"  # which rule was broken


class BrokenRule(BadCalendar):
    """Weeks that may not be a study's cut-offs; ``rule`` says by which rule."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def check(weeks: Sequence[str], begins: str, now: str, passed: Sequence[str] = ()) -> None:
    """Raise BrokenRule unless these weeks may be a study's cut-offs.

    weeks: all of them. begins: the study's first week. passed: those that have come, which
    stand as they are.
    """
    ordered = sorted(set(weeks) | set(passed))
    if len(ordered) < len([*weeks]):
        raise BrokenRule(TWICE, "a week stands there twice")
    if any(week < now for week in ordered if week not in passed):
        raise BrokenRule(PASSED, "a cut-off is set before it comes: choose a week that is not over")
    if not ordered:
        return
    if len(ordered) > 1 and weeks_between(begins, ordered[-1]) < SHORT_STUDY_WEEKS:
        raise BrokenRule(
            SHORT, f"a study of less than 18 months ({begins} to {ordered[-1]}) has one edition"
        )
    for first, second in pairwise(ordered):
        if weeks_between(first, second) < BETWEEN_EDITIONS_WEEKS:
            raise BrokenRule(
                CLOSE,
                f"{first} and {second} are less than {BETWEEN_EDITIONS_WEEKS} weeks apart: there "
                "are at most two editions a year",
            )


def is_over(week: str, now: str) -> bool:
    """Return whether a cut-off has come: whoever answers in its week still belongs to it."""
    return week < now
