"""How fast scoring is, as a ratio to bare numpy: python tests/benchmarks/scoring.py [people].

Run by hand, never asserted. The floor is what cannot be undercut from Python: bytes with 0 for
an open item, summed in blocks, no checks, scores only. Best of five, one thread.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from scoring.evaluation import evaluate
from scoring.instrument import all_instruments
from scoring.scales import score

ROUNDS = 5
BLOCK = 1 << 16
SHARE_OPEN = 0.01


def raw_answers(n: int) -> pd.DataFrame:
    """Random answers to both instruments as bytes, none open."""
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            key: random.integers(one.minimum, one.maximum + 1, n, dtype=np.uint8)
            for one in all_instruments()
            for key in one.item_keys
        }
    )


def bare_numpy(columns: dict[str, NDArray[np.uint8]]) -> list[NDArray[np.float64]]:
    """Five prorated scores from bytes, nothing checked, nothing else returned."""
    scores = []
    for one in all_instruments():
        turned = {item.number for item in one.items if item.is_reversed}
        for scale in one.scales:
            k, top = len(scale.items), one.maximum
            n_answered = np.arange(k + 1)[:, np.newaxis]
            with np.errstate(divide="ignore", invalid="ignore"):
                table = np.arange(k * top + 1) * k / n_answered
            table[: k - scale.allowed_open] = np.nan
            points = np.empty(len(columns[one.item_keys[0]]))
            for start in range(0, len(points), BLOCK):
                rows = slice(start, start + BLOCK)
                sums = np.zeros(len(points[rows]), dtype=np.uint8)
                answered = np.zeros(len(points[rows]), dtype=np.uint8)
                for number in scale.items:
                    codes = columns[one.item_keys[number - 1]][rows]
                    is_answered = codes != 0
                    answered += is_answered
                    sums += (top + 1 - codes) * is_answered if number in turned else codes
                place = np.multiply(answered, k * top + 1, dtype=np.intp)
                np.take(table, place + sums, out=points[rows], mode="clip")
            scores.append(points)
    return scores


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def as_waves(frame: pd.DataFrame) -> pd.DataFrame:
    """Half of the rows before, half after, in groups of six."""
    half = len(frame) // 2
    people = np.arange(half)
    return frame[: 2 * half].assign(
        participant=np.tile(people, 2).astype(str),
        group=np.tile(people // 6, 2),
        wave=np.repeat(["pre", "post"], half),
    )


def main(n: int) -> None:
    """Print the table."""
    whole = raw_answers(n)
    is_open = np.random.default_rng(2).random(whole.shape) < SHARE_OPEN
    gaps = whole.mask(is_open).astype("float64")
    codes = {key: np.where(is_open[:, i], 0, whole[key]) for i, key in enumerate(whole)}
    nullable = gaps.astype("Int64")
    waves = as_waves(gaps)
    cases: dict[str, Callable[[], object]] = {
        "bare numpy, bytes, no checks (floor)": lambda: bare_numpy(codes),
        "score, bytes, no gaps": lambda: score(whole),
        "score, float64 with gaps": lambda: score(gaps),
        "score, Int64 with gaps": lambda: score(nullable),
        "evaluate, float64 with gaps, half pre, half post": lambda: evaluate(waves),
    }
    seconds = {name: best(work) for name, work in cases.items()}
    floor = next(iter(seconds.values()))
    print(f"{n:,} rows of 13 + 10 items, {SHARE_OPEN:.0%} open, five scores\n")
    print("| what | s | ratio |\n| --- | --- | --- |")
    for name, taken in seconds.items():
        print(f"| {name} | {taken:.3f} | {taken / floor:.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
