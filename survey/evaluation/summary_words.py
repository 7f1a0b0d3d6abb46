"""What the summary says, sentence by sentence, in the language in force.

Where the municipal report has a sentence for it (`survey.report.sentences`), that one is used.
The English sentence is the key of each translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.evaluation.conclusion import GROUPS, NO_INTERVAL, NOBODY, Conclusion
from survey.evaluation.document import Figures
from survey.report import sentences
from survey.report.number_forms import number, points

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
            change=points(found.mean),
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
            change=points(found.mean),
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
        told += " " + _(
            "Those without a group (%(n)s) count in the average and not in the interval.", n=without
        )
    return told


def smaller_than_the_bound(bound: float) -> str:
    """Return that the change is smaller than the plan's limit."""
    return _(
        "The change is smaller than %(bound)s points, the limit set in the analysis plan before "
        "the answers came in. The limit is the study's own; no recognised limit exists.",
        bound=points(bound),
    )


def planned_and_exploratory(planned: Iterable[str], exploratory: Iterable[str]) -> str:
    """Return which results were planned, as the marks of the picture tell them apart."""
    parts = []
    if names := listed(map(sentences.outcome_name, planned)):
        parts.append(_("Planned beforehand (diamonds): %(names)s.", names=names))
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


def who_answered(evaluation: Figures, found: Conclusion | None) -> Iterator[str]:
    """Return how many there were, and what is not known of the others."""
    attrition, flow = evaluation["attrition"], evaluation["flow"]
    if attrition["n_lost"]:
        yield _(
            "%(pre)s answered before and %(both)s answered afterwards as well. We do not know how "
            "the others got on. People who leave early may have had a different experience, so the "
            "figures may look better than they would if everyone had answered.",
            pre=attrition["n_pre"],
            both=attrition["n_both"],
        )
    else:
        yield _(
            "%(pre)s answered before, and all of them answered afterwards as well.",
            pre=attrition["n_pre"],
        )
    if found is not None and found.n != attrition["n_both"]:
        yield _("Answered enough both times to count in the main result: %(n)s.", n=found.n)
    if flow["n_unlinked_post"]:
        yield _("Answered only afterwards, and not counted: %(n)s.", n=flow["n_unlinked_post"])
    if flow["n_late_pre"]:
        yield _(
            "Had been to three or more meetings when they first answered, and not counted: %(n)s.",
            n=flow["n_late_pre"],
        )


def if_the_others_had_answered(scenarios: Figures, found: Conclusion) -> Iterator[str]:
    """Return whether the conclusion holds under what may be assumed of those who were lost."""
    completers = scenarios["completers"]
    if completers["conclusion"] not in {None, found.way}:
        yield _(
            "Person by person, without regard to groups, the interval runs from %(low)s to "
            "%(high)s and the conclusion is another; what follows is about that one.",
            low=points(completers["ci95"][0]),
            high=points(completers["ci95"][1]),
        )
    told = {
        "no_change": _("that the others did not change"),
        "multiple_imputation": _("that the others changed as people who answered alike before"),
        "completers_10th_percentile": _(
            "that each of the others had a change that nine of ten of those who answered both "
            "times lay above"
        ),
    }
    agrees = {one["key"]: one["agrees"] for one in scenarios["scenarios"]}
    if holding := listed([told[key] for key in told if agrees[key] is True], "or"):
        yield _("The conclusion holds if we assume %(what)s.", what=holding)
    if failing := listed([told[key] for key in told if agrees[key] is False], "or"):
        yield _("The conclusion does not hold if we assume %(what)s.", what=failing)


def person_by_person(counted: Figures) -> str:
    """Return how many changed by more than measurement error, with what chance would give."""
    return _(
        "For one person, a movement of less than %(threshold)s points cannot be told apart from "
        "ordinary measurement error. Of the %(n)s who answered both times, %(up)s were clearly "
        "higher, %(same)s showed no clear change and %(down)s were clearly lower. Had nobody "
        "really changed, we would still expect about %(chance)s in each direction.",
        threshold=points(counted["threshold95"]),
        n=counted["n"],
        up=counted["improved"],
        same=counted["unchanged"],
        down=counted["deteriorated"],
        chance=points(counted["expected_by_chance"]),
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


def asked_otherwise(comparability: Figures) -> Iterator[str]:
    """Return what was asked or answered in another way after than before."""
    for name, sentence in {
        "wording": _("Answered another wording afterwards than before: %(n)s."),
        "language": _("Answered in another language afterwards than before: %(n)s."),
        "mode": _("Answered on paper one time and on a screen the other: %(n)s."),
    }.items():
        if n := comparability[f"n_{name}_changed"]:
            yield sentence % {"n": n}
    if comparability["warnings"] and (low := comparability["weeks_between"]["lowest"]) is not None:
        yield _(
            "Between the first and the second answer lay %(low)s to %(high)s weeks.",
            low=number(Decimal(low), "0"),
            high=number(Decimal(comparability["weeks_between"]["highest"]), "0"),
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
