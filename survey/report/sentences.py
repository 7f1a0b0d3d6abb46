"""The model sentences of a municipal report: the facts decide which one stands there.

The English sentence is the key of each translation. Which sentence is used follows the interval
as it is printed: a reader who sees "from 0.0" is told that no clear change was found.
"""

from __future__ import annotations

from flask_babel import gettext as _

from survey.report.direction import DOWN, UP, direction
from survey.report.facts import OutcomeFacts, RegressionScenario, ReportFacts, StudyFacts, TooFew
from survey.report.number_forms import as_printed, month_of_week, points


def outcome_name(key: str) -> str:
    """Return an outcome's name as it stands within a sentence."""
    return {
        "soc13_total": _("sense of coherence"),
        "soc13_comprehensibility": _("comprehensibility"),
        "soc13_manageability": _("manageability"),
        "soc13_meaningfulness": _("meaningfulness"),
        "gse_total": _("self-efficacy"),
    }[key]


def outcome_label(key: str) -> str:
    """Return an outcome's name as it stands first in a line of a table or picture."""
    return {
        "soc13_total": _("Sense of coherence, total"),
        "soc13_comprehensibility": _("Comprehensibility"),
        "soc13_manageability": _("Manageability"),
        "soc13_meaningfulness": _("Meaningfulness"),
        "gse_total": _("Self-efficacy"),
    }[key]


def change_found(outcome: OutcomeFacts, n: int) -> str:
    """Return what was found on one outcome, in the sentence that its interval calls for."""
    figures = outcome.figures
    if figures is None:
        return _(
            "The figures for %(outcome)s are not shown (:).", outcome=outcome_name(outcome.key)
        )
    words = {
        "n": n,
        "outcome": outcome_name(outcome.key),
        "low": points(figures.low),
        "high": points(figures.high),
        "lowest": outcome.lowest,
        "highest": outcome.highest,
    }
    if direction(outcome) == UP:
        return _(
            "The %(n)s people who answered both times scored on average %(change)s points higher "
            "on %(outcome)s afterwards than before. The figure is uncertain: the interval runs "
            "from %(low)s to %(high)s points. The scale runs from %(lowest)s to %(highest)s.",
            change=points(figures.change_mean),
            **words,
        )
    if direction(outcome) == DOWN:
        return _(
            "The %(n)s people who answered both times scored on average %(change)s points lower "
            "on %(outcome)s afterwards than before. The figure is uncertain: the interval runs "
            "from %(low)s to %(high)s points. The scale runs from %(lowest)s to %(highest)s.",
            change=points(-figures.change_mean),
            **words,
        )
    return _(
        "We see no clear change in %(outcome)s. The average moved by %(change)s points, but with "
        "this uncertainty (from %(low)s to %(high)s) it may have gone either up or down. That "
        "does not mean that nothing happened; it means that the answers cannot tell.",
        change=points(figures.change_mean),
        **words,
    )


def no_cause() -> str:
    """Return why the report says nothing of causes; always on page 1."""
    return _(
        "This report shows what participants answered before and after. It does not show why. "
        "There was no comparison group, so the change may come from the group, the passing of "
        "time, other help or other things in life."
    )


def regression_to_the_mean(scenario: RegressionScenario) -> str:
    """Return what regression to the mean alone could give, in the direction it would go."""
    words = {
        "mu_low": points(scenario.population_low),
        "mu_high": points(scenario.population_high),
        "low": points(scenario.drift_low),
        "high": points(scenario.drift_high),
    }
    if as_printed(scenario.drift_low) >= 0:
        return _(
            "Many people join a group when life is at its hardest. Answers then tend to be a "
            "little higher next time, with or without a group. If the population average is "
            "between %(mu_low)s and %(mu_high)s points, this alone could give %(low)s to %(high)s "
            "points. We do not know the true figure and have not subtracted it.",
            **words,
        )
    if as_printed(scenario.drift_high) <= 0:
        return _(
            "Where people start above the average, answers tend to be a little lower next time, "
            "with or without a group. If the population average is between %(mu_low)s and "
            "%(mu_high)s points, this alone could give from %(low)s to %(high)s points. We do not "
            "know the true figure and have not subtracted it.",
            **words,
        )
    return _(
        "Answers tend to lie a little closer to the average next time, with or without a group. "
        "If the population average is between %(mu_low)s and %(mu_high)s points, this alone could "
        "give from %(low)s to %(high)s points. We do not know the true figure and have not "
        "subtracted it.",
        **words,
    )


def those_who_did_not_answer_again(facts: ReportFacts) -> str:
    """Return how many answered before and afterwards, in fives."""
    return _(
        "About %(pre)s answered before and about %(both)s answered afterwards as well. We do not "
        "know how the others got on. People who leave early may have had a different experience, "
        "so the figures may look better than they would if everyone had answered.",
        pre=facts.n_pre_in_fives,
        both=facts.n_both_in_fives,
    )


def three_sides() -> str:
    """Return what the subscales are, and are not."""
    return _(
        "Sense of coherence has three sides: comprehensibility, manageability and meaningfulness. "
        "The total is the main result. The three subscales are shorter and less exact, and their "
        "points cannot be compared with each other."
    )


def no_norm_no_ranking() -> str:
    """Return why nothing is called high or low."""
    return _(
        "There are no Norwegian norms for sense of coherence. We therefore do not say what is "
        "high or low, and we do not rank groups or municipalities."
    )


def not_real(study: StudyFacts) -> str:
    """Return what is invented in a demonstration or with a stand-in text; empty otherwise."""
    parts = []
    if study.is_demonstration:
        parts.append(_("Invented answers."))
    if study.has_stand_in:
        parts.append(_("The questions are a stand-in text, not SOC-13 or GSE."))
    if study.is_demonstration:
        parts.append(_("The figures say nothing about real people."))
    return " ".join(parts)


def stamp(study: StudyFacts) -> str:
    """Return the line that stands on every page of a demonstration; empty otherwise."""
    return _("Demonstration, simulated people") if study.is_demonstration else ""


def too_few(refusal: TooFew) -> str:
    """Return the one sentence for every refusal."""
    limits = refusal.thresholds
    parts = [
        _(
            "Too few answers. We show figures only when at least %(k)s people from at least %(g)s "
            "groups have answered both before and after, so that nobody can recognise themselves "
            "or others.",
            k=limits.persons,
            g=limits.groups,
        )
    ]
    if refusal.pool:
        parts.append(
            _(
                "The answers are not lost: they count when more have answered, and in the figures "
                "for %(pool)s.",
                pool=refusal.pool,
            )
        )
    else:
        parts.append(_("The answers are not lost: they count when more have answered."))
    if refusal.next_edition:
        parts.append(
            _(
                "Next possible edition: %(month_year)s.",
                month_year=month_of_week(refusal.next_edition),
            )
        )
    return " ".join(parts)
