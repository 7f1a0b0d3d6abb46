"""Who was asked what, by whom a report is, and which edition it is."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.report import sentences
from survey.report.facts import Area, Edition, ReportFacts


def area_name(area: Area) -> str:
    """Return whom a report is about."""
    if area.is_municipality:
        return _("%(name)s municipality", name=area.name)
    if area.name:
        return area.name
    return _("All municipalities in the study together")


def edition_in_words(edition: Edition) -> str:
    """Return what tells an edition from every other."""
    number = _("Edition %(number)s", number=edition.number)
    if not edition.check_code:
        return number
    code = _("check code %(code)s", code=edition.check_code)
    return f"{number}, {code}"


def asked(facts: ReportFacts) -> str:
    """Return what people were asked, and when."""
    what = _(
        "People in self-help groups answered the same questions twice. Some were about sense of "
        "coherence: whether life feels comprehensible, manageable and meaningful. Others were "
        "about self-efficacy: the belief that one can manage what one sets out to do."
    )
    if facts.weeks_between is None:
        return what
    told = _("On average %(weeks)s weeks lay between the two times.", weeks=facts.weeks_between)
    return f"{what} {told}"


def counted(facts: ReportFacts) -> str:
    """Return how many the figures are about, exactly."""
    return _(
        "These figures are for %(n)s people from %(groups)s groups. They are the same people in "
        "every line of the table.",
        n=facts.n_pairs,
        groups=facts.n_groups,
    )


def invited(facts: ReportFacts) -> str:
    """Return how many were invited, in fives; empty where that is not known."""
    if facts.n_invited_in_fives is None:
        return ""
    return _("About %(n)s people were invited.", n=facts.n_invited_in_fives)


def who_answered(facts: ReportFacts) -> str:
    """Return all that is told of who was invited, answered once and answered twice."""
    lost = sentences.those_who_did_not_answer_again(facts)
    return " ".join(one for one in (counted(facts), invited(facts), lost) if one)


def not_real(facts: ReportFacts) -> str:
    """Return what is invented; empty where nothing is."""
    if facts.is_example:
        return _(
            "Invented numbers. This is an example that shows what a report looks like. It says "
            "nothing about real people."
        )
    return sentences.not_real(facts.study)


def stamp(facts: ReportFacts) -> str:
    """Return the line that stands on every page of what is not real; empty otherwise."""
    if facts.is_example:
        return _("Example with invented numbers")
    return sentences.stamp(facts.study)
