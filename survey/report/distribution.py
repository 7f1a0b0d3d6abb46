"""The researcher's picture of how people's change is spread, with its words.

It shows single people's change and never goes to a municipality.
"""

from __future__ import annotations

from flask_babel import gettext as _

from survey.report.number_forms import number, points
from survey.report.pictures import Distribution, PictureWords, distribution_picture


def change_distribution(spread: Distribution) -> str:
    """Return the picture in the language in force."""
    counts = _(
        "%(up)s went up, %(zero)s had no change and %(down)s went down.",
        up=spread.n_up,
        zero=spread.n_zero,
        down=spread.n_down,
    )
    mean = _(
        "Mean change %(mean)s points (interval from %(low)s to %(high)s).",
        mean=points(spread.mean),
        low=points(spread.low),
        high=points(spread.high),
    )
    axis = _(
        "Change in points, after minus before; each bar is %(width)s points wide, the number of "
        "people stands above it",
        width=number(spread.width, "0"),
    )
    words = PictureWords(
        title=_("How much each person changed"),
        description=f"{counts} {mean}",
        axis=axis,
        numbers=f"{counts} {mean}",
        tick=lambda value: number(value, "0"),
    )
    return distribution_picture(spread, words)
