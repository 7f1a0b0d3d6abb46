"""Which interval a text about one outcome rests on, and what it says: the same in every text."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.change import FEWEST_FOR_P
from scoring.conclusion import conclude
from scoring.record import Interval
from survey.evaluation.document import Figures
from survey.evaluation.names import PLANNED, in_order

GROUPS, PEOPLE = "groups", "people"
TOO_FEW = "too few to know"
NO_INTERVAL = "no interval"
NOBODY = "nobody has the score both times"


@dataclass(frozen=True)
class Conclusion:
    """One outcome's mean change in points, the interval it is judged by, and the judgement.

    mean: of the people; estimate: what the interval is around.

    way: higher, lower or no clear change (`scoring.conclusion`); else TOO_FEW of five pairs or
    fewer, NO_INTERVAL or NOBODY. takes: whether the interval takes people in their GROUPS or
    one by one as PEOPLE; None without an interval.
    """

    column: str
    n: int
    mean: float | None
    estimate: float | None
    ci95: Interval | None
    takes: str | None
    way: str

    @property
    def is_found(self) -> bool:
        """Whether there is an interval of enough people to conclude from."""
        return self.way not in {TOO_FEW, NO_INTERVAL, NOBODY}


def conclusion_of(column: str, evaluation: Figures) -> Conclusion:
    """Return what an evaluation's texts say of one of its outcomes.

    Where there is an interval that takes people in their groups, it goes first, and with it its
    own estimate, which need not be the mean of the people.
    """
    figures = evaluation["outcomes"][column]
    n, mean = figures["n_pairs"], figures["change"]["mean"]
    in_groups, one_by_one = (_interval(figures, name) for name in ("clustered", "t_test"))
    takes, ci95, estimate = PEOPLE, one_by_one, mean
    if in_groups:
        takes, ci95, estimate = GROUPS, in_groups, figures["clustered"]["estimate"]
    if mean is None:
        way = NOBODY
    elif n < FEWEST_FOR_P:
        way = TOO_FEW
    else:
        way = conclude(ci95) if ci95 else NO_INTERVAL
    return Conclusion(column, n, mean, estimate, ci95, takes if ci95 else None, way)


def conclusions(evaluation: Figures) -> dict[str, Conclusion]:
    """Return what is said of every outcome, in the order they stand in."""
    columns = in_order(evaluation["outcomes"])
    return {column: conclusion_of(column, evaluation) for column in columns}


def main_column(evaluation: Figures) -> str | None:
    """Return the plan's primary outcome; None where the file does not have it."""
    primary = str(evaluation["plan"]["primary"])
    return primary if primary in evaluation["outcomes"] else None


def is_planned(column: str, evaluation: Figures) -> bool:
    """Return whether the plan has the outcome as its primary or secondary one."""
    return bool(evaluation["outcomes"][column]["status"] == PLANNED)


def _interval(figures: Figures, name: str) -> Interval | None:
    ends = figures[name]["ci95"]
    return Interval(*ends) if ends else None
