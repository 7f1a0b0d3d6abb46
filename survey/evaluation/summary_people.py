"""What the summary says of the people: who answered, what of the others, and one by one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext as _

from survey.evaluation.conclusion import Conclusion
from survey.evaluation.document import Figures
from survey.evaluation.summary_words import listed
from survey.report.number_forms import number, points


def who_answered(evaluation: Figures, found: Conclusion | None) -> Iterator[str]:
    """Return how many there were, and what is not known of the others."""
    attrition, flow = evaluation["attrition"], evaluation["flow"]
    if attrition["n_both"] == 0:
        yield _("%(pre)s answered before. Nobody has answered again yet.", pre=attrition["n_pre"])
    elif attrition["n_lost"]:
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


def too_few_in_a_part() -> str:
    """Return why nothing is told of how many went up or down."""
    return _(
        "The number of people who went clearly up or down is not shown here because one of the "
        "groups is small."
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
