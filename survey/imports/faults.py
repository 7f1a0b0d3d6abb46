"""What is wrong with a cell or a row of a file, as a record and as the command line says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from survey.errors import RejectedAnswers

ENGLISH = {
    "not_whole": "is not a whole number",
    "out_of_range": "is outside {low} to {high}",
    "none_of": "is none of {known}.",
    "declines_nothing": "cannot be declined: it is left open, or it has a choice of its own.",
    "wrong_wave": "stands at {wave}, but this is asked at {asked} only. Empty the cell.",
    "wrong_wave_declined": "asked at {asked} only. Empty the cell.",
    "reason_of_who_stays": "is a reason to leave, but status says still_in. Empty one of the two.",
    "declined_unknown": "{key!r} is none of {first} to {last}.",
    "declined_answered": "{key} has an answer as well. Keep one of the two.",
    "week": "is no ISO week such as 2027-W03.",
    "week_ahead": "is a week that has not come yet.",
    "week_order": "is a week before the same person's first answers.",
    "language": "is no language code such as nb.",
    "municipality": "is no official number of four digits.",
    "turned_name": "the column's name says that its answers are turned already. Say so in the "
    "mapping under [turned], with the reason, or name the column that holds the raw answers.",
    "no_wave": "no wave. Give a column wave, or --wave for all rows.",
    "wave": "wave {wave!r} is none of {known}. Give a column wave, or --wave for all rows.",
    "withdrawn": "this participant has withdrawn. Take the row out.",
    "answered": "this participant has answered {wave} already. Take the row out.",
    "twice": "the participant of row {before} once more in {wave}. Keep one.",
    "same_file": "this very file was taken in before ({week}). Undo that import first.",
}
# These name what they are about themselves; before the others stands the cell.
WITHOUT_CELL = frozenset(
    {
        "declined_unknown",
        "declined_answered",
        "turned_name",
        "wrong_wave_declined",
        "no_wave",
        "wave",
        "withdrawn",
        "answered",
        "twice",
        "same_file",
    }
)


@dataclass(frozen=True)
class Fault:
    """One rejected cell, or a row, or the file as a whole where no row is named."""

    row: str
    column: str  # as it is called in the file
    cell: str
    kind: str
    about: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in one line."""
        what = ENGLISH[self.kind].format(**self.about)
        if self.kind not in WITHOUT_CELL:
            what = f"{self.cell!r} {what}"
        if not self.row:
            return f"column {self.column}: {what}" if self.column else what
        return f"row {self.row}{f', column {self.column}' if self.column else ''}: {what}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


class RejectedCells(RejectedAnswers):
    """An import was refused; ``faults`` are all of them, the message the first ten."""

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        """Keep what the report lists."""
        super().__init__(message)
        self.faults = tuple(faults)
