"""The summary's picture: every outcome's change as the municipal report draws it."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.evaluation.conclusion import Conclusion, conclusions, is_planned
from survey.evaluation.document import Figures
from survey.evaluation.names import spans
from survey.report.number_forms import number, points
from survey.report.pictures import ChangeMarks, ChangeRow, PictureWords, change_picture
from survey.report.sentences import outcome_name


def summary_picture(evaluation: Figures) -> str:
    """Return the change of each outcome with the interval it is judged by, as SVG.

    The planned outcomes have the diamond; their marks are in per cent of the scale's length.
    """
    rows = [
        _row(found, is_main=is_planned(column, evaluation))
        for column, found in conclusions(evaluation).items()
    ]
    words = PictureWords(
        title=_("Mean change in each outcome"),
        description="; ".join(f"{row.label}: {row.numbers}" for row in rows) + ".",
        axis=_("Change in per cent of the scale's length"),
        numbers=_("Change in points"),
        tick=lambda value: number(value, "0.#"),
    )
    return change_picture(rows, words)


def _row(found: Conclusion, *, is_main: bool) -> ChangeRow:
    name, numbers, marks = outcome_name(found.column), points(None), None
    if found.estimate is not None and found.ci95 is not None:
        lowest, highest = spans()[found.column]
        share = 100 / (highest - lowest)
        marks = ChangeMarks(*(end * share for end in (found.estimate, *found.ci95)))
        ends = {"low": points(found.ci95.low), "high": points(found.ci95.high)}
        numbers = f"{points(found.estimate)} ({_('from %(low)s to %(high)s', **ends)})"
    return ChangeRow(
        label=name[:1].upper() + name[1:], numbers=numbers, is_main=is_main, marks=marks
    )
