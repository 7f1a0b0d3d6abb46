"""Small frames and the reference files that R made."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scoring.instrument import Instrument, all_instruments, load_definition

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def made_up() -> Callable[[str], Instrument]:
    """Load one of the tiny made-up instruments by its name."""
    return lambda name: load_definition(TESTS / "instruments" / f"{name}.toml")


@pytest.fixture(scope="session")
def reference() -> Callable[[str], dict[str, float]]:
    """Read the named values that an R script left."""

    def read(name: str) -> dict[str, float]:
        path = TESTS / "reference" / f"{name}.out.csv"
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        return {row["name"]: float(row["value"]) for row in csv.DictReader(lines)}

    return read


@pytest.fixture(scope="session")
def reference_data() -> Callable[[str], pd.DataFrame]:
    return lambda name: pd.read_csv(TESTS / "reference" / f"{name}.csv")


@pytest.fixture(scope="session")
def everyone_answers() -> Callable[..., pd.DataFrame]:
    """Make item rows in which each row has one answer to every item of SOC-13 and of GSE."""

    def make(soc13: list[float | None], gse: list[float | None] | None = None) -> pd.DataFrame:
        points = {"soc13": soc13, "gse": gse or [None] * len(soc13)}
        return pd.DataFrame(
            {
                key: np.array(points[one.key], dtype=float)
                for one in all_instruments()
                for key in one.item_keys
            }
        )

    return make


@pytest.fixture(scope="session")
def people(everyone_answers: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Make an evaluation file: n people in groups of five, with random answers before and after."""

    def make(n: int = 20, seed: int = 7, gaps: float = 0.02) -> pd.DataFrame:
        random = np.random.default_rng(seed)
        frame = everyone_answers([4] * 2 * n, [2] * 2 * n)
        trait = np.tile(random.normal(size=n), 2)[:, np.newaxis]
        for one in all_instruments():
            middle = (one.minimum + one.maximum) / 2
            sign = np.array([-1 if item.is_reversed else 1 for item in one.items])
            raw = middle + sign * trait + random.normal(size=(2 * n, len(one.items)))
            frame[list(one.item_keys)] = raw.round().clip(one.minimum, one.maximum)
        frame = frame.mask(random.random(frame.shape) < gaps)
        frame.insert(0, "participant", [f"code-{i}" for i in range(n)] * 2)
        frame.insert(1, "group", [f"g{i // 5}" for i in range(n)] * 2)
        frame.insert(2, "wave", ["pre"] * n + ["post"] * n)
        frame.index = pd.RangeIndex(2, 2 * n + 2)  # rows as a spreadsheet counts them
        return frame

    return make
