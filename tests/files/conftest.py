"""Answer files as people make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

SOC = [f"soc13_{number:02}" for number in range(1, 14)]
ANSWERS = ["4", "2", "6", "5", "3", "7", "1", "4", "5", "2", "6", "3", "7"]

WriteCsv = Callable[..., Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Write two people's SOC-13 answers; the person in row 2 is the one who may be changed."""

    def write(  # noqa: PLR0913 - each test changes one of these
        *,
        separator: str = ",",
        encoding: str = "utf-8",
        name: str = "answers.csv",
        place: str = "Oslo",
        columns: Sequence[str] = (),
        changed: dict[str, str] | None = None,
    ) -> Path:
        header = ["place", *(columns or SOC)]
        first = [place, *ANSWERS]
        for column, value in (changed or {}).items():
            first[header.index(column)] = value
        lines = [separator.join(row) for row in (header, first, ["Bergen", *ANSWERS])]
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write
