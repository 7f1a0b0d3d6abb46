"""The first table and its picture: every outcome before and after."""

from __future__ import annotations

from babel.numbers import format_percent
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.report import findings, sentences
from survey.report.document import Picture, Table, TableRow
from survey.report.facts import OutcomeFacts, ReportFacts
from survey.report.number_forms import MINUS, as_printed, points
from survey.report.pictures import WIDTH, ChangeMarks, ChangeRow, PictureWords, change_picture


def first_table(facts: ReportFacts) -> Table:
    """Return mean points before and after, the change with its interval, and what it means."""
    return Table(
        caption=_("Mean points for the %(n)s people who answered both times", n=facts.n_pairs),
        header=(
            _("What was measured"),
            _("Scale"),
            _("Before"),
            _("After"),
            _("Change"),
            _("Uncertainty interval"),
            _("In words"),
        ),
        rows=tuple(_table_row(outcome) for outcome in facts.outcomes),
        in_words=(0, 6),
    )


def _table_row(outcome: OutcomeFacts) -> TableRow:
    figures = outcome.figures
    shown: tuple[str, ...] = (points(None),) * 4
    if figures is not None:
        means = (figures.pre_mean, figures.post_mean, figures.change_mean)
        shown = (*map(points, means), from_to(outcome))
    cells = (
        sentences.outcome_label(outcome.key),
        scale_of(outcome),
        *shown,
        findings.direction_in_words(outcome),
    )
    return TableRow(cells=cells, is_part=outcome.is_subscale)


def scale_of(outcome: OutcomeFacts) -> str:
    """Return the ends of a scale."""
    return _("%(lowest)s to %(highest)s", lowest=outcome.lowest, highest=outcome.highest)


def from_to(outcome: OutcomeFacts) -> str:
    """Return the interval of the mean change, or the sign for what is not shown."""
    if outcome.figures is None:
        return points(None)
    return _(
        "from %(low)s to %(high)s",
        low=points(outcome.figures.low),
        high=points(outcome.figures.high),
    )


def change_with_interval(outcome: OutcomeFacts) -> str:
    """Return mean change with its interval in brackets, or the sign for what is not shown."""
    if outcome.figures is None:
        return points(None)
    return f"{points(outcome.figures.change_mean)} ({from_to(outcome)})"


def change_drawing(outcomes: tuple[OutcomeFacts, ...]) -> Picture:
    """Return the mean change of each outcome, drawn and in words."""
    title = _("Mean change with its uncertainty interval")
    rows = [_picture_row(outcome) for outcome in outcomes]
    told = "; ".join(f"{row.label}: {row.numbers}" for row in rows)
    description = f"{title}. {told}."
    words = PictureWords(
        title=title,
        description=description,
        axis=_("Change in per cent of the scale's length"),
        numbers=_("Change in points"),
        tick=_per_cent,
    )
    svg = change_picture(rows, words)
    return Picture(svg=svg, title=title, description=description, caption=_caption(), width=WIDTH)


def _caption() -> str:
    return _(
        "The scales have different lengths, so change is drawn in per cent of each scale's length. "
        "A line that crosses zero means no clear change. Of several lines, one may miss zero by "
        "chance."
    )


def _picture_row(outcome: OutcomeFacts) -> ChangeRow:
    figures, marks = outcome.figures, None
    if figures is not None:
        share = 100 / (outcome.highest - outcome.lowest)
        # Drawn as printed: whoever measures the drawing learns no digit more.
        ends = (as_printed(end) for end in (figures.change_mean, figures.low, figures.high))
        marks = ChangeMarks(*(float(end) * share for end in ends))
    label = sentences.outcome_label(outcome.key)
    numbers = change_with_interval(outcome)
    return ChangeRow(label=label, numbers=numbers, is_main=not outcome.is_subscale, marks=marks)


def _per_cent(value: float) -> str:
    return format_percent(value / 100, locale=get_locale() or "en").replace("-", MINUS)
