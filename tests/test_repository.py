"""The repository as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from survey.cli import sammenheng
from survey.config import NAMES, PREFIX

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {
    "pyproject.toml",
    "survey",
    "scoring",
    "migrations",
    "tests",
    "README.md",
    "LICENSE",
    "run",
    "requirements.lock",
    "requirements-dev.lock",
}
NOT_TEXT = {".png", ".pdf", ".xlsx", ".sav", ".parquet", ".gz", ".ico", ".woff2"}
MACHINE_PATH = re.compile(r"(?<![\w.$~}])/(?:home|Users|root|work|mnt)/\w")


def kept_files() -> list[Path]:
    """Return the files of the repository: what git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not in a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_the_top_level_is_the_fixed_set() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in kept_files()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_is_a_drawer_of_unrelated_things() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [path for path in kept_files() if path.stem in drawers]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in kept_files()
        if path.suffix not in NOT_TEXT
        for match in MACHINE_PATH.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*NAMES, f"{PREFIX}CONFIG") if name not in readme] == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    context = sammenheng.make_context("sammenheng", [], resilient_parsing=True)
    commands = sammenheng.list_commands(context)
    assert [name for name in commands if f"sammenheng {name}" not in readme] == []


def test_one_python_version_is_the_oldest_everywhere() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest = settings["project"]["requires-python"].removeprefix(">=")
    assert settings["tool"]["mypy"]["python_version"] == oldest
    assert settings["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"


def test_no_test_imports_another_test() -> None:
    wrong = [
        f"{path.name}: {name}"
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", "") or "", *(alias.name for alias in node.names)]
        if name.split(".")[-1].startswith(("test_", "conftest"))
    ]
    assert not wrong


def test_no_code_hides_in_comments() -> None:
    """A comment that parses as an assignment, a call or an import is code that was left behind."""
    found = []
    for path in kept_files():
        if path.suffix != ".py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = re.fullmatch(
                r"\s*# ((?:import|from|return|if|for|self\.|assert|print\().*)", line
            )
            if match and parses(match.group(1)):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert not found


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
