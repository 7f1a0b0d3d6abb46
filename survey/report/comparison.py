"""Other released figures beside those of the report, and its parts: side by side, never ranked."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from survey.release.gate import NOT_SHOWN
from survey.report.document import Block, Paragraph, Section, Table, TableRow
from survey.report.facts import PLANNED, Headline, OutcomeFacts, PartLine, ReportFacts
from survey.report.figures import change_with_interval
from survey.report.number_forms import month_of_week

NO_SUCH_GROUP = "\N{EN DASH}"


def comparison_sections(facts: ReportFacts) -> tuple[Section, ...]:
    """Return the other editions and the whole study, then the parts; only what there is."""
    found = []
    if facts.earlier or facts.newest or facts.nation:
        blocks = tuple(_comparison(facts))
        found.append(Section("compare", _("Other released figures"), blocks))
    if facts.parts:
        found.append(Section("parts", _("Parts"), tuple(_parts(facts))))
    return tuple(found)


def _comparison(facts: ReportFacts) -> Iterator[Block]:
    said = []
    if facts.earlier or facts.newest:
        said.append(
            _(
                "Each edition holds the people of the editions before it, and those who are new. "
                "Differences between editions are not judged."
            )
        )
    if facts.nation:
        said.append(
            _(
                "The whole study also holds people in other places. A difference between two "
                "lines does not say that one place does better than another."
            )
        )
    yield Paragraph(" ".join(said))
    rows = [TableRow(_cells(_this_edition(facts), _own(facts)))]
    if facts.newest:
        rows.append(TableRow(_cells(_("The newest answers only"), _of(facts.newest))))
    rows += [TableRow(_cells(_edition(one), _of(one))) for one in facts.earlier]
    if facts.nation:
        name = facts.nation.area_name or _("The whole study")
        rows.append(TableRow(_cells(name, _of(facts.nation))))
    yield Table(
        caption=_("Mean change in points, with the uncertainty interval"),
        header=(_("Figures for"), *_heads()),
        rows=tuple(rows),
    )


def _heads() -> tuple[str, ...]:
    return (_("People"), _("Groups"), _("Sense of coherence"), _("Self-efficacy"))


def _this_edition(facts: ReportFacts) -> str:
    return _(
        "This edition (%(number)s, %(month)s)",
        number=facts.edition.number,
        month=month_of_week(facts.edition.cut_off_week),
    )


def _edition(one: Headline) -> str:
    return _(
        "Edition %(number)s, %(month)s", number=one.edition, month=month_of_week(one.cut_off_week)
    )


Told = tuple[int, int, tuple[OutcomeFacts, ...]]


def _own(facts: ReportFacts) -> Told:
    return facts.n_pairs, facts.n_groups, facts.outcomes


def _of(one: Headline) -> Told:
    return one.n_pairs, one.n_groups, one.outcomes


def _cells(name: str, told: Told) -> tuple[str, ...]:
    n_pairs, n_groups, outcomes = told
    lines = {line.key: line for line in outcomes}
    changes = (change_with_interval(lines[key]) for key in PLANNED)
    return (name, str(n_pairs), str(n_groups), *changes)


def _parts(facts: ReportFacts) -> Iterator[Block]:
    yield Paragraph(
        _(
            "The parts are told one by one where it may be done. The sign “:” means not shown, "
            "and “–” that there is no such group. The order says nothing, and the parts are not "
            "ranked."
        )
    )
    for kind in dict.fromkeys(line.kind for line in facts.parts):
        lines = [line for line in facts.parts if line.kind == kind]
        yield Table(
            caption=_("Mean change in points, with the uncertainty interval"),
            header=(_kind(kind), *_heads()),
            rows=tuple(TableRow(_part_cells(line)) for line in lines),
        )


def _part_cells(line: PartLine) -> tuple[str, ...]:
    name = _part_name(line)
    if line.headline is not None:
        return _cells(name, _of(line.headline))
    return (name, *((NO_SUCH_GROUP if line.is_empty else NOT_SHOWN,) * len(_heads())))


def _kind(kind: str) -> str:
    return {
        "contact_point": _("Contact point"),
        "group_type": _("Kind of group"),
        "life_problem": _("What brings the group together"),
        "municipality": _("Municipality"),
        "county": _("County"),
    }[kind]


def _part_name(line: PartLine) -> str:
    """Return a part's own name, or the words for one that is kept as a key."""
    words = {
        ("group_type", "self_organised"): _("Self-organised"),
        ("group_type", "led"): _("Led"),
        ("life_problem", "same"): _("The same life problem"),
        ("life_problem", "mixed"): _("Different life problems"),
    }
    return words.get((line.kind, line.name), line.name)
