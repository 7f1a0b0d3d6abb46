"""The poster: one page for everybody, in plain words and large letters."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.report import findings, sentences
from survey.report.document import Highlight, Highlights, Paragraph, Section
from survey.report.facts import PLANNED, ReportFacts


def poster_sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return what stands on the poster, in order."""
    people = _(
        "%(n)s people from %(groups)s groups have answered twice: when they were new in the "
        "group, and again later.",
        n=facts.n_pairs,
        groups=facts.n_groups,
    )
    more = _(
        "Nobody can be recognised in these figures. Thank you to everyone who has answered! The "
        "whole report has more. Ask those who put up this poster."
    )
    unknown = (
        Paragraph(sentences.no_cause(), role="caveat"),
        Paragraph(sentences.those_who_did_not_answer_again(facts)),
    )
    return (
        Section("asked", "", (Paragraph(people, role="lead"),)),
        Section("found", _("What we found"), (_highlights(facts), *_in_words(facts))),
        Section("unknown", _("What we do not know"), unknown),
        Section("more", "", (Paragraph(more),)),
    )


def _highlights(facts: ReportFacts) -> Highlights:
    items = []
    for key in PLANNED:
        name = sentences.outcome_name(key)
        large, figures = findings.large(facts.outcome(key))
        items.append(Highlight(name[0].upper() + name[1:], large, figures))
    return Highlights(tuple(items))


def _in_words(facts: ReportFacts) -> tuple[Paragraph, ...]:
    coherence = _(
        "Sense of coherence: do you understand what happens, can you cope, is it worth it?"
    )
    belief = _("Self-efficacy: do you believe that you can manage what you set out to do?")
    return tuple(
        Paragraph(f"{asked} {findings.plain(facts.outcome(key))}")
        for key, asked in zip(PLANNED, (coherence, belief), strict=True)
    )
