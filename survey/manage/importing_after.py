"""What a file holds of the questions after the instruments, cell by cell. Imports pandas."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from survey.after_questions import QUESTIONS, STILL_IN, AfterQuestion, Answer
from survey.files.answers import MISSING, whole_number
from survey.models.study import POST

Cells = dict[str, Answer | None]


def after_columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns of the file that are such questions."""
    return [question.key for question in QUESTIONS if question.key in frame]


def read_after(
    frame: pd.DataFrame, waves: pd.Series[Any]
) -> tuple[dict[Hashable, Cells], list[str]]:
    """Return the answers of each row at post, and what is wrong with a cell, in words.

    waves: the wave of each row. A row at another wave has nothing there: it is asked at post.
    """
    asked = {one: frame[one.key].tolist() for one in QUESTIONS if one.key in frame}
    found: dict[Hashable, Cells] = {}
    faults: list[str] = []
    for place, (row, wave) in enumerate(waves.items()):
        cells: Cells = {}
        for question, values in asked.items():
            cells[question.key], fault = _cell(question, values[place], wave)
            if fault:
                shown = _shown(values[place])
                faults.append(f"row {row}, column {question.key}: {shown} {fault}")
        if cells.get("status") == STILL_IN and cells.get("leaving_reason") is not None:
            faults.append(
                f"row {row}, column leaving_reason: {cells['leaving_reason']!r} is a reason to "
                f"leave, but status says {STILL_IN}. Empty one of the two."
            )
        if wave == POST and asked:
            found[row] = cells
    return found, faults


def _cell(question: AfterQuestion, value: Any, wave: str) -> tuple[Answer | None, str]:
    """Return one cell's answer and no fault, or none and what is wrong."""
    answer, fault = _word(question, value) if question.is_in_words else _number(question, value)
    if fault or (answer is not None and wave != POST):
        return None, fault or f"stands at {wave}, but this is asked at {POST} only. Empty the cell."
    return answer, ""


def _word(question: AfterQuestion, value: Any) -> tuple[Answer | None, str]:
    text = "" if pd.isna(value) else str(value).strip()
    if text in MISSING:
        return None, ""
    known = [str(point) for point, _ in question.points]
    return (text, "") if text in known else (None, f"is none of {', '.join(known)}.")


def _number(question: AfterQuestion, value: Any) -> tuple[Answer | None, str]:
    if pd.isna(value):
        return None, ""
    number, fault = whole_number(value, *question.range)
    return (None, f"{fault}." if fault else "") if math.isnan(number) else (int(number), "")


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)
