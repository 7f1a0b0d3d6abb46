"""What the summary says, sentence by sentence, in the language in force.

Where the municipal report has a sentence for it (`survey.report.sentences`), that one is used.
The English sentence is the key of each translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.evaluation.conclusion import GROUPS, NO_INTERVAL, NOBODY, Conclusion
from survey.evaluation.document import Figures
from survey.report import sentences
from survey.report.number_forms import points

LEVEL = 95


def only_for_own_people() -> str:
    """Return whom the page is for, and what a municipality gets instead."""
    return _(
        "This page is about the whole file and is for the study's own people and partners. "
        "Figures for a municipality are released only after the check that nobody can be "
        "recognised in them."
    )


def nothing_to_conclude(found: Conclusion) -> str:
    """Return what is said where there is too little for a conclusion, with what there is."""
    if found.way == NOBODY:
        return _("Nobody has answered enough both before and after yet, so nothing can be said.")
    if found.way == NO_INTERVAL:
        return _(
            "Everyone's points in %(outcome)s moved by the same: %(change)s. How uncertain that is "
            "cannot be worked out.",
            outcome=sentences.outcome_name(found.column),
            change=points(found.estimate),
        )
    return " ".join(_too_few(found))


def _too_few(found: Conclusion) -> Iterator[str]:
    yield _(
        "Whether anything has changed in %(outcome)s cannot be known from n = %(n)s.",
        outcome=sentences.outcome_name(found.column),
        n=found.n,
    )
    if found.ci95 is not None:  # with one pair the mean would be one person's own change
        yield _(
            "The average moved by %(change)s points, but it is so uncertain (from %(low)s to "
            "%(high)s) that it says next to nothing.",
            change=points(found.estimate),
            low=points(found.ci95.low),
            high=points(found.ci95.high),
        )


def answers_are_not_lost() -> str:
    """Return thanks to the few who answered."""
    return _("The answers are not lost: they count when more have answered.")


def which_interval(found: Conclusion, clustered: Figures) -> str:
    """Return what the interval is, and what it takes people as."""
    if found.takes != GROUPS:
        return _(
            "It is a %(level)s %% confidence interval that takes people one by one. People in the "
            "same group are often alike, so the true uncertainty may be larger.",
            level=LEVEL,
        )
    told = _(
        "It is a %(level)s %% confidence interval that allows for people in the same group being "
        "alike (%(groups)s groups).",
        level=LEVEL,
        groups=clustered["n_groups"],
    )
    if without := clustered["n_without_group"]:
        told += " " + _("People without a group (%(n)s) are not in these figures.", n=without)
    return told


def next_to_zero() -> str:
    """Return why an interval that leaves out zero by a hair is called no clear change."""
    return _(
        "One end of the interval lies so near zero that it is written as %(zero)s, and here that "
        "counts as no clear change.",
        zero=points(0.0),
    )


def no_plan_of_its_own() -> str:
    """Return that nobody gave a plan, so that nobody knows what was chosen beforehand."""
    return _(
        "No analysis plan was given, so the default one was used. Whether it was chosen before "
        "the answers came in is not known."
    )


def smaller_than_the_bound(bound: float, *, is_given: bool) -> str:
    """Return that the change is smaller than the plan's limit, and whose limit it is."""
    if not is_given:
        return _(
            "The change is smaller than %(bound)s points, a working limit of the default plan. No "
            "recognised limit exists.",
            bound=points(bound),
        )
    return _(
        "The change is smaller than %(bound)s points, the limit set in the analysis plan before "
        "the answers came in. The limit is the study's own; no recognised limit exists.",
        bound=points(bound),
    )


def within_that_range() -> str:
    """Return that regression to the mean alone could have given the change."""
    return _("The change we saw lies within this.")


def planned_and_exploratory(planned: Iterable[str], exploratory: Iterable[str]) -> str:
    """Return which results the plan names, as the marks of the picture tell them apart."""
    parts = []
    if names := listed(map(sentences.outcome_name, planned)):
        parts.append(_("Main results of the plan (diamonds): %(names)s.", names=names))
    if names := listed(map(sentences.outcome_name, exploratory)):
        parts.append(_("Exploratory (circles): %(names)s.", names=names))
    return " ".join(parts)


def not_in_the_file(column: str) -> str:
    """Return that the plan's main result was not asked for."""
    return _(
        "The plan's main result is %(outcome)s, and the file has no answers to it. All results "
        "below are exploratory or come second in the plan.",
        outcome=sentences.outcome_name(column),
    )


def no_population_mean(column: str) -> str:
    """Return why there is no scenario of regression to the mean."""
    return _(
        "People who start low often score a little higher next time, with or without a group. How "
        "much that alone could give in %(outcome)s is not known, for no population average is.",
        outcome=sentences.outcome_name(column),
    )


def three_sides(*, total_is_main: bool) -> str:
    """Return what the subscales are, and are not."""
    if total_is_main:
        return sentences.three_sides()
    return _(
        "Sense of coherence has three sides: comprehensibility, manageability and meaningfulness. "
        "The three subscales are shorter and less exact than the total, and their points cannot "
        "be compared with each other."
    )


def made_from(evaluation: Figures) -> str:
    """Return which file, plan and version the page is made from."""
    return _(
        "File %(data)s, analysis plan %(plan)s, program %(program)s",
        data=evaluation["data"]["sha256"][:12],
        plan=evaluation["plan"]["sha256"][:12],
        program=f"Sammenheng {evaluation['data']['software']['sammenheng']}",
    )


def listed(names: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Return names in one list as the language writes it; empty of none."""
    every = list(names)
    return format_list(every, style=style, locale=get_locale()) if every else ""
