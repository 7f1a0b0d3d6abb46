"""What would become of a file, as a record that pages and the command line show.

Imports pandas by way of the file readers: jobs and commands only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from survey.imports.cell_kinds import ANSWER
from survey.imports.converting import Converted, Row
from survey.imports.mapping import DECLINED, NOT_ASKED, SKIPPED, ColumnMapping, Place
from survey.imports.taking_in import Prepared
from survey.imports.targets import INSTRUMENT_OF, RANGES, WORDS
from survey.imports.tools import is_personal

FIRST_ROWS = 5
MOST_FAULTS = 1_000  # that are listed; all are counted
MOST_VALUES = 40


def preview(prepared: Prepared) -> dict[str, Any]:
    """Return the first rows with what each cell becomes, what is counted, and what is wrong."""
    converted, checked = prepared.converted, prepared.checked
    return {
        "tool": prepared.mapping.tool,
        "is_wide": prepared.mapping.is_wide,
        "n_rows": len(prepared.table.rows),
        "counts": _counts(prepared),
        "places": [[one.theirs, one.ours, one.wave] for one in converted.places],
        "left_out": [
            [name, is_personal(prepared.mapping.tool, name)] for name in converted.left_out
        ],
        "rows": _first_rows(prepared),
        "faults": [fault.to_dict() for fault in checked.faults[:MOST_FAULTS]],
        "n_faults": len(checked.faults),
        "values": _values_to_say(converted),
        "doubts": [doubt.to_dict() for doubt in prepared.doubts],
        "notes": list(prepared.table.notes),
    }


def _counts(prepared: Prepared) -> dict[str, int]:
    """Return what is stored if it is taken in as it stands."""
    rows = prepared.converted.rows
    kinds = Counter(
        kind
        for row in rows
        for ours, cell in row.cells.items()
        if ours in INSTRUMENT_OF
        for kind in [DECLINED if ours in row.declined() else cell.kind]
    )
    waves = Counter(row.wave for row in rows)
    people = {one.code_hash for one in prepared.checked.sittings}
    return {
        "people": len(people),
        "joined": prepared.checked.n_joined,
        "pre": waves["pre"],
        "post": waves["post"],
        **{kind: kinds[kind] for kind in (ANSWER, SKIPPED, DECLINED, NOT_ASKED)},
    }


def _first_rows(prepared: Prepared) -> list[dict[str, Any]]:
    converted, table = prepared.converted, prepared.table
    wanted = [*table.rows[:FIRST_ROWS]]
    rows = [row for row in converted.rows if row.number.split(" ")[0] in wanted]
    weeks = {one.row.number: one.week for one in prepared.checked.sittings}
    return [
        {
            "row": row.number,
            "wave": row.wave,
            "week": weeks.get(row.number, ""),
            "cells": [
                _cell(one, row, table.columns[one.theirs][wanted.index(row.number.split(" ")[0])])
                for one in converted.places
                if one.wave in {"", row.wave}
            ],
        }
        for row in rows
    ]


def _cell(place: Place, row: Row, text: str) -> list[str]:
    """Return a column's two names, what stands in the cell, and what it becomes."""
    cell = row.cells[place.ours]
    kind = DECLINED if place.ours in row.declined() else cell.kind
    becomes = "" if cell.value is None else str(cell.value)
    if place.ours in {"participant", "group"}:
        becomes = ""  # a keyed hash: nobody is the wiser for seeing it
    return [place.theirs, place.ours, text, kind, becomes]


def _values_to_say(converted: Converted) -> list[list[str]]:
    """Return the different texts that are no answers: what each means somebody must say.

    By our column, or by instrument where it is an item's: its items share their words.
    """
    ours = {(place.theirs, place.wave): place.ours for place in converted.places}
    found: dict[tuple[str, str], None] = {}
    for fault in converted.faults:
        if fault.kind not in {"not_whole", "out_of_range", "none_of"}:
            continue
        wave = fault.row.partition("(")[2].removesuffix(")")
        name = ours.get((fault.column, wave)) or ours.get((fault.column, ""), "")
        if name in RANGES or name in WORDS:
            found[INSTRUMENT_OF.get(name, name), fault.cell] = None
    return [list(one) for one in found][:MOST_VALUES]


def in_words(shown: dict[str, Any]) -> list[str]:
    """Return a preview as lines for the command line."""
    lines = [f"Read as: {shown['tool']}, {shown['n_rows']:,} rows."]
    for row in shown["rows"]:
        lines.append(f"Row {row['row']}: {row['wave'] or 'no wave'}, week {row['week']}")
        lines += [
            f"  {theirs} -> {ours}: {text!r} -> {_becomes(ours, kind, becomes)}"
            for theirs, ours, text, kind, becomes in row["cells"]
        ]
    lines.append("What would be stored:")
    lines += [f"  {name}: {count:,}" for name, count in shown["counts"].items()]
    left_out = shown["left_out"]
    if personal := [name for name, is_so in left_out if is_so]:
        lines.append(
            f"Left out and never stored, because it is about who answered and when: "
            f"{', '.join(personal)}."
        )
    if others := [name for name, is_so in left_out if not is_so]:
        lines.append(f"Left out: {', '.join(others)}.")
    return lines


def _becomes(ours: str, kind: str, becomes: str) -> str:
    if ours in {"participant", "group"} and kind == ANSWER:
        return "a keyed hash; the name itself is not kept"
    return becomes if kind == ANSWER else kind.replace("_", " ")


def said_of(mapping: ColumnMapping) -> Sequence[str]:
    """Return what the mapping vouches for, to be read before it is stored."""
    turned = [
        f"{key}: items {', '.join(map(str, said.items))} are turned back ({said.reason})"
        for key, said in mapping.turned.items()
    ]
    moved = [
        f"{key}: {said.add:+} to each answer ({said.reason})" for key, said in mapping.shift.items()
    ]
    return [*turned, *moved]
