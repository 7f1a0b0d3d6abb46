"""The memory of scoring is bounded, however large the data set is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs import in_full
from tests.simulated_people import write_people

ROOT = Path(__file__).parents[2]
MIB = 2**20
FEW = 140_000  # people: more rows than are in memory at a time


def highest_memory(*arguments: object) -> int:
    """Run a command, and return the most bytes that it ever had in memory."""
    command = [sys.executable, "-m", "survey", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss * 1024


@pytest.mark.parametrize("n_people", in_full(400_000, 10_000_000))
def test_the_memory_of_scoring_does_not_grow_with_the_file(tmp_path: Path, n_people: int) -> None:
    """The answers that are more, as numbers in a frame, would take far more than is allowed."""
    write_people(tmp_path / "few", FEW)
    write_people(tmp_path / "many", n_people)

    few, many = (
        highest_memory("score", tmp_path / name, "-o", tmp_path / f"{name}.csv")
        for name in ("few", "many")
    )

    assert many - few < 30 * MIB
    assert (n_people - FEW) * 2 * 23 * 8 > 80 * MIB
