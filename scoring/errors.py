"""What may be wrong with data, a definition or a plan that is handed to `scoring`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CELLS_NAMED = 10
LONGEST_VALUE = 40
REMEDY = (
    "Correct each value, or leave the cell empty if the item was not answered. Nothing was scored."
)


class ScoringError(ValueError):
    """Something that cannot be scored or evaluated as it stands."""


class _FaultsError(ScoringError):
    """An error that lists every fault of one file at once."""

    def __init__(self, where: str, faults: Sequence[str]) -> None:
        """Take what is faulty, such as a file's name, and a sentence for each fault."""
        self.faults = tuple(faults)
        super().__init__(f"{where}:\n" + "\n".join(f"  - {fault}" for fault in self.faults))


class BadDefinition(_FaultsError):
    """An instrument's definition is faulty; `.faults` lists all that is wrong with it."""


class BadPlan(_FaultsError):
    """An analysis plan, or the missing rule in it, is faulty; `.faults` lists all of it."""


class BadColumns(ScoringError):
    """The columns are not an instrument's items: incomplete, doubled or misnamed."""


class BadFrame(ScoringError):
    """The rows do not fit together: a participant twice in a wave, an unknown wave, ..."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """One value that is no response: where it stands, what it is, and what is wrong."""

    row: object
    column: str
    value: object
    reason: str

    def __str__(self) -> str:
        """Return the one line that names the cell."""
        shown = repr(self.value) if isinstance(self.value, str) else str(self.value)
        if len(shown) > LONGEST_VALUE:
            shown = shown[:LONGEST_VALUE] + "..."
        return f"row {self.row}, column {self.column}: {shown} {self.reason}"


class BadValues(ScoringError):
    """Some values are no responses; `.cells` holds the first of them, `.n_cells` counts all."""

    def __init__(self, cells: Sequence[BadCell], n_cells: int | None = None) -> None:
        """Take the first bad cells, and how many there are in all."""
        self.cells = tuple(cells)
        self.n_cells = len(self.cells) if n_cells is None else n_cells
        super().__init__(self._message())

    def _message(self) -> str:
        named = self.cells[:CELLS_NAMED]
        rest = self.n_cells - len(named)
        lines = [
            "1 value cannot be scored:"
            if self.n_cells == 1
            else f"{self.n_cells} values cannot be scored:",
            *(f"  {cell}" for cell in named),
            *([f"  ... and {rest} more"] if rest else []),
            REMEDY,
        ]
        return "\n".join(lines)
