"""The figures a report borrows from elsewhere, and its rule for shares, read from their file."""

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
    clear_soc13_total: float
    clear_gse_total: float
    level: float
    share_persons: int
    share_part: int

    def clear_change_retest(self, key: str) -> float:
        """Return the retest correlation that a planned outcome's clear change rests on."""
        return {"soc13_total": self.clear_soc13_total, "gse_total": self.clear_gse_total}[key]


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
        clear_soc13_total=values["clear_change"]["soc13_total"],
        clear_gse_total=values["clear_change"]["gse_total"],
        level=values["interval"]["level"],
        share_persons=values["shares"]["persons"],
        share_part=values["shares"]["part"],
    )
