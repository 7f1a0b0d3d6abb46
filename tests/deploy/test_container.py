"""The container file: what it names is there, what it installs is locked, nobody is root.

Building the image needs a registry for its base and a tool of its own, so it is not built here;
`.ci/run` takes the same steps for the wheel: the lock with its hashes into an empty environment,
the wheel beside it, and the program run from there.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch

import pytest

from tests.deploy.tools import FOLDER
from tests.serving.running import ROOT

TEXT = (FOLDER / "Containerfile").read_text(encoding="utf-8")
LINES = [
    line for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if line and not line.startswith("#")
]
INSTRUCTIONS = [tuple(line.split(maxsplit=1)) for line in LINES]


def said(name: str) -> list[str]:
    return [rest for instruction, rest in INSTRUCTIONS if instruction == name]


def test_every_line_is_an_instruction() -> None:
    known = {
        *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL"),
        *("HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    assert {name for name, _ in INSTRUCTIONS} <= known


@pytest.mark.parametrize(
    "path", [one for rest in said("COPY") if "--from" not in rest for one in rest.split()[:-1]]
)
def test_every_file_that_is_copied_is_there_and_comes_with_what_is_sent(path: str) -> None:
    assert (ROOT / path).exists()
    ignore = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    sent = [one[1:] for one in ignore if one.startswith("!")]
    assert any(fnmatch(path, one) or path.startswith(f"{one}/") for one in sent)


def test_whatever_comes_from_outside_is_locked_by_its_hash() -> None:
    installs = [one for rest in said("RUN") for one in rest.split("&&") if "pip install" in one]
    outside = [one for one in installs if "/dist/" not in one]
    assert len(outside) == 2
    for one in outside:
        assert {"--require-hashes", "--only-binary"} <= set(one.split())
    assert "--no-build-isolation" in TEXT
    for name in ("requirements.lock", "survey/deploy/requirements-build.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^([\w.-]+)==\S+", lock, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[\w.-]+", lock, re.MULTILINE)) > 0
        assert lock.count("--hash=sha256:") >= len(pinned)


def test_the_build_has_what_the_project_says_that_it_needs() -> None:
    lock = (FOLDER / "requirements-build.lock").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    needs = re.search(r"^requires = \[(.+)\]", project, re.MULTILINE)
    assert needs
    for name in re.findall(r'"([a-z-]+)', needs[1]):
        assert f"\n{name}==" in lock


def test_the_program_runs_as_a_user_without_a_name_for_root_and_stops_gently() -> None:
    assert said("USER") == ["10001"]
    last_copy = max(place for place, one in enumerate(INSTRUCTIONS) if one[0] == "COPY")
    user = next(place for place, one in enumerate(INSTRUCTIONS) if one[0] == "USER")
    assert user > last_copy, "the program belongs to root, so that it cannot change itself"
    assert said("STOPSIGNAL") == ["SIGTERM"]
    assert "/ready" in said("HEALTHCHECK")[0]
    assert said("ENTRYPOINT") == ['["sammenheng"]']
