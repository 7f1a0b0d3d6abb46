"""The command line as it is typed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

SOC = [f"soc13_{number:02}" for number in range(1, 14)]
GSE = [f"gse_{number:02}" for number in range(1, 11)]


@pytest.fixture
def study_file(tmp_path: Path) -> Callable[..., Path]:
    """Write six people's answers before and after; one does not come back."""

    def write(extra: tuple[list[object], ...] = (), name: str = "study.csv") -> Path:
        rows: list[list[object]] = [["participant", "group", "wave", "municipality", *SOC, *GSE]]
        for person in range(6):
            for wave, rise in (("pre", 0), ("post", 1)):
                if (person, wave) == (5, "post"):
                    continue
                soc = [1 + (person + n * 3 + rise * (n + person) % 3) % 7 for n in range(13)]
                gse = [1 + (person + n + rise * (n % 2)) % 4 for n in range(10)]
                rows.append([f"P{person}", f"G{person // 3}", wave, "0301", *soc, *gse])
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([*rows, *extra])
        return path

    return write
