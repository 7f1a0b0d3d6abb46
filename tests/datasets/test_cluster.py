"""A cluster that is there already, one that is lost midway, and one that cannot be."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from distributed import LocalCluster

from tests.simulated_people import write_people

ROOT = Path(__file__).parents[2]
ONE_WORKER = {
    "n_workers": 1,
    "threads_per_worker": 1,
    "host": "127.0.0.1",
    "scheduler_kwargs": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    "silence_logs": "CRITICAL",
}


@pytest.fixture
def elsewhere() -> Iterator[LocalCluster]:
    """A cluster that somebody else has started."""
    with LocalCluster(**ONE_WORKER) as cluster:
        yield cluster


def test_a_cluster_that_is_there_already_is_named_by_its_address(
    sammenheng, elsewhere, dataset, tmp_path
):
    folder, address = dataset(), elsewhere.scheduler_address

    alone, together = (
        sammenheng("evaluate", folder, "--json", tmp_path / f"{name}.json", *more)
        for name, more in (("alone", ()), ("together", ("--cluster", address)))
    )

    assert (alone.code, together.code) == (0, 0)
    assert together.out == alone.out
    figures = (tmp_path / "together.json").read_text()
    assert figures == (tmp_path / "alone.json").read_text()
    assert json.loads(figures)["data"]["n_rows"] > 0
    # What is wrong with a cell is told in the same words.
    wrong = dataset({(9, "gse_03"): 5})
    for command in ("score", "evaluate"):
        assert (
            sammenheng(command, wrong, "--cluster", address).err == sammenheng(command, wrong).err
        )


def test_a_cluster_that_is_lost_midway_leaves_nothing_half_written(sammenheng, elsewhere, tmp_path):
    write_people(tmp_path / "answers", 60_000, people_a_file=2_000)
    output = tmp_path / "scores.csv"
    output.write_text("old")
    closed = []

    def close_when_something_is_written() -> None:
        while not any(one.stat().st_size for one in tmp_path.glob(".scores*.part")):
            time.sleep(0.005)
        elsewhere.close()
        closed.append(True)

    watching = Thread(target=close_when_something_is_written, daemon=True)
    watching.start()
    result = sammenheng(
        "score", tmp_path / "answers", "-o", output, "--cluster", elsewhere.scheduler_address
    )
    watching.join(timeout=60)

    assert closed
    assert result.code == 1
    assert "the cluster was lost" in result.err
    assert "Run the command again" in result.err
    assert output.read_text() == "old"
    assert {one.name for one in tmp_path.iterdir()} == {"answers", "scores.csv"}


def test_a_cluster_that_is_not_there_is_named(sammenheng, dataset, monkeypatch):
    monkeypatch.setattr("survey.files.cluster.PATIENCE", 1)

    result = sammenheng("score", dataset(), "--cluster", "tcp://127.0.0.1:9")

    assert result.code == 1
    assert "there is no cluster at tcp://127.0.0.1:9" in result.err


def test_without_dask_the_extra_is_named(sammenheng, dataset, monkeypatch):
    monkeypatch.delitem(sys.modules, "survey.files.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)

    result = sammenheng("score", dataset(), "--cluster", "2")

    assert (result.code, result.out) == (1, "")
    assert "pip install 'sammenheng[cluster]'" in result.err
