"""How fast scoring is, and what memory it takes: python tests/benchmarks/scoring.py [people].

Run by hand, never asserted. Two floors, each bare numpy without any check, best of five:
bytes with 0 for an open item, summed in blocks, which cannot be undercut from Python; and what
a careful analyst would write on one array of floats: reverse, count open items, three matrix
products. Memory is the highest that Python and numpy held at once beyond the answers given.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

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


def bare_matrices(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Five prorated scores from floats with NaN: (rows, scores), nothing checked."""
    instruments = all_instruments()
    items = [(one, item) for one in instruments for item in one.items]
    scales = [(one, scale) for one in instruments for scale in one.scales]
    belongs = np.array(
        [[float(o is one and i.number in scale.items) for one, scale in scales] for o, i in items]
    )
    sign = np.array([-1.0 if item.is_reversed else 1.0 for _, item in items])
    shift = np.array([one.minimum + one.maximum if item.is_reversed else 0 for one, item in items])
    n_items, allowed = belongs.sum(axis=0), np.array([scale.allowed_open for _, scale in scales])
    keyed = answers * sign + shift
    is_open = np.isnan(keyed)
    keyed[is_open] = 0
    n_open = is_open.astype(np.float64) @ belongs
    n_answered = (~is_open).astype(np.float64) @ belongs
    with np.errstate(divide="ignore", invalid="ignore"):
        points = keyed @ belongs * n_items / n_answered
    points[n_open > allowed] = np.nan
    return points


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def peak(work: Callable[[], object]) -> float:
    """MiB held at most at once, beyond what was there before."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    work()
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (highest - before) / 2**20


def table(title: str, cases: dict[str, Callable[[], object]]) -> None:
    """Print seconds and memory of each case, and of the first as 1."""
    figures = {name: (best(work), peak(work)) for name, work in cases.items()}
    seconds, memory = next(iter(figures.values()))
    print(f"\n| {title} | s | of the floor | MiB | of the floor |\n|---|---|---|---|---|")
    for name, (taken, held) in figures.items():
        print(
            f"| {name} | {taken:.3f} | {taken / seconds:.2f} | {held:.0f} | {held / memory:.2f} |"
        )


def main(n: int) -> None:
    """Print both tables."""
    whole = raw_answers(n)
    is_open = np.random.default_rng(2).random(whole.shape) < SHARE_OPEN
    gaps = whole.mask(is_open).astype("float64")
    floats = gaps.to_numpy()
    codes = {key: np.where(is_open[:, i], 0, whole[key]) for i, key in enumerate(whole)}
    nullable = gaps.astype("Int64")
    print(f"{n:,} rows of 13 + 10 items, {SHARE_OPEN:.0%} open, five scores")
    table(
        "Floats with gaps",
        {
            "bare matrix products (floor)": lambda: bare_matrices(floats),
            "score, float64": lambda: score(gaps),
            "score, Int64": lambda: score(nullable),
        },
    )
    table(
        "Bytes",
        {
            "bare blocks and tables (floor)": lambda: bare_numpy(codes),
            "score, no gaps": lambda: score(whole),
        },
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
