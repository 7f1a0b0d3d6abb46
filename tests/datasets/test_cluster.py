"""Several processes work on one data set; one that is lost costs nothing but time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from tests.parquet_people import people, write_parts
from tests.proofs import in_full
from tests.simulated_people import write_people

ROOT = Path(__file__).parents[2]
ONE_WORKER = {
    "n_workers": 1,
    "threads_per_worker": 1,
    "host": "127.0.0.1",
    "scheduler_kwargs": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
    "silence_logs": "CRITICAL",
}
SAMMENHENG = [sys.executable, "-m", "survey"]


@pytest.fixture(scope="module")
def many_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty parts, so that something is still to be done when a worker dies."""
    folder = tmp_path_factory.mktemp("many") / "answers"
    write_people(folder, 120_000, people_a_file=8_000)
    return folder


def workers_of(command: subprocess.Popen) -> list[psutil.Process]:
    """Return the processes that work on the parts."""
    return [
        child
        for child in psutil.Process(command.pid).children()
        if "spawn_main" in " ".join(child.cmdline())
    ]


def written_so_far(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.glob(".scores*.part"))


def wait_until(condition, command: subprocess.Popen) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert command.poll() is None, command.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize("n_killed", in_full(1, 2, 3))
def test_a_worker_that_is_killed_midway_changes_no_byte(many_parts, tmp_path, n_killed):
    """Each is killed after something was written, and another takes up its parts."""
    whole = tmp_path / "whole.csv"
    subprocess.run([*SAMMENHENG, "score", many_parts, "-o", whole], check=True, cwd=ROOT)
    output = tmp_path / "scores.csv"

    with subprocess.Popen(
        [*SAMMENHENG, "score", many_parts, "-o", output, "--cluster", "2"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        for _ in range(n_killed):
            so_far = written_so_far(tmp_path)
            wait_until(lambda so_far=so_far: written_so_far(tmp_path) > so_far, command)
            os.kill(workers_of(command)[0].pid, signal.SIGKILL)
        _, said = command.communicate(timeout=300)

    assert command.returncode == 0, said
    assert output.read_bytes() == whole.read_bytes()


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


def test_a_cluster_that_is_lost_midway_leaves_nothing_half_written(many_parts, tmp_path):
    output = tmp_path / "scores.csv"
    output.write_text("old")
    with LocalCluster(**ONE_WORKER) as cluster:
        address = cluster.scheduler_address
        arguments = ["score", many_parts, "-o", output, "--cluster", address]
        with subprocess.Popen(
            [*SAMMENHENG, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True
        ) as command:
            wait_until(lambda: written_so_far(tmp_path) > 0, command)
            cluster.close()
            _, said = command.communicate(timeout=120)

    assert command.returncode == 1, said
    assert "the cluster was lost" in said
    assert "Run the command again" in said
    assert "Traceback" not in said
    assert output.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


def test_a_cluster_that_is_not_there_is_named(sammenheng, dataset, monkeypatch):
    monkeypatch.setattr("survey.files.cluster.PATIENCE", 1)

    result = sammenheng("score", dataset(), "--cluster", "tcp://127.0.0.1:9")

    assert result.code == 1
    assert "there is no cluster at tcp://127.0.0.1:9" in result.err


def test_without_dask_the_extra_is_named_and_everything_else_works(tmp_path):
    folder = write_parts(tmp_path / "answers", people(), (5,))
    without = "import sys; sys.modules['distributed'] = None; from survey.cli import main; main()"

    together, alone = (
        subprocess.run(
            [sys.executable, "-c", without, "score", folder, *more],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        for more in (("--cluster", "2"), ())
    )

    assert (together.returncode, together.stdout) == (1, "")
    assert "pip install 'sammenheng[cluster]'" in together.stderr
    assert alone.returncode == 0
    assert alone.stdout.count("\n") == len(people()) + 1
