"""How it was done, the words explained, and a paragraph for the municipality's own overview."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.report import circumstances, findings
from survey.report.document import Paragraph, Section, Term, Terms
from survey.report.facts import ReportFacts
from survey.report.number_forms import NO_BREAK_SPACE, as_printed, month_of_week, number


def overview_section(facts: ReportFacts, area: str) -> Section:
    """Return a paragraph that can stand in a municipality's overview as it is."""
    frame = _(
        "The Public Health Act asks the municipality for an overview of health and of what "
        "influences it (§ 5), and for measures (§ 7). The report is one source among several. "
        "This paragraph can be taken over as it stands:"
    )
    ready = _(
        "%(area)s: %(n)s people from %(groups)s self-help groups answered before and after.",
        area=area,
        n=facts.n_pairs,
        groups=facts.n_groups,
    )
    found = [findings.brief(facts.outcome(key)) for key in ("soc13_total", "gse_total")]
    not_why = _(
        "The figures do not show why: there was no comparison group. Answers up to %(month)s.",
        month=month_of_week(facts.edition.cut_off_week),
    )
    source = circumstances.edition_in_words(facts.edition)
    told = " ".join([ready, *found, not_why, f"({source}.)"])
    blocks = (Paragraph(_sections_of_law(frame)), Paragraph(told, role="copy"))
    return Section("overview", _("For the municipality's overview"), blocks)


def _sections_of_law(words: str) -> str:
    return words.replace("§ ", f"§{NO_BREAK_SPACE}")


def words_section(facts: ReportFacts) -> Section:
    """Return the words of the report, each explained in a line."""
    sign = (_sign_for_not_shown(),) if facts.has_hidden else ()
    terms = (*_words_for_outcomes(), _interval_in_words(), *sign)
    return Section("words", _("Words explained"), (Terms(terms),))


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


def _interval_in_words() -> Term:
    meaning = _(
        "the values of the mean change that fit well with the answers; the fewer people and "
        "groups, the wider it is"
    )
    return Term(_("Uncertainty interval"), meaning)


def _sign_for_not_shown() -> Term:
    meaning = _(
        "the figure is not shown, so that nobody can be recognised; the sign is the same for "
        "every reason"
    )
    return Term(_("The sign “:”"), meaning)


def method_section(facts: ReportFacts) -> Section:
    """Return in plain words how the figures were made."""
    change = _("Each person's points after minus points before, then the mean.")
    interval = _(
        "It takes into account that people in the same group often resemble each other. The "
        "formula and the standard deviations stand in the appendix for researchers."
    )
    terms = (
        Term(_("Questionnaires"), questionnaires(facts)),
        Term(_("Who is counted"), who_is_counted()),
        Term(_("Change"), change),
        Term(_("Uncertainty interval"), interval),
        Term(_("Minimum requirements"), requirements(facts)),
        rounding(),
    )
    return Section("method", _("How it was done"), (Terms(terms),))


def who_is_counted() -> str:
    """Return who is in the released set."""
    return _(
        "Everyone whose answers give a score on both scales, both before and after. People who "
        "had been to three or more meetings when they first answered are not counted."
    )


def questionnaires(facts: ReportFacts) -> str:
    """Return what was asked, under its right name."""
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


def requirements(facts: ReportFacts) -> str:
    """Return what has to be true before a figure is shown."""
    limits = facts.thresholds
    return _(
        "Figures are shown only for at least %(persons)s people from at least %(groups)s groups, "
        "when at least %(residual)s people remain without the largest group, and when the answers "
        "do not lie so close together that the mean gives each of them away. The numbers who "
        "were invited, answered before and answered both times are rounded to the nearest five.",
        persons=limits.persons,
        groups=limits.groups,
        residual=limits.residual,
    )


def rounding() -> Term:
    """Return what rounding does to the figures."""
    meaning = _(
        "Each figure is rounded on its own, so a change may differ by %(tenth)s from the "
        "difference between the two means.",
        tenth=number(as_printed(0.1), "0.0"),
    )
    return Term(_("Rounding"), meaning)
