"""The appendix for researchers: the same figures, with spreads, formulas and what is assumed."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.report import circumstances, sentences
from survey.report.appendix_method import level, method_sections, on_one_line
from survey.report.comparison import comparison_sections
from survey.report.document import Bullets, Paragraph, Section, Table, TableRow
from survey.report.facts import OutcomeFacts, ReportFacts
from survey.report.figures import change_drawing, from_to, scale_of
from survey.report.limits import limits
from survey.report.number_forms import (
    points,
    points_with_spread,
)
from survey.report.share_sections import share_sections


def appendix_sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return the sections of the appendix, in order."""
    return (
        _figures(facts),
        *share_sections(facts),
        *comparison_sections(facts),
        Section("limits", _("What this report cannot show"), (Bullets(limits(facts)),)),
        *method_sections(facts),
    )


def _figures(facts: ReportFacts) -> Section:
    told = [
        f"{sentences.change_found(facts.outcome(key), facts.n_pairs)}{_fine_print(facts, key)}"
        for key in ("soc13_total", "gse_total")
    ]
    rival = (sentences.regression_to_the_mean(facts.regression),) if facts.regression else ()
    lost = sentences.those_who_did_not_answer_again(facts)
    invited = circumstances.invited(facts)
    return Section(
        "figures",
        _("The figures"),
        (
            *(Paragraph(one) for one in told),
            Paragraph(sentences.no_cause(), role="caveat"),
            _table(facts),
            change_drawing(facts.outcomes),
            Paragraph(
                " ".join(one for one in (circumstances.counted(facts), invited, lost) if one)
            ),
            *(Paragraph(one) for one in rival),
        ),
    )


def _fine_print(facts: ReportFacts, key: str) -> str:
    figures = facts.outcome(key).figures
    if figures is None:
        return ""
    told = _(
        "%(level)s %% confidence interval %(low)s to %(high)s; allowing for groups, "
        "t(groups − 1), %(groups)s groups.",
        level=level(facts),
        low=points(figures.low),
        high=points(figures.high),
        groups=facts.n_groups,
    )
    return f" {on_one_line(told)}"


def _table(facts: ReportFacts) -> Table:
    return Table(
        caption=_(
            "Mean points for the %(n)s people who answered both before and after, with the "
            "standard deviation in brackets",
            n=facts.n_pairs,
        ),
        header=(
            _("What was measured"),
            _("Scale"),
            _("Before"),
            _("After"),
            _("Change"),
            _("%(level)s %% confidence interval", level=level(facts)),
        ),
        rows=tuple(_row(outcome) for outcome in facts.outcomes),
    )


def _row(outcome: OutcomeFacts) -> TableRow:
    figures = outcome.figures
    shown: tuple[str, ...] = (points(None),) * 4
    if figures is not None:
        shown = (
            points_with_spread(figures.pre_mean, figures.pre_sd),
            points_with_spread(figures.post_mean, figures.post_sd),
            points_with_spread(figures.change_mean, figures.change_sd),
            from_to(outcome),
        )
    cells = (sentences.outcome_label(outcome.key), scale_of(outcome), *shown)
    return TableRow(cells=cells, is_part=outcome.is_subscale)
