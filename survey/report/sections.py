"""The facts as documents: a report for a municipality, a poster, an appendix for researchers.

All three take their figures, direction and caveat from the same places, so they cannot differ.
"""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from survey.report import circumstances, sentences
from survey.report.appendix import appendix_sections
from survey.report.background import method_section, overview_section, words_section
from survey.report.comparison import comparison_sections
from survey.report.document import Bullets, Document, Paragraph, Section
from survey.report.facts import ReportFacts
from survey.report.figures import change_drawing, first_table
from survey.report.limits import limits
from survey.report.number_forms import month_of_week
from survey.report.poster import poster_sections
from survey.report.share_sections import share_sections

MUNICIPALITY, POSTER, APPENDIX = REGISTERS = ("municipality", "poster", "appendix")


def report_document(facts: ReportFacts) -> Document:
    """Return the report of three to four pages in the language in force."""
    title = _("Before and after in the self-help groups")
    return _document(facts, MUNICIPALITY, title, _sections(facts))


def poster_document(facts: ReportFacts) -> Document:
    """Return the public poster of one page in the language in force."""
    title = _("Before and after in the self-help groups")
    return _document(facts, POSTER, title, poster_sections(facts))


def appendix_document(facts: ReportFacts) -> Document:
    """Return the appendix for researchers in the language in force."""
    title = _("Before and after: appendix for researchers")
    return _document(facts, APPENDIX, title, appendix_sections(facts))


DOCUMENTS = {MUNICIPALITY: report_document, POSTER: poster_document, APPENDIX: appendix_document}


def _document(
    facts: ReportFacts, register: str, title: str, sections: tuple[Section, ...]
) -> Document:
    return Document(
        register=register,
        language=str(get_locale() or "en"),
        title=title,
        area=circumstances.area_name(facts.area),
        study=_("Study: %(name)s", name=facts.study.name),
        period=_("Answers up to %(month)s", month=month_of_week(facts.edition.cut_off_week)),
        not_real=circumstances.not_real(facts),
        stamp=circumstances.stamp(facts),
        foot=circumstances.edition_in_words(facts.edition),
        sections=sections,
    )


def _sections(facts: ReportFacts) -> tuple[Section, ...]:
    return (
        _found(facts),
        _asked(facts),
        _change(facts),
        *share_sections(facts),
        *comparison_sections(facts),
        _rivals(facts),
        Section("limits", _("What this report cannot show"), (Bullets(limits(facts)),)),
        method_section(facts),
        words_section(facts),
        overview_section(facts, circumstances.area_name(facts.area)),
    )


def _found(facts: ReportFacts) -> Section:
    """Return what was found, and that it says nothing of why: both belong on page 1."""
    total, efficacy = facts.outcome("soc13_total"), facts.outcome("gse_total")
    return Section(
        key="found",
        heading=_("What we found"),
        blocks=(
            Paragraph(sentences.change_found(total, facts.n_pairs), role="lead"),
            Paragraph(sentences.change_found(efficacy, facts.n_pairs)),
            Paragraph(sentences.no_cause(), role="caveat"),
        ),
    )


def _asked(facts: ReportFacts) -> Section:
    blocks = (Paragraph(circumstances.asked(facts)), Paragraph(circumstances.who_answered(facts)))
    return Section("asked", _("What was asked, and of whom"), blocks)


def _change(facts: ReportFacts) -> Section:
    return Section(
        key="change",
        heading=_("Change"),
        blocks=(
            first_table(facts),
            change_drawing(facts.outcomes),
            Paragraph(sentences.three_sides()),
        ),
    )


def _rivals(facts: ReportFacts) -> Section:
    blocks = [
        Paragraph(
            _(
                "Nobody was asked who had not joined a group. So we do not know how people like "
                "these get on without a group."
            )
        )
    ]
    if facts.regression is not None:
        blocks.append(Paragraph(sentences.regression_to_the_mean(facts.regression)))
    blocks.append(
        Paragraph(
            _(
                "Who answers again is not left to chance. If those who got on well answer more "
                "often than others, the average becomes higher than it would have been."
            )
        )
    )
    return Section("else", _("What else could explain it"), tuple(blocks))
