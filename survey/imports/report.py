"""The report of rejected cells as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from survey.csv_cells import guarded
from survey.imports.faults import Fault


def rejected_csv(faults: Iterable[Fault]) -> bytes:
    """Return every rejected cell as CSV, with what is wrong with it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["row", "column", "cell", "why"])
    for fault in faults:
        why = str(fault).partition(": ")[2] if fault.row or fault.column else str(fault)
        writer.writerow([fault.row, *map(guarded, (fault.column, fault.cell)), why])
    return text.getvalue().encode()
