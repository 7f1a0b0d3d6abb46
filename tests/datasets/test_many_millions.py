"""Twenty million simulated people: two workers and one process give the same evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring.plan import default_plan
from survey.files.dataset import ROWS
from survey.files.pieces import Run
from tests.parquet_people import QUICK, figures
from tests.proofs import IS_LONG, in_full
from tests.simulated_people import write_people


@pytest.mark.parametrize("n_people", in_full(4_000, 20_000_000))
def test_two_workers_and_one_process_agree_to_the_last_digit(
    on_two_workers: Run, tmp_path: Path, n_people: int
) -> None:
    write_people(tmp_path / "answers", n_people, people_a_file=min(500_000, n_people // 4))
    plan = default_plan() if IS_LONG else QUICK

    together = figures(tmp_path / "answers", ROWS, on_two_workers, plan)
    alone = figures(tmp_path / "answers", ROWS, plan=plan)

    assert together == alone
    assert json.loads(alone)["data"]["n_participants"] == n_people
