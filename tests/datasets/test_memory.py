"""The memory of scoring is bounded, however large the data set is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs import in_full
from tests.simulated_people import write_people

ROOT = Path(__file__).parents[2]
MIB = 2**20
FEW = 100_000  # people: more rows than are in memory at a time
BOTH = """
import resource, sys
from survey.cli import main
for source in sys.argv[1:]:
    try:
        main(["score", source, "-o", f"{source}.csv"])
    except SystemExit as ended:
        assert not ended.code
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.mark.parametrize("n_people", in_full(320_000, 10_000_000))
def test_the_memory_of_scoring_does_not_grow_with_the_file(tmp_path: Path, n_people: int) -> None:
    """The answers that are more, as numbers in a frame, would take far more than is allowed."""
    write_people(tmp_path / "few", FEW)
    write_people(tmp_path / "many", n_people)

    done = subprocess.run(
        [sys.executable, "-c", BOTH, tmp_path / "few", tmp_path / "many"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    few, many = map(int, done.stdout.split())
    assert many - few < 30 * MIB
    assert (n_people - FEW) * 1.7 * 23 * 8 > 60 * MIB
