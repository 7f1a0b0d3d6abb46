"""What a cell becomes. Imports pandas by way of the file readers: jobs and commands only."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import Any

from survey.after_questions import PREFER_NOT_TO_SAY
from survey.files.answers import MISSING, whole_number
from survey.imports.cell_kinds import ANSWER, FAULTY
from survey.imports.mapping import DECLINED, NOT_ASKED, SKIPPED, ColumnMapping
from survey.imports.mapping_faults import ALL
from survey.imports.targets import (
    DECLINED_COLUMNS,
    INSTRUMENT_OF,
    ITEMS,
    MAY_BE_DECLINED,
    RANGES,
    WORDS,
)
from survey.weeks import first_day, week_of

LANGUAGE_FORM = re.compile(r"[a-z]{2,3}(?![a-z])")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?")
NO_DAY = dt.date(1980, 1, 1)  # what LimeSurvey writes where it was told to keep no time


@dataclass(frozen=True)
class Cell:
    """What one cell says: an answer, a gap of one of three kinds, or something to refuse."""

    kind: str
    value: int | str | None = None
    fault: str = ""
    about: dict[str, Any] = field(default_factory=dict)


EMPTY = Cell(SKIPPED)


class Reader:
    """Reads the cells of one of our columns; what it has seen once it knows."""

    def __init__(self, ours: str, mapping: ColumnMapping) -> None:
        """Gather what the mapping says of this column."""
        instrument = INSTRUMENT_OF.get(ours, "")
        self.ours = ours
        names = (ALL, instrument, ours) if _is_answer(ours) else (ours,)
        self.table = {
            key.strip(): value
            for name in names
            for key, value in mapping.values.get(name, {}).items()
        }
        self.add = mapping.shift[instrument].add if instrument in mapping.shift else 0
        turned = mapping.turned[instrument].items if instrument in mapping.turned else ()
        self.is_turned = ours in {ITEMS[instrument][number - 1] for number in turned}
        self.known: dict[str, Cell] = {}

    def read(self, text: str) -> Cell:
        """Return what a cell says."""
        if text not in self.known:
            self.known[text] = self._read(text)
        return self.known[text]

    def _read(self, text: str) -> Cell:
        text = self.table.get(text, text)
        if text in {SKIPPED, NOT_ASKED} and _is_answer(self.ours):
            return Cell(text)
        if text == DECLINED and _is_answer(self.ours):
            return self._declined()
        if text in MISSING:
            return EMPTY
        if self.ours in RANGES:
            return self._number(text)
        if self.ours in WORDS:
            known = WORDS[self.ours]
            return (
                Cell(ANSWER, text) if text in known else _faulty("none_of", known=", ".join(known))
            )
        return READERS.get(self.ours, _as_it_stands)(text)

    def _declined(self) -> Cell:
        if self.ours in MAY_BE_DECLINED:
            return Cell(DECLINED)
        if PREFER_NOT_TO_SAY in WORDS.get(self.ours, ()):
            return Cell(ANSWER, PREFER_NOT_TO_SAY)
        return _faulty("declines_nothing")

    def _number(self, text: str) -> Cell:
        """Return a number as it was answered: moved and turned back as the mapping says."""
        low, high = RANGES[self.ours]
        number, fault = whole_number(text, low - self.add, high - self.add)
        if math.isnan(number):
            if "outside" in fault:
                return _faulty("out_of_range", low=low - self.add, high=high - self.add)
            return _faulty("not_whole")
        value = int(number) + self.add
        return Cell(ANSWER, low + high - value if self.is_turned else value)


def _is_answer(ours: str) -> bool:
    """Return whether somebody answered this, so that it can be a gap."""
    return ours in RANGES or ours in WORDS


def _faulty(kind: str, **about: Any) -> Cell:
    return Cell(FAULTY, fault=kind, about=about)


def _as_it_stands(text: str) -> Cell:
    return Cell(ANSWER, text)


def _week(text: str) -> Cell:
    """Return the ISO week of a week or a day; the day and the clock are not kept."""
    day = _day(text)
    if day == NO_DAY:
        return EMPTY
    if day is not None:
        return Cell(ANSWER, week_of(day))
    try:
        is_week = len(text) == 8 and text[4:6] == "-W" and bool(first_day(text))
    except ValueError:
        is_week = False
    return Cell(ANSWER, text) if is_week else _faulty("week")


def _day(text: str) -> dt.date | None:
    found, norwegian = DAY.fullmatch(text), NORWEGIAN_DAY.fullmatch(text)
    if norwegian:
        day, month, year = norwegian.groups()
    elif found:
        year, month, day = found.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _language(text: str) -> Cell:
    found = LANGUAGE_FORM.match(text.lower())
    return Cell(ANSWER, found.group()) if found else _faulty("language")


def _municipality(text: str) -> Cell:
    """Return a number of four digits; spreadsheets take the zero of 0301 away."""
    is_number = text.isascii() and text.isdigit() and 3 <= len(text) <= 4
    return Cell(ANSWER, text.zfill(4)) if is_number else _faulty("municipality")


def _declined_keys(text: str, known: tuple[str, ...]) -> Cell:
    for key in text.split():
        if key not in known:
            return _faulty("declined_unknown", key=key, first=known[0], last=known[-1])
    return Cell(ANSWER, " ".join(text.split()))


READERS: dict[str, Any] = {
    "week": _week,
    "language": _language,
    "municipality": _municipality,
    **{
        column: lambda text, known=known: _declined_keys(text, known)
        for column, known in DECLINED_COLUMNS.items()
    },
}
