"""The units for systemd: they are read, they are narrow, and what they start is there."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from survey.cli import COMMANDS
from survey.config import NAMES, Settings, load_settings
from tests.deploy.tools import FOLDER, tool
from tests.serving.running import ROOT

SERVICES = sorted(FOLDER.glob("*.service"))
UNITS = sorted([*SERVICES, *FOLDER.glob("*.timer"), *FOLDER.glob("*.socket")])
PROGRAM = "/opt/sammenheng/bin/sammenheng"
MOST_EXPOSED = 2.0  # of 10, as systemd judges
REFUSE_WRITE_AND_EXECUTE = (65, 1)  # prctl: PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN
LETTERS = {"secret_key": "s", "code_pepper": "p", "export_key": "e", "contact_key": "c"}


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Copy the units to a folder of their own, with a program that is there."""
    folder = tmp_path / "units"
    shutil.copytree(FOLDER, folder)
    for unit in folder.glob("*.service"):
        told = unit.read_text(encoding="utf-8").replace(PROGRAM, sys.executable)
        unit.write_text(told, encoding="utf-8")
    return folder


def analyze(units: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("systemd-analyze"), *map(str, arguments)],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_finds_nothing_wrong_with_the_units(units: Path) -> None:
    done = analyze(units, "verify", *(units / one.name for one in UNITS))
    told = [line for line in done.stderr.splitlines() if "sammenheng" in line]
    assert not told
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.stem)
def test_each_service_may_do_little_but_its_work(units: Path, service: Path) -> None:
    done = analyze(units, "security", "--offline=true", units / service.name)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.stem)
def test_each_service_starts_a_command_there_is(
    service: Path, sammenheng: Callable[..., Any]
) -> None:
    started = re.findall(rf"^ExecStart={PROGRAM} (.+)$", service.read_text("utf-8"), re.MULTILINE)
    assert len(started) == 1
    words = started[0].split()
    assert words[0] in COMMANDS
    assert sammenheng(*words, "--help").code == 0


def test_each_timer_starts_a_service_there_is() -> None:
    for timer in FOLDER.glob("*.timer"):
        assert timer.with_suffix(".service") in SERVICES


def test_the_example_of_the_settings_is_right_once_its_keys_are_filled_in(tmp_path: Path) -> None:
    told = (FOLDER / "sammenheng.example.toml").read_text(encoding="utf-8")
    told = told.replace("/var/lib/sammenheng", str(tmp_path))
    for name, letter in LETTERS.items():
        told = told.replace(f'{name} = ""', f'{name} = "{letter * 32}"')
    commented = [line for line in told.splitlines() if re.match(r"# \w+ = ", line)]
    assert {line[2:].partition(" =")[0] for line in commented} <= set(NAMES)
    path = tmp_path / "sammenheng.toml"
    path.write_text(told, encoding="utf-8")
    settings = load_settings({"SAMMENHENG_CONFIG": str(path)})
    assert (settings.proxies, settings.log, settings.jobs) == (1, "json", "elsewhere")


def test_the_program_works_where_no_memory_may_be_written_and_run(
    settings: Settings, catalogues: None, tmp_path: Path
) -> None:
    """As ``MemoryDenyWriteExecute`` has it: statistics, pictures and typesetting too."""

    def forbid() -> None:
        if ctypes.CDLL(None).prctl(*REFUSE_WRITE_AND_EXECUTE, 0, 0, 0):
            raise OSError

    report = ["report", "--example", "--language", "nb", "-o", str(tmp_path / "report.pdf")]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "survey", *report],
            env=os.environ | {"SAMMENHENG_CONFIG": str(settings.source)},
            preexec_fn=forbid,
            capture_output=True,
            check=False,
            cwd=ROOT,
        )
    except subprocess.SubprocessError:
        pytest.skip("this system cannot forbid it (Linux 6.3 or newer can)")
    assert done.returncode == 0, done.stderr
