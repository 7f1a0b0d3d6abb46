"""What a report cannot show, as far as its own figures decide it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext as _

from survey.report import sentences
from survey.report.facts import ReportFacts
from survey.report.number_forms import points

FEW_PEOPLE: Final = 30  # below this the report says that one group can move the figures


def limits(facts: ReportFacts) -> tuple[str, ...]:
    """Return one sentence or two for each thing the report cannot show."""
    return (*_of_any_report(), *_of_these_figures(facts), *_of_these_questions(facts))


def _of_any_report() -> Iterator[str]:
    yield sentences.no_norm_no_ranking()
    yield _(
        "The figures are averages. They do not say how any one person got on: some may have "
        "scored higher afterwards and others lower."
    )
    yield _(
        "Only people who joined a group and answered both times are counted. They do not "
        "represent the population as a whole."
    )


def _of_these_figures(facts: ReportFacts) -> Iterator[str]:
    total = facts.outcome("soc13_total").figures
    if total is not None:
        yield _(
            "With %(n)s people in %(groups)s groups, a change of less than about %(half)s "
            "points in sense of coherence cannot be told apart from no change.",
            n=facts.n_pairs,
            groups=facts.n_groups,
            half=points((total.high - total.low) / 2),
        )
    if facts.n_pairs < FEW_PEOPLE:
        yield _("There are few people behind the figures. One group more or less could move them.")
    if lost := max(facts.n_pre_in_fives - facts.n_both_in_fives, 0):
        yield _(
            "About %(lost)s of about %(pre)s did not answer again. What they would have said, the "
            "report cannot show.",
            lost=lost,
            pre=facts.n_pre_in_fives,
        )
    if facts.has_hidden:
        yield _(
            "Some figures are not shown (:), so that nobody can be recognised. The sign is the "
            "same for every reason, and does not mean that the figure was poor."
        )


def _of_these_questions(facts: ReportFacts) -> Iterator[str]:
    if facts.study.has_stand_in:
        yield _(
            "The questions were a stand-in text. Nobody knows how well it measures what it is "
            "about, and its points cannot be compared with those of other studies."
        )
    if facts.has_several_wordings:
        yield _(
            "Not everybody read the questions in the same wording. A part of the differences may "
            "come from that."
        )
    if facts.weeks_between is not None:
        yield _(
            "On average %(weeks)s weeks lay between the two answers. The report shows neither "
            "what happened in between nor how long a change lasts.",
            weeks=facts.weeks_between,
        )
    else:
        yield _(
            "Participants answered at two points only. The report shows neither what happened in "
            "between nor how long a change lasts."
        )
