"""How the groups were, change all in all, person by person, and how people found the group."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from survey.after_questions import CLIMATE
from survey.background_questions import QUESTIONS
from survey.report import sentences
from survey.report.document import Block, Paragraph, Picture, Section, Table, TableRow
from survey.report.facts import NO_ANSWER, Individuals, Part, ReportFacts, Shares
from survey.report.number_forms import NO_BREAK_SPACE, points
from survey.report.share_picture import WIDTH, ShareRow, share_picture

CLIMATE_WORDS = {question.key: question.text for question in CLIMATE}
WAYS = {key: words for one in QUESTIONS if one.key == "found_by" for key, words in one.points}


def share_sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return what is told of how many answered what; what is not told stands together, last."""
    shown: list[Section] = []
    hidden: list[str] = []
    for key, heading, blocks in _asked(facts):
        if blocks:
            shown.append(Section(key, heading, blocks))
        elif key == "persons":
            hidden.append(_("how many went clearly up or down"))
        else:
            hidden.append(heading[0].lower() + heading[1:])
    if hidden:
        told = not_told(facts, hidden)
        shown.append(Section("not_shown", _("Not shown here"), (Paragraph(told),)))
    return tuple(shown)


def not_told(facts: ReportFacts, what: list[str]) -> str:
    """Return why parts are not told: one text for every reason, and where to look instead."""
    given = facts.assumptions
    told = _(
        "The sign “:” stands for: %(what)s. How many answered what is told only for at least "
        "%(persons)s people, and only where there are at least %(part)s in each part.",
        what=format_list(what, locale=get_locale() or "en"),
        persons=given.share_persons,
        part=given.share_part,
    )
    if facts.nation is None:
        return told
    elsewhere = _("See the figures for the whole study.")
    return f"{told} {elsewhere}"


def _asked(facts: ReportFacts) -> Iterator[tuple[str, str, tuple[Block, ...]]]:
    """Yield key, heading and blocks of everything that was asked; no block where it is hidden."""
    if facts.climate:
        yield "group", _("How the groups were experienced"), tuple(_climate(facts.climate))
    if facts.overall is not None:
        yield "overall", _("All in all, in their own judgement"), tuple(_overall(facts.overall))
    yield "persons", _("Person by person"), tuple(_persons(facts))
    if facts.found_by is not None:
        yield "found_by", _("How people found the group"), tuple(_found_by(facts.found_by))


def _climate(lines: tuple[Shares, ...]) -> Iterator[Block]:
    shown = [line for line in lines if line.parts is not None]
    if not shown:
        return
    own = _("The questions about the group are the study's own and not a tested scale.")
    trust = next((line for line in shown if line.key == "climate_trust"), None)
    if trust is not None and trust.parts is not None:
        told = _(
            "%(share)s of %(n)s agreed that they trusted the others in the group.",
            share=trust.parts[0].n,
            n=trust.n,
        )
        own = f"{told} {own}"
    yield Paragraph(own)
    names = [part.key for part in shown[0].parts or ()]
    yield Table(
        caption=_(
            "Answers about the group, of %(n)s people. Agreed: agreed, or agreed a little. The "
            "last three sentences are worded the other way.",
            n=shown[0].n,
        ),
        header=(_("Sentence"), *(part_label(name) for name in names)),
        rows=tuple(_climate_row(line, len(names)) for line in lines),
    )


def _climate_row(line: Shares, width: int) -> TableRow:
    cells = (points(None),) * width
    if line.parts is not None:
        cells = tuple(_share(part, line.n) for part in line.parts)
    return TableRow((str(CLIMATE_WORDS[line.key]), *cells))


def _share(part: Part, n: int) -> str:
    return f"{part.n} ({_per_cent(part, n)}{NO_BREAK_SPACE}%)"


def _per_cent(part: Part, n: int) -> int:
    """Return a whole per cent; a half goes to the even one."""
    return round(Fraction(100 * part.n, n))


def part_label(key: str) -> str:
    """Return what a part of the answers is called."""
    return {
        "agreed": _("Agreed"),
        "not_agreed": _("Did not agree"),
        "not_agreed_or_no_answer": _("Did not agree, or no answer"),
        "better": _("Better"),
        "as_before": _("As before"),
        "as_before_or_no_answer": _("As before, or no answer"),
        "worse": _("Worse"),
        "other_or_no_answer": _("In another way, or no answer"),
        NO_ANSWER: _("No answer"),
    }[key]


def _overall(shares: Shares) -> Iterator[Block]:
    if shares.parts is None:
        return
    yield Paragraph(
        _(
            "We asked how things are all in all, compared with the first time. Here are the "
            "answers of the %(n)s people. They say how it is now, not why.",
            n=shares.n,
        )
    )
    yield _drawing(shares, _("Compared with the first time"))


def _drawing(shares: Shares, asked: str) -> Picture:
    """Return the parts drawn, with everything in words as well."""
    rows = [
        ShareRow(_name(part), _share(part, shares.n), _per_cent(part, shares.n))
        for part in shares.parts or ()
    ]
    title = _("%(asked)s: answers of %(n)s people", asked=asked, n=shares.n)
    told = "; ".join(f"{row.label}: {row.numbers}" for row in rows)
    description = f"{title}. {told}."
    svg = share_picture(rows, key=shares.key, title=title, description=description)
    return Picture(svg=svg, title=title, description=description, caption=title, width=WIDTH)


def _name(part: Part) -> str:
    return str(WAYS[part.key]) if part.key in WAYS else part_label(part.key)


def _persons(facts: ReportFacts) -> Iterator[Block]:
    if all(one.improved is None for one in facts.individuals):
        return
    for one in facts.individuals:
        name = sentences.outcome_label(one.key)
        if one.improved is None:
            yield Paragraph(_("%(outcome)s: not shown (:).", outcome=name))
        else:
            yield Paragraph(f"{name}. {_person_by_person(one, facts.n_pairs)}")


def _person_by_person(one: Individuals, n: int) -> str:
    return _(
        "For one person, a movement of less than %(threshold)s points cannot be told apart from "
        "ordinary measurement error. Of the %(n)s who answered both times, %(up)s were clearly "
        "higher, %(same)s showed no clear change and %(down)s were clearly lower. Had nobody "
        "really changed, we would still expect about %(chance)s in each direction.",
        threshold=points(one.threshold),
        n=n,
        up=one.improved,
        same=one.unchanged,
        down=one.deteriorated,
        chance=points(one.by_chance),
    )


def _found_by(shares: Shares) -> Iterator[Block]:
    if shares.parts is not None:
        yield _drawing(shares, _("How people found the group"))
