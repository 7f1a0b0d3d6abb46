"""What pages about files say. Plain values in, words out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from survey.dates import day_in_words
from survey.export.kinds import CSV, CSV_EXCEL, LONG, PARQUET, RESEARCH, SAV, SHARING, WIDE, XLSX


def kind_name(kind: str) -> str:
    """Return what a kind of file is called."""
    return {
        RESEARCH: gettext("Research file: all answers, for work inside the project"),
        SHARING: gettext("File for sharing: scores only, for an open archive; one of a study"),
    }[kind]


def short_kind(kind: str) -> str:
    """Return what a kind of file is called in a table."""
    return {RESEARCH: gettext("Research file"), SHARING: gettext("File for sharing")}[kind]


def format_name(file_format: str) -> str:
    """Return what a format is called."""
    return {
        CSV: gettext("CSV, for R, Python and most programs"),
        CSV_EXCEL: gettext("CSV for Norwegian Excel: semicolons and decimal comma"),
        SAV: gettext("SPSS (.sav), with labels and three kinds of missing"),
        XLSX: gettext("Excel workbook (.xlsx), with the codebook as a sheet"),
        PARQUET: gettext("Parquet, for large files"),
    }[file_format]


def shape_name(shape: str) -> str:
    """Return what the rows are."""
    return {
        LONG: gettext("One row for each time somebody answered"),
        WIDE: gettext("One row for each person, before and after side by side"),
    }[shape]


def variable_name(variable: str) -> str:
    """Return what a background variable is called."""
    return {
        "municipality": gettext("Municipality"),
        "group_type": gettext("How the group is run"),
        "life_problem": gettext("Whether the members share one life problem"),
        "age_band": gettext("Age, in four bands"),
        "gender": gettext("Gender"),
        "earlier_groups": gettext("Earlier self-help groups"),
        "found_by": gettext("How the person found the group"),
    }[variable]


def list_of(variables: Sequence[str]) -> str:
    """Return a list of variables as one text."""
    if not variables:
        return gettext("no background variables")
    names = [variable_name(one) for one in variables]
    return "; ".join([names[0], *(f"{one[0].lower()}{one[1:]}" for one in names[1:])])


def day(value: dt.date) -> str:
    """Return a day in words of the language."""
    return day_in_words(value)


@dataclass(frozen=True)
class FileLine:
    """One file as a line of a table."""

    export_id: str
    what: str
    how: str
    week: str
    state: str
    may_fetch: bool
    sha256: str


def file_line(row: Any, *, has_failed: bool, is_stored: bool) -> FileLine:
    """Return a line for a row of the manifest."""
    what = short_kind(row.kind)
    how = f"{format_name(row.file_format)}. {shape_name(row.shape)}"
    state = _state(row, has_failed=has_failed, is_stored=is_stored)
    return FileLine(row.id, what, how, row.week, state, is_stored, row.sha256 or "")


def _state(row: Any, *, has_failed: bool, is_stored: bool) -> str:
    if has_failed:
        return gettext("It could not be made. You may try again.")
    if row.notes and row.notes.get("too_few_alike"):
        return gettext("It was not made: too few people would be alike in it.")
    if row.state == "waiting":
        if not row.n_parts:
            return gettext("Being made")
        return gettext(
            "Being made: %(done)s of %(all)s parts written", done=row.n_parts_done, all=row.n_parts
        )
    if is_stored:
        return gettext("Ready. Every cell was read back and compared.")
    return gettext("Not stored any more, because somebody's answers have gone. Make it anew.")
