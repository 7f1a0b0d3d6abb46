"""What a part of a data set becomes: the same function here, and in any other process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar

import pandas as pd

from scoring.errors import BadCell, BadValues
from survey.files.answers import MOST_CELLS
from survey.files.dataset import Dataset, Part, frames_of
from survey.files.faults import SHOWN, BadAnswers
from survey.files.header import Header, empty_rows_note, nothing_filled_in


@dataclass(frozen=True)
class Seen:
    """What was seen of some rows, beside what they became.

    n_rows: all of them. n_left_out: empty ones. is_filled: whether any has a cell filled in.
    cells: the first that are no answers; n_faults counts all of those.
    """

    path: Path
    n_rows: int
    n_left_out: int = 0
    is_filled: bool = True
    cells: tuple[BadCell, ...] = ()
    n_faults: int = 0


class Piece(Protocol):
    """What some rows became; nothing if some of their cells are no answers."""

    @property
    def seen(self) -> Seen:
        """What was seen of the rows."""


Made = TypeVar("Made", bound=Piece)
Work = Callable[[Part], Iterator[Made]]
Run = Callable[[Work[Made], Iterable[Part]], Iterator[Made]]  # in the order of the parts


def run_here(work: Work[Made], parts: Iterable[Part]) -> Iterator[Made]:
    """Yield what the parts become, one piece after the other, in this process."""
    for part in parts:
        yield from work(part)


def checked_frames(
    part: Part, header: Header, rows: int
) -> Iterator[tuple[pd.DataFrame | None, Seen]]:
    """Yield the part's rows with checked answers, or None where cells are no answers."""
    for frame in frames_of(part, header, rows):
        seen = Seen(part.path, len(frame), is_filled=not frame.isna().all(axis=None))
        people, n_left_out = header.without_empty_rows(frame)
        try:
            checked = header.with_answers(part.path, people)
        except BadAnswers as bad:
            cells = bad.values.cells[:MOST_CELLS]
            yield None, replace(seen, cells=cells, n_faults=bad.values.n_cells)
        else:
            yield checked, replace(seen, n_left_out=n_left_out)


@dataclass
class Tally:
    """What was seen of all rows so far."""

    dataset: Dataset
    n_rows: int = 0
    n_left_out: int = 0
    is_filled: bool = False
    cells: list[BadCell] = field(default_factory=list)
    faults: dict[Path, int] = field(default_factory=dict)  # how many in each file

    def add(self, seen: Seen) -> None:
        """Count some more rows."""
        self.n_rows += seen.n_rows
        self.n_left_out += seen.n_left_out
        self.is_filled |= seen.is_filled
        if seen.n_faults:
            self.faults[seen.path] = self.faults.get(seen.path, 0) + seen.n_faults
            if len(self.faults) == 1:  # of the first faulty file the cells are named
                self.cells += seen.cells[: MOST_CELLS - len(self.cells)]

    def check(self) -> None:
        """Raise BadAnswers if there was a cell that is no answer, BadFile if none was filled."""
        if self.faults:
            (first, n), *others = self.faults.items()
            lines = [f"  {path.name}: {count} values" for path, count in others[:SHOWN]]
            more = [f"  ... and {len(others) - SHOWN} more files"] if len(others) > SHOWN else []
            elsewhere = "\n".join(["In other files:", *lines, *more]) if others else ""
            raise BadAnswers(first, BadValues(self.cells, n), elsewhere)
        if not self.is_filled:
            raise nothing_filled_in(self.dataset.path)

    @property
    def notes(self) -> list[str]:
        """What the reader should know of the rows."""
        return empty_rows_note(self.n_left_out)


def sound(pieces: Iterable[Made], tally: Tally) -> Iterator[Made]:
    """Yield the pieces for as long as no cell was wrong; then look for all the other faults.

    Raises at the end what `Tally.check` raises, so that nobody must correct a file twice.
    """
    for piece in pieces:
        tally.add(piece.seen)
        if not tally.faults:
            yield piece
    tally.check()
