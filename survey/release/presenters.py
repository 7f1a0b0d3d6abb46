"""What pages of editions say. Plain values in, words out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from survey.dates import day_in_words
from survey.language import NAMES
from survey.release import calendar_rules
from survey.release.calendar_rules import BETWEEN_EDITIONS_WEEKS
from survey.release.files import REGISTERS
from survey.release.gate import NOT_SHOWN, load_thresholds
from survey.week_words import week_in_words
from survey.weeks import last_day

REPORTS = ("study", "municipality", "pool")  # the kinds of lines that are a report of their own


def state(key: str) -> str:
    """Return what a state is called."""
    return {
        "proposed": gettext("Proposed: waits for a second person"),
        "taken_back": gettext("Taken back"),
        "refused": gettext("Refused"),
        "accepted": gettext("Accepted: its reports are being made"),
        "outdated": gettext("Outdated: a new proposal is needed"),
        "made": gettext("Made: waits to be released"),
        "released": gettext("Released"),
        "stopped": gettext("Stopped"),
    }[key]


def name(edition: Any) -> str:
    """Return what an edition is called: by its number once it has one."""
    if edition.number is None:
        return gettext("Proposal for %(week)s", week=week_in_words(edition.cut_off_week))
    return gettext("Edition %(number)s", number=edition.number)


def until(week: str) -> str:
    """Return the last day whose answers belong to a cut-off."""
    return day_in_words(last_day(week))


def broken_rule(rule: str) -> str:
    """Return which rule of the calendar a date does not keep, and what to do instead."""
    return {
        calendar_rules.TWICE: gettext("This week is in the calendar already. Choose another one."),
        calendar_rules.PASSED: gettext(
            "This week is over, and a date is set beforehand. Choose a day from this week on."
        ),
        calendar_rules.SHORT: gettext(
            "A study of less than 18 months has one edition. Choose a day at least 18 months after "
            "the study began, or take the other date out first."
        ),
        calendar_rules.CLOSE: gettext(
            "There are at most two editions a year. Choose a day at least %(weeks)s weeks from the "
            "other dates.",
            weeks=BETWEEN_EDITIONS_WEEKS,
        ),
    }[rule]


def whose(kind: str, recipient: str, names: Mapping[str, str]) -> str:
    """Return whom a line of a plan is about."""
    if kind == "part":
        of_kind, of_recipient, _dimension, value = recipient.split("/")
        return f"{whose(of_kind, of_recipient, names)}: {_part(value, names)}"
    if kind == "newest":
        return gettext("%(place)s: new since the last edition", place=names[recipient])
    if kind == "pool":
        return gettext("The pool %(pool)s", pool=names[recipient])
    if kind == "publication":
        return gettext("All municipalities, for an article")
    return gettext("All municipalities together") if kind == "study" else names[recipient]


def _part(value: str, names: Mapping[str, str]) -> str:
    kinds = {
        "led": gettext("groups with a leader"),
        "self_organised": gettext("groups without a leader"),
        "same": gettext("groups that share one life problem"),
        "mixed": gettext("groups with different life problems"),
    }
    return kinds.get(value) or names[value]


def verdict(line: Any) -> str:
    """Return the ledger's verdict on a line."""
    if not line.is_shown:
        return gettext("Waits")
    if line.is_new:
        return gettext("May be shown")
    return gettext("May be shown, and has been: nothing new")


def reason(key: str) -> str:
    """Return why a line waits."""
    limits = load_thresholds()
    return {
        "few_people": gettext("Fewer than %(count)s people.", count=limits.persons),
        "few_groups": gettext("Fewer than %(count)s groups.", count=limits.groups),
        "large_group": gettext(
            "Without the largest group, fewer than %(count)s people are left.",
            count=limits.residual,
        ),
        "gives_away": gettext("Together with another line it would give a few people away."),
    }[key]


@dataclass(frozen=True)
class LineShown:
    """A line of a plan before the second person."""

    whose: str
    n_people: int
    n_groups: int
    verdict: str
    reason: str


def plan(
    lines: Iterable[Any], names: Mapping[str, str], reasons: Mapping[tuple[str, str], Any]
) -> Iterator[LineShown]:
    """Yield the lines of a plan with their sizes, for the second person alone."""
    for line in lines:
        why = reasons.get((line.kind, line.recipient))
        yield LineShown(
            whose(line.kind, line.recipient, names),
            line.n_people,
            line.n_groups,
            verdict(line),
            reason(why.value) if why else "",
        )


def reports(
    lines: Sequence[Any], names: Mapping[str, str], municipalities: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield each report that there could be and whether it comes, for everybody else.

    municipalities: all of the study, by number. What does not come has one sign for every cause,
    and nobody is told how many people are behind it.
    """
    found = {(one.kind, one.recipient): one for one in lines if one.kind in REPORTS}
    for number in municipalities:
        found.setdefault(("municipality", number), None)
    pairs = [(whose(*key, {**names, **municipalities}), key, one) for key, one in found.items()]
    for words, _key, one in sorted(
        pairs, key=lambda pair: (REPORTS.index(pair[1][0]), pair[0].casefold())
    ):
        if one is None or not one.is_shown:
            yield words, NOT_SHOWN
        else:
            yield words, gettext("A report") if one.is_new else gettext("As in the last edition")


@dataclass(frozen=True)
class DocumentLine:
    """A finished report: its code, where its files are, and the fingerprint of each."""

    id: str
    whose: str
    check_code: str
    files: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]  # what; language, name, address
    hashes: Sequence[tuple[str, str]]


def document(one: Any, names: Mapping[str, str], link: Callable[[str, str], str]) -> DocumentLine:
    """Return a document as a page lists it; link: the address of a file, by document and name."""
    words = {
        "report": gettext("Report"),
        "poster": gettext("Poster"),
        "appendix": gettext("Appendix for researchers"),
    }
    files = [
        (
            words[register],
            [
                (language, NAMES[language], link(one.id, f"{register}.{language}.pdf"))
                for language in NAMES
                if f"{register}.{language}.pdf" in one.files
            ],
        )
        for register in REGISTERS
    ]
    title = whose(one.kind, one.recipient, names)
    return DocumentLine(one.id, title, one.check_code, files, sorted(one.files.items()))
