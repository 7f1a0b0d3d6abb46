"""What can be wrong with a file, or with what was said about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scoring.errors import BadValues
from survey.errors import SurveyError

SHOWN = 10  # faults that are listed; the rest is counted


class BadFile(SurveyError):
    """A file cannot be read or written; names the file, the place and the remedy."""

    def __init__(self, path: Path, fault: str, remedy: str = "") -> None:
        """Join the three into one message."""
        self.path, self.fault, self.remedy = path, fault, remedy
        super().__init__(f"{path.name}: {fault}" + (f"\n{remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[type[BadFile], tuple[Path, str, str]]:
        """Tell how the error is made again in the process that waits for its outcome."""
        return BadFile, (self.path, self.fault, self.remedy)


class BadAnswers(BadFile):
    """Cells that cannot be answers; ``values.cells`` holds them, the message the first ten."""

    def __init__(self, path: Path, values: BadValues, elsewhere: str = "") -> None:
        """Put the file's name before what is wrong with its cells; elsewhere: in other files."""
        super().__init__(path, str(values), elsewhere)
        self.values = values


class BadMapping(SurveyError):
    """What ``--map`` says does not make sense, or does not fit the file."""


def listed(faults: Sequence[str], total: int | None = None) -> str:
    """Return the first ten faults, one a line, and a line that counts the rest."""
    total = len(faults) if total is None else total
    lines = [f"  {fault}" for fault in faults[:SHOWN]]
    if total > SHOWN:
        lines.append(f"  ... and {total - SHOWN} more")
    return "\n".join(lines)


def named(names: Sequence[str]) -> str:
    """Return names in a row, the first ten of them."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(name or "(no name)" for name in names[:SHOWN]) + more
