"""Two workers and one process give the same bytes: of a few people, and of twenty million."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from distributed import default_client

from scoring.plan import default_plan
from survey.files.dataset import ROWS, Part
from survey.files.pieces import Made, Run, Work
from tests.parquet_people import QUICK, figures, people, scores, write_parts
from tests.proofs import IS_LONG, in_full
from tests.simulated_people import write_people

CUTS = [((), 5), ((3,), 2), ((4, 9, 15), 1)]


@pytest.mark.parametrize(("places", "row_group"), in_full(CUTS[-1], *CUTS[:-1]))
def test_however_a_data_set_is_cut_two_workers_change_no_byte(
    on_two_workers: Run, tmp_path: Path, places, row_group
) -> None:
    frame = people(30)
    whole = write_parts(tmp_path / "whole", frame, ()) / "1.parquet"
    parts = write_parts(tmp_path / "parts", frame, places, row_group)

    for ending in (".csv", ".parquet"):
        assert scores(parts, 2, ending, on_two_workers) == scores(whole, 1000, ending)
    assert figures(parts, 2, on_two_workers) == figures(whole, 1000)


@pytest.mark.parametrize("n_people", in_full(4_000, 20_000_000))
def test_of_millions_of_people_every_figure_is_the_same_to_the_last_digit(
    on_two_workers: Run, tmp_path: Path, n_people: int
) -> None:
    write_people(tmp_path / "answers", n_people, people_a_file=min(500_000, n_people // 4))
    plan = default_plan() if IS_LONG else QUICK

    together = figures(tmp_path / "answers", ROWS, on_two_workers, plan)
    alone = figures(tmp_path / "answers", ROWS, plan=plan)

    assert together == alone
    assert json.loads(alone)["data"]["n_participants"] == n_people


@pytest.mark.parametrize("n_killed", in_full(1, 2, 3))
def test_workers_that_are_killed_midway_change_no_byte(
    on_two_workers: Run, tmp_path: Path, n_killed: int
) -> None:
    """Each is killed while parts are under way; what it had is done again by another."""
    write_people(tmp_path / "answers", 40_000, people_a_file=2_000)
    killed = []

    def with_kills(work: Work[Made], parts: Iterable[Part]) -> Iterator[Made]:
        for place, piece in enumerate(on_two_workers(work, parts)):
            if place in range(2, 2 + n_killed):
                worker = next(iter(default_client().run(os.getpid).values()))
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)
            yield piece

    together = scores(tmp_path / "answers", ROWS, ".csv", with_kills)

    assert len(killed) == n_killed
    assert together == scores(tmp_path / "answers", ROWS, ".csv")
