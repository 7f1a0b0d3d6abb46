"""What was found in fewer or plainer words than the model sentence, with the same figures."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.release.gate import NOT_SHOWN
from survey.report.direction import DOWN, HIDDEN, UNCLEAR, UP, direction
from survey.report.facts import OutcomeFacts
from survey.report.number_forms import points
from survey.report.sentences import change_found, outcome_label, outcome_name


def direction_in_words(outcome: OutcomeFacts) -> str:
    """Return what became of one outcome as it stands in a table."""
    return {
        UP: _("higher afterwards"),
        DOWN: _("lower afterwards"),
        UNCLEAR: _("no clear change"),
        HIDDEN: NOT_SHOWN,
    }[direction(outcome)]


def brief(outcome: OutcomeFacts) -> str:
    """Return the same as briefly as it can be said: name, direction, points and interval."""
    label = outcome_label(outcome.key)
    figures = outcome.figures
    if figures is None:
        return _("%(outcome)s: not shown (:).", outcome=label)
    words = {"outcome": label, **_ends(outcome)}
    if direction(outcome) == UP:
        return _(
            "%(outcome)s: %(change)s points higher afterwards (from %(low)s to %(high)s).",
            change=points(figures.change_mean),
            **words,
        )
    if direction(outcome) == DOWN:
        return _(
            "%(outcome)s: %(change)s points lower afterwards (from %(low)s to %(high)s).",
            change=points(-figures.change_mean),
            **words,
        )
    return _(
        "%(outcome)s: no clear change (%(change)s points, from %(low)s to %(high)s).",
        change=points(figures.change_mean),
        **words,
    )


def large(outcome: OutcomeFacts) -> tuple[str, str]:
    """Return what stands in large letters, and the figures that belong under it."""
    figures, way = outcome.figures, direction(outcome)
    if figures is None:
        return NOT_SHOWN, _("not shown")
    ends = _("from %(low)s to %(high)s", **_ends(outcome))
    if way == UP:
        return _("%(change)s points higher", change=points(figures.change_mean)), ends
    if way == DOWN:
        return _("%(change)s points lower", change=points(-figures.change_mean)), ends
    moved = _("%(change)s points", change=points(figures.change_mean))
    return _("no clear change"), f"{moved}, {ends}"


def plain(outcome: OutcomeFacts) -> str:
    """Return the same in the plainest words, for a wall."""
    figures = outcome.figures
    if figures is None:
        return change_found(outcome, 0)
    words = {"outcome": outcome_name(outcome.key), **_ends(outcome)}
    if direction(outcome) == UP:
        return _(
            "On average they scored %(change)s points higher on %(outcome)s than before. The "
            "figure is uncertain: it may lie anywhere from %(low)s to %(high)s.",
            change=points(figures.change_mean),
            **words,
        )
    if direction(outcome) == DOWN:
        return _(
            "On average they scored %(change)s points lower on %(outcome)s than before. The "
            "figure is uncertain: it may lie anywhere from %(low)s to %(high)s.",
            change=points(-figures.change_mean),
            **words,
        )
    return _(
        "We see no clear change in %(outcome)s. The average moved by %(change)s points. It may "
        "have gone either up or down: from %(low)s to %(high)s.",
        change=points(figures.change_mean),
        **words,
    )


def _ends(outcome: OutcomeFacts) -> dict[str, str]:
    if outcome.figures is None:
        return {}
    return {"low": points(outcome.figures.low), "high": points(outcome.figures.high)}
