"""The program asks nobody else anything: all of it runs where no other machine can be reached."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.config import Settings
from tests.proofs import in_full

ROOT = Path(__file__).parents[2]
WATCHED = Path(__file__).with_name("watched")
SURVEY = [sys.executable, "-m", "survey"]
WALK = [sys.executable, "-m", "tests.security.walk_everything"]


@pytest.fixture
def watched(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a process that can reach nobody else, and notes what it tries."""
    return os.environ | {
        "PYTHONPATH": f"{WATCHED}{os.pathsep}{ROOT}",
        "NOTES_OF_SOCKETS": str(tmp_path / "sockets.txt"),
        "SAMMENHENG_CONFIG": str(settings.source),
    }


@pytest.fixture
def notes(tmp_path: Path) -> Callable[[str], list[str]]:
    """Return what the processes wrote down, by how it begins."""

    def run(begin: str) -> list[str]:
        lines = (tmp_path / "sockets.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith(begin)]

    return run


def test_a_process_that_would_ask_somebody_is_seen_and_stopped(
    watched: dict[str, str], notes: Callable[[str], list[str]]
) -> None:
    curious = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')"
    done = subprocess.run(
        [sys.executable, "-c", curious], env=watched, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert [one.split()[-1] for one in notes("out:")] == ["192.0.2.1"]


@pytest.mark.parametrize(("how", "at_least"), in_full(("sitting", 60), ("whole", 200)))
def test_every_page_and_the_jobs_behind_them_ask_nobody_else(
    watched: dict[str, str],
    notes: Callable[[str], list[str]],
    tmp_path: Path,
    how: str,
    at_least: int,
) -> None:
    walked = subprocess.run(
        [*WALK, how], env=watched, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(walked.stdout.split()[-1]) > at_least
    if how == "whole":
        subprocess.run([*SURVEY, "jobs", "run"], env=watched, cwd=tmp_path, check=True)
    assert notes("out:") == []
    assert any("walk_everything" in one for one in notes("watched:"))


@pytest.mark.parametrize(
    "command",
    in_full(
        ["report", "--example", "--language", "nb", "-o", "a.pdf"],
        ["demo", "--no-serve", "--people", "300"],
        ["study", "list"],
        ["db", "check"],
        ["plan"],
    ),
    ids=" ".join,
)
def test_a_command_asks_nobody_else(
    watched: dict[str, str],
    notes: Callable[[str], list[str]],
    tmp_path: Path,
    command: list[str],
) -> None:
    if command[0] == "demo":  # in a folder of its own, with settings of its own
        watched = {name: value for name, value in watched.items() if name != "SAMMENHENG_CONFIG"}
    folder = tmp_path / "own"
    folder.mkdir()
    subprocess.run([*SURVEY, *command], env=watched, cwd=folder, capture_output=True, check=True)
    assert notes("out:") == []


def test_the_server_asks_nobody_else_to_answer_a_request(
    watched: dict[str, str], notes: Callable[[str], list[str]], tmp_path: Path
) -> None:
    with subprocess.Popen(
        [*SURVEY, "serve", "--port", "0"],
        env=watched,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            told = iter(server.stderr.readline, "")
            line = next(one for one in told if one.startswith("Serving on"))
            with urllib.request.urlopen(line.split()[2]) as page:  # noqa: S310 - our own server
                assert page.status == 200
        finally:
            server.terminate()
            server.stderr.read()
    assert notes("out:") == []
