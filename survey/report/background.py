"""The second half of the report: its limits, how it was done, and its words explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from survey.report import sentences
from survey.report.document import Bullets, Paragraph, Section, Term, Terms
from survey.report.facts import ReportFacts
from survey.report.number_forms import NO_BREAK_SPACE, as_printed, number, points

DESIGN_EFFECT: Final = "√(1 + (m − 1) · ICC)".replace(" ", NO_BREAK_SPACE)
FEW_PEOPLE: Final = 30  # below this the report says that one group can move the figures

SOURCES: Final = (
    "Antonovsky, A. (1987). Unraveling the Mystery of Health. San Francisco: Jossey-Bass.",
    (
        "Baldwin, S. A., Stice, E. & Rohde, P. (2008). Statistical analysis of group-administered "
        "intervention data: Reanalysis of two randomized trials. Psychotherapy Research 18, "
        "365\u2013376."
    ),
    (
        "Eriksson, M. & Lindström, B. (2005). Validity of Antonovsky\u2019s sense of coherence "
        "scale: a systematic review. Journal of Epidemiology and Community Health 59, "
        "460\u2013466."
    ),
    (
        "Schwarzer, R. & Jerusalem, M. (1995). Generalized Self-Efficacy scale. In J. Weinman, "
        "S. Wright & M. Johnston (Eds.), Measures in health psychology: A user\u2019s portfolio "
        "(pp. 35\u201337). Windsor: NFER-Nelson."
    ),
)


def sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return the sections that explain the figures."""
    use = _(
        "The report can be used in the municipality's overview of health and of what influences "
        "it (Public Health Act § 5) and in the work on measures (§ 7), as one source among several."
    ).replace("§ ", f"§{NO_BREAK_SPACE}")
    return (
        Section("limits", _("What this report cannot show"), (Bullets(_limits(facts)),)),
        Section("use", _("What the report can be used for"), (Paragraph(use),)),
        Section("words", _("Words explained"), (Terms(_words(facts)),)),
        Section("method", _("How it was done"), (Terms(_method(facts)),)),
        Section("sources", _("Sources"), (Bullets(SOURCES),)),
    )


def _limits(facts: ReportFacts) -> tuple[str, ...]:
    """Return what the report cannot show, as far as the figures decide it."""
    limits = [
        sentences.no_norm_no_ranking(),
        _(
            "The figures are averages. They do not say how any one person got on: some may have "
            "scored higher afterwards and others lower."
        ),
    ]
    total = facts.outcome("soc13_total").figures
    if total is not None:
        limits.append(
            _(
                "With %(n)s people in %(groups)s groups, a change of less than about %(half)s "
                "points in sense of coherence cannot be told apart from no change.",
                n=facts.n_pairs,
                groups=facts.n_groups,
                half=points((total.high - total.low) / 2),
            )
        )
    if facts.n_pairs < FEW_PEOPLE:
        limits.append(
            _("There are few people behind the figures. One group more or less could move them.")
        )
    return (
        *limits,
        _(
            "Participants answered at two points only. The report shows neither what happened in "
            "between nor how long a change lasts."
        ),
        _(
            "Only people who joined a group and answered both times are counted. They do not "
            "represent the population as a whole."
        ),
    )


def _words(facts: ReportFacts) -> tuple[Term, ...]:
    sign = (_sign_for_not_shown(),) if facts.has_hidden else ()
    return (*_words_for_outcomes(), *_words_for_figures(), *sign)


def _words_for_outcomes() -> tuple[Term, ...]:
    coherence = _(
        "how far life feels comprehensible, manageable and meaningful (in Norwegian "
        "shortened to OAS)"
    )
    return (
        Term(_("Sense of coherence"), coherence),
        Term(_("Comprehensibility"), _("whether what happens feels understandable")),
        Term(_("Manageability"), _("whether one has what it takes to meet what is asked")),
        Term(_("Meaningfulness"), _("whether it is worth getting involved")),
        Term(_("Self-efficacy"), _("the belief that one can manage what one sets out to do")),
    )


def _words_for_figures() -> tuple[Term, ...]:
    spread = _("how spread out people's points are around the mean; the figure in brackets")
    interval = _(
        "the values of the mean change that fit well with the answers; the fewer people and "
        "groups, the wider it is"
    )
    return (
        Term(_("Standard deviation"), spread),
        Term(_("Uncertainty interval"), interval),
    )


def _sign_for_not_shown() -> Term:
    meaning = _(
        "the figure is not shown, so that nobody can be recognised; the sign is the same for "
        "every reason"
    )
    return Term(_("The sign “:”"), meaning)


def _method(facts: ReportFacts) -> tuple[Term, ...]:
    counted = _(
        "Everyone whose answers give a score on both scales, both before and after. People who "
        "had been to three or more meetings when they first answered are not counted."
    )
    left_open = _(
        "A score is calculated from the answered questions when at most 3 of 13 are open on sense "
        "of coherence, 1 on each of its three sides, and 3 of 10 on self-efficacy. Otherwise "
        "there is no score."
    )
    change = _("Each person's points after minus points before, then the mean.")
    regression = (
        (Term(_("Regression to the mean"), _regression(facts)),) if facts.regression else ()
    )
    return (
        Term(_("Questionnaires"), _questionnaires(facts)),
        Term(_("Who is counted"), counted),
        Term(_("Questions left open"), left_open),
        Term(_("Change"), change),
        Term(_("Uncertainty interval"), _interval(facts)),
        *regression,
        Term(_("Minimum requirements"), _requirements(facts)),
        _rounding(),
    )


def _questionnaires(facts: ReportFacts) -> str:
    if facts.study.has_stand_in:
        return _(
            "The study is built for SOC-13 (Antonovsky 1987: thirteen questions, 13 to 91 points) "
            "and the General Self-Efficacy scale, GSE (Schwarzer & Jerusalem 1995: ten questions, "
            "10 to 40 points). Here a stand-in text with as many questions is used instead. More "
            "points mean more of what is measured."
        )
    return _(
        "Sense of coherence: SOC-13 (Antonovsky 1987), thirteen questions, 13 to 91 points. "
        "Self-efficacy: the General Self-Efficacy scale, GSE (Schwarzer & Jerusalem 1995), ten "
        "questions, 10 to 40 points. More points mean more of what is measured."
    )


def _interval(facts: ReportFacts) -> str:
    given = facts.assumptions
    return _(
        "%(level)s %% confidence interval: mean change ± t(groups − 1) · SD / √n · "
        "%(design_effect)s, where SD is the standard deviation of change, n the number of "
        "people and m the number of people per group. People in the same group often resemble "
        "each other, and ICC says how much. It is assumed to be %(icc)s in every report of this "
        "edition; "
        "%(low)s to %(high)s have been found in other group programmes (%(source)s).",
        design_effect=DESIGN_EFFECT,
        level=number(given.level * 100, "0"),
        icc=_two_decimals(given.icc),
        low=_two_decimals(given.icc_seen_low),
        high=_two_decimals(given.icc_seen_high),
        source=given.icc_source,
    )


def _regression(facts: ReportFacts) -> str:
    given = facts.assumptions
    return _(
        "(1 − r) · (population average − average before). How alike answers are about a year "
        "apart, r, is set to %(low)s to %(high)s (%(source)s). The population average is assumed, "
        "because Norway has no norms.",
        low=_two_decimals(given.retest_low),
        high=_two_decimals(given.retest_high),
        source=given.retest_source,
    )


def _requirements(facts: ReportFacts) -> str:
    limits = facts.thresholds
    return _(
        "Figures are shown only for at least %(persons)s people from at least %(groups)s groups, "
        "when at least %(residual)s people remain without the largest group, and when the answers "
        "do not lie so close together that the mean gives each of them away. The numbers who "
        "answered before and both times are rounded to the nearest five.",
        persons=limits.persons,
        groups=limits.groups,
        residual=limits.residual,
    )


def _rounding() -> Term:
    meaning = _(
        "Each figure is rounded on its own, so a change may differ by %(tenth)s from the "
        "difference between the two means.",
        tenth=number(as_printed(0.1), "0.0"),
    )
    return Term(_("Rounding"), meaning)


def _two_decimals(value: float) -> str:
    return number(Decimal(str(value)), "0.00")
