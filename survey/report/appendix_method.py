"""How the figures of the appendix were made: formulas, what is assumed, and the rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from survey.report import background, circumstances
from survey.report.document import Bullets, Section, Term, Terms
from survey.report.facts import ReportFacts
from survey.report.number_forms import NO_BREAK_SPACE, month_of_week, number

DESIGN_EFFECT: Final = "√(1 + (m − 1) · ICC)".replace(" ", NO_BREAK_SPACE)
CLEAR_CHANGE: Final = "1.96 · √2 · SD · √(1 − r)".replace(" ", NO_BREAK_SPACE)

SOURCES: Final = (
    "Antonovsky, A. (1987). Unraveling the Mystery of Health. San Francisco: Jossey-Bass.",
    (
        "Baldwin, S. A., Stice, E. & Rohde, P. (2008). Statistical analysis of group-administered "
        "intervention data: Reanalysis of two randomized trials. Psychotherapy Research 18, "
        "365\u2013376."
    ),
    (
        "Christensen, L. & Mendoza, J. L. (1986). A method of assessing change in a single "
        "subject: An alteration of the RC index. Behavior Therapy 17, 305\u2013308."
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


def method_sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return how it was done, what is assumed, and the sources."""
    return (
        Section("method", _("How it was done"), (Terms(_method(facts)),)),
        Section("assumed", _("What is assumed, and by which rules"), (Terms(_assumed(facts)),)),
        Section("sources", _("Sources"), (Bullets(SOURCES),)),
    )


def _method(facts: ReportFacts) -> tuple[Term, ...]:
    left_open = _(
        "A score is calculated from the answered questions when at most 3 of 13 are open on sense "
        "of coherence, 1 on each of its three sides, and 3 of 10 on self-efficacy. Otherwise "
        "there is no score."
    )
    change = _("Each person's points after minus points before, then the mean.")
    planned = _(
        "Sense of coherence, total, is the main outcome, and self-efficacy the second. The three "
        "sides are exploratory."
    )
    return (
        Term(_("Questionnaires"), background.questionnaires(facts)),
        Term(_("Who is counted"), background.who_is_counted()),
        Term(_("Questions left open"), left_open),
        Term(_("Planned and exploratory"), planned),
        Term(_("Change"), change),
        Term(_("Confidence interval"), _interval(facts)),
        Term(_("Clear change in one person"), _clear_change(facts)),
        *((Term(_("Regression to the mean"), _regression(facts)),) if facts.regression else ()),
        background.rounding(),
    )


def _interval(facts: ReportFacts) -> str:
    given = facts.assumptions
    told = _(
        "%(level)s %% confidence interval: mean change ± t(groups − 1) · SD / √n · "
        "%(design_effect)s, where SD is the standard deviation of change, n the number of "
        "people and m the number of people per group. It is worked out from the figures as they "
        "are printed. ICC, how alike people in a group are, is assumed to be %(icc)s in every "
        "report and never estimated; %(low)s to %(high)s have been found in other group "
        "programmes (%(source)s).",
        design_effect=DESIGN_EFFECT,
        level=level(facts),
        icc=_two_decimals(given.icc),
        low=_two_decimals(given.icc_seen_low),
        high=_two_decimals(given.icc_seen_high),
        source=given.icc_source,
    )
    return on_one_line(told)


def _clear_change(facts: ReportFacts) -> str:
    given = facts.assumptions
    return _(
        "%(formula)s, where SD is that before, as printed, and r the correlation between answers "
        "about a year apart: %(soc)s for sense of coherence and %(gse)s for self-efficacy. A "
        "movement of just that much counts as no clear change.",
        formula=CLEAR_CHANGE.replace("1.96", _two_decimals(1.96)),
        soc=_two_decimals(given.clear_soc13_total),
        gse=_two_decimals(given.clear_gse_total),
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


def _assumed(facts: ReportFacts) -> tuple[Term, ...]:
    limits_of_shares = _(
        "How many answered what is told only for at least %(persons)s people, and only where "
        "there are at least %(part)s in each part. People who gave no answer are counted as well.",
        persons=facts.assumptions.share_persons,
        part=facts.assumptions.share_part,
    )
    versions = _(
        "Minimum requirements: version %(requirements)s. Figures borrowed from elsewhere: version "
        "%(assumptions)s.",
        requirements=facts.thresholds.version,
        assumptions=facts.assumptions.edition,
    )
    no_more = _(
        "Nothing is told by group, and no model is fitted: with three groups of one size such "
        "figures give single groups away."
    )
    return (
        Term(_("Minimum requirements"), background.requirements(facts)),
        Term(_("Shares"), limits_of_shares),
        Term(_("What is left out"), no_more),
        Term(_("Versions"), versions),
        Term(_("Edition"), _edition(facts)),
    )


def _edition(facts: ReportFacts) -> str:
    told = _(
        "%(edition)s. Answers up to %(month)s.",
        edition=circumstances.edition_in_words(facts.edition),
        month=month_of_week(facts.edition.cut_off_week),
    )
    if facts.edition.next_week is None:
        return told
    month = month_of_week(facts.edition.next_week)
    coming = _("Next possible edition: %(month_year)s.", month_year=month)
    return f"{told} {coming}"


def on_one_line(told: str) -> str:
    """Return a sentence with each per cent sign kept on the line of its figure."""
    return told.replace(" %", f"{NO_BREAK_SPACE}%")


def level(facts: ReportFacts) -> str:
    """Return the level of the intervals, in per cent."""
    return number(facts.assumptions.level * 100, "0")


def _two_decimals(value: float) -> str:
    return number(Decimal(str(value)), "0.00")
