"""Cells of a CSV file that is written line by line, safe to open in a spreadsheet."""

from __future__ import annotations

import re

STARTS_A_FORMULA = re.compile(r"[=+\-@\t\r']")


def guarded(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if STARTS_A_FORMULA.match(text) else text
