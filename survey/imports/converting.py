"""A file's table into rows as they are to be stored, and everything that is wrong with its cells.

Imports pandas by way of the file readers: jobs and commands only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.after_questions import STILL_IN
from survey.imports.cell_kinds import ANSWER, FAULTY
from survey.imports.cells import Cell, Reader
from survey.imports.faults import Fault
from survey.imports.mapping import DECLINED, ColumnMapping, Place
from survey.imports.mapping_faults import WAVES
from survey.imports.placing import places_of, turned_names
from survey.imports.table import Table
from survey.imports.targets import (
    AT_POST,
    AT_PRE,
    DECLINED_COLUMNS,
    OF_THE_PERSON,
    RANGES,
    WORDS,
)
from survey.models.study import POST, PRE


@dataclass(frozen=True)
class Row:
    """What one person said at one wave, by our names."""

    number: str  # in the file; with the wave where both stand in one row
    wave: str
    cells: dict[str, Cell]

    def said(self, ours: str) -> str:
        """Return what stands in a column, or nothing."""
        cell = self.cells.get(ours)
        return "" if cell is None or cell.value is None else str(cell.value)

    def declined(self) -> frozenset[str]:
        """Return every item and question that was declined, wherever the file says so."""
        named = {key for column in DECLINED_COLUMNS for key in self.said(column).split()}
        return frozenset(named | {key for key, one in self.cells.items() if one.kind == DECLINED})


@dataclass(frozen=True)
class Converted:
    """All rows, what is wrong with cells, and which column is what."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    places: tuple[Place, ...]
    left_out: tuple[str, ...]


def convert(path: Path, table: Table, mapping: ColumnMapping) -> Converted:
    """Return a table's rows under our names; raise BadFile where its columns do not fit."""
    places = places_of(path, list(table.columns), mapping)
    faults = turned_names(places, mapping)
    readers = {place: Reader(place.ours, mapping) for place in places}
    fixed = {ours: Reader(ours, mapping).read(text) for ours, text in mapping.fixed.items()}
    faults += [
        Fault("", f"[fixed] {ours}", mapping.fixed[ours], cell.fault, cell.about)
        for ours, cell in fixed.items()
        if cell.kind == FAULTY
    ]
    rows = []
    for place, number in enumerate(table.rows):
        texts = {one: table.columns[one.theirs][place] for one in places}
        for wave in WAVES if mapping.is_wide else ("",):
            asked = [one for one in places if one.wave in {"", wave}]
            cells = fixed | {one.ours: readers[one].read(texts[one]) for one in asked}
            if mapping.is_wide and not _is_answered(cells, asked):
                continue  # who did not answer the second time has no second row
            row = _row(number, wave, cells, mapping)
            theirs = {one.ours: one.theirs for one in asked}
            faults += _row_faults(row, theirs, {one.ours: texts[one] for one in asked})
            rows.append(row)
    used = {one.theirs for one in places}
    left_out = tuple(name for name in table.columns if name not in used)
    return Converted(tuple(rows), tuple(faults), places, left_out)


def _is_answered(cells: dict[str, Cell], asked: Sequence[Place]) -> bool:
    return any(
        cells[one.ours].kind in {ANSWER, DECLINED, FAULTY}
        for one in asked
        if one.wave and one.ours not in OF_THE_PERSON and (one.ours in RANGES or one.ours in WORDS)
    )


def _row(number: str, wave: str, cells: dict[str, Cell], mapping: ColumnMapping) -> Row:
    if wave:
        return Row(f"{number} ({wave})", wave, cells)
    found = cells.get("wave")
    said = str(found.value) if found is not None and found.value else mapping.wave
    return Row(number, said, cells)


def _row_faults(row: Row, theirs: dict[str, str], texts: dict[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with a row's cells, each by itself and with one another."""
    for ours, text in texts.items():
        cell = row.cells[ours]
        if cell.kind == FAULTY:
            yield Fault(row.number, theirs[ours], text, cell.fault, cell.about)
        elif cell.kind in {ANSWER, DECLINED}:
            for asked, questions in ((POST, AT_POST), (PRE, AT_PRE)):
                if ours in questions and row.wave in WAVES and row.wave != asked:
                    about = {"wave": row.wave, "asked": asked}
                    kind = "wrong_wave_declined" if ours in DECLINED_COLUMNS else "wrong_wave"
                    yield Fault(row.number, theirs[ours], text, kind, about)
    if row.said("status") == STILL_IN and row.said("leaving_reason"):
        ours = "leaving_reason"
        if ours in theirs:
            yield Fault(row.number, theirs[ours], texts[ours], "reason_of_who_stays")
    for column in DECLINED_COLUMNS:
        yield from (
            Fault(row.number, theirs.get(column, column), key, "declined_answered", {"key": key})
            for key in row.said(column).split()
            if row.said(key)
        )
