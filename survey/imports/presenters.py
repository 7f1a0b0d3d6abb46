"""A file that was looked at, and what an import did, as a page says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from survey.imports import labels
from survey.imports.cell_kinds import ANSWER, FAULTY
from survey.imports.undo_reasons import ALREADY, ANSWERED_SINCE, FROZEN, LATER_IMPORT
from survey.release.counts import in_fives
from survey.week_words import week_in_words

MOST_SHOWN = 50  # lines of faults on the page; all are in the file to download
MOST_ROWS = 5  # that are named on one line
FAULTS: dict[str, LazyString] = {
    "not_whole": lazy_gettext("It is not a whole number."),
    "out_of_range": lazy_gettext("It is not between %(low)s and %(high)s."),
    "none_of": lazy_gettext("Known are only %(known)s."),
    "declines_nothing": lazy_gettext("This cannot be declined: leave it open."),
    "wrong_wave": lazy_gettext("This is asked the other time only. Empty the cell."),
    "wrong_wave_declined": lazy_gettext("This is asked the other time only. Empty the cell."),
    "reason_of_who_stays": lazy_gettext(
        "This is a reason to leave, but the person is still in the group. Empty one of the two."
    ),
    "declined_unknown": lazy_gettext("“%(key)s” is no question here."),
    "declined_answered": lazy_gettext(
        "%(key)s is declined and has an answer as well. Keep one of the two."
    ),
    "week": lazy_gettext("This is neither a day nor a week such as 2027-W03."),
    "week_ahead": lazy_gettext("This time has not come yet."),
    "week_order": lazy_gettext("This is before the same person's first answers."),
    "language": lazy_gettext("This is no language code such as nb."),
    "municipality": lazy_gettext("This is no municipality's number of four digits."),
    "turned_name": lazy_gettext(
        "The column's name says that its answers are turned already. Tick below that they are, "
        "and say how you know; or choose the column with the raw answers."
    ),
    "no_wave": lazy_gettext(
        "Nothing says whether this is the first or the second time. Choose it below."
    ),
    "wave": lazy_gettext("“%(wave)s” is neither pre nor post."),
    "withdrawn": lazy_gettext("This person has withdrawn. Take the row out."),
    "answered": lazy_gettext("This person has answered that time already. Take the row out."),
    "twice": lazy_gettext("The person of row %(before)s once more at the same time. Keep one."),
    "same_file": lazy_gettext("This very file was taken in before. Undo that import first."),
}
DOUBTS: dict[str, LazyString] = {
    "turned": lazy_gettext(
        "%(item)s looks turned already. Its scale runs the other way than most, and yet it goes "
        "together with the others (r = %(r)s, n = %(n)s). If the tool has turned it, tick that "
        "below."
    ),
    "against": lazy_gettext(
        "%(item)s looks turned: it goes against the others (r = %(r)s, n = %(n)s). Look at the "
        "words at both ends of its scale."
    ),
    "alike": lazy_gettext("Rows %(rows)s have the same answers. Is somebody there twice?"),
    "empty": lazy_gettext(
        "Rows without an answer: %(n)s. They are stored as people who left everything open."
    ),
    "changes_group": lazy_gettext(
        "People in another group the second time: %(n)s. The first group counts."
    ),
    "no_names": lazy_gettext(
        "No column says who is who. Then nobody's first and second answers belong together, and "
        "no change can be worked out."
    ),
}
NO_UNDO: dict[str, LazyString] = {
    ALREADY: lazy_gettext("This import has been undone before."),
    LATER_IMPORT: lazy_gettext("A later import belongs to the same people. Undo that one first."),
    ANSWERED_SINCE: lazy_gettext(
        "One of its people has answered or withdrawn since. What they did themselves is not taken "
        "away."
    ),
    FROZEN: lazy_gettext(
        "Answers in it are frozen for a report. What a report is about stays as it is."
    ),
}


@dataclass(frozen=True)
class ShownFault:
    """One line of the table of what is wrong."""

    row: str
    column: str
    cell: str
    why: str


@dataclass(frozen=True)
class ShownCell:
    """A column, what stands there in one row, and what it becomes."""

    column: str
    ours: str
    text: str
    becomes: str
    is_wrong: bool


@dataclass(frozen=True)
class ShownRow:
    """One of the first rows."""

    title: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class ShownImport:
    """One line of the list of imports."""

    id: str
    week: str
    tool: str
    about: int  # rows, in fives
    is_undone: bool


def faults(found: Sequence[Mapping[str, Any]]) -> list[ShownFault]:
    """Return what is wrong, in the page's language; the same fault of many rows on one line."""
    same: dict[tuple[str, str, str], list[str]] = {}
    for one in found:
        why = _filled(FAULTS[one["kind"]], one["about"])
        same.setdefault((one["column"], one["cell"], why), []).append(_row(one["row"]))
    lines = [ShownFault(_some(numbers), *what) for what, numbers in same.items()]
    return lines[:MOST_SHOWN]


def _some(numbers: Sequence[str]) -> str:
    shown = ", ".join(numbers[:MOST_ROWS])
    if len(numbers) <= MOST_ROWS:
        return shown
    words: str = gettext("%(rows)s and %(more)s more", rows=shown, more=len(numbers) - MOST_ROWS)
    return words


def doubts(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is to be looked at before the file is stored."""
    return [_filled(DOUBTS[one["kind"]], _named(one["about"])) for one in found]


def _named(about: Mapping[str, Any]) -> dict[str, Any]:
    named = dict(about)
    if "item" in named:
        named["item"] = labels.column(named["item"])
    if "r" in named:
        named["r"] = format_decimal(named["r"], format="0.00").replace("-", "−")
    return named


def _filled(words: LazyString, about: Mapping[str, Any]) -> str:
    return str(words) % about if about else str(words)


def rows(found: Sequence[Mapping[str, Any]]) -> Iterator[ShownRow]:
    """Yield the first rows, cell by cell."""
    for one in found:
        title = gettext("Row %(row)s", row=_row(one["row"]))
        if one["week"]:
            title += f", {week_in_words(one['week'])}"
        yield ShownRow(title, tuple(_cell(*cell) for cell in one["cells"]))


def _row(number: str) -> str:
    """Return a row's number, with the time where both stand in one row."""
    times = {"(pre)": gettext("first time"), "(post)": gettext("second time")}
    place, _, wave = number.partition(" ")
    return f"{place} ({times[wave]})" if wave in times else number


def _cell(theirs: str, ours: str, text: str, kind: str, becomes: str) -> ShownCell:
    words = becomes or str(labels.HASHED)
    if kind == FAULTY:
        words = gettext("is refused")
    elif kind != ANSWER:
        words = str(labels.GAPS[kind]) if ours != "participant" else gettext("a new code")
    return ShownCell(theirs, labels.column(ours), text, words, kind == FAULTY)


def counts(found: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what would be stored, each with its words."""
    words = {
        "people": gettext("people"),
        "joined": gettext("rows of people who are in the study already"),
        "pre": gettext("rows from the first time"),
        "post": gettext("rows from the second time"),
        ANSWER: gettext("answers to the questionnaires"),
        "skipped": gettext("questions skipped"),
        "declined": gettext("questions that somebody did not want to answer"),
        "not_asked": gettext("questions that were not asked"),
    }
    always = {"people", "pre", "post", ANSWER}
    return [(said, found[key]) for key, said in words.items() if found[key] or key in always]


def imports(found: Sequence[Any], tools: Mapping[str, str]) -> list[ShownImport]:
    """Return the imports of a study as a list."""
    return [
        ShownImport(
            one.id,
            week_in_words(one.week),
            tools.get(one.tool, one.tool),
            in_fives(one.n_rows),
            one.undone_week is not None,
        )
        for one in found
    ]
