"""The figures a municipal report borrows from elsewhere, read from their file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ASSUMPTIONS_FILE = Path(__file__).with_name("assumptions.toml")


@dataclass(frozen=True)
class Assumptions:
    """What one edition takes for given; stored with the facts, so a report explains itself."""

    edition: int
    icc: float
    icc_seen_low: float
    icc_seen_high: float
    icc_source: str
    population_low: float
    population_high: float
    retest_low: float
    retest_high: float
    retest_source: str
    level: float


@cache
def load_assumptions(path: Path = ASSUMPTIONS_FILE) -> Assumptions:
    """Return the assumptions of the present edition."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    likeness, population, retest = values["group_likeness"], values["population"], values["retest"]
    return Assumptions(
        edition=values["edition"],
        icc=likeness["icc"],
        icc_seen_low=likeness["seen_low"],
        icc_seen_high=likeness["seen_high"],
        icc_source=likeness["source"],
        population_low=population["low"],
        population_high=population["high"],
        retest_low=retest["low"],
        retest_high=retest["high"],
        retest_source=retest["source"],
        level=values["interval"]["level"],
    )
