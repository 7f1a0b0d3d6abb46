"""What the lock names: each package with its version and the sums of its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PACKAGE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
SUM = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One package, at one version."""

    name: str
    version: str
    sums: tuple[str, ...]  # SHA-256, of each file that may be installed


def locked_in(path: Path) -> list[Locked]:
    """Return every package of a lock, in its order."""
    found: list[tuple[str, str, list[str]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if package := PACKAGE.match(line):
            found.append((package["name"], package["version"], []))
        elif found and (one := SUM.search(line)):
            found[-1][2].append(one[1])
    return [Locked(name, version, tuple(sums)) for name, version, sums in found]
