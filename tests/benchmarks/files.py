"""How long a large file takes: `python tests/benchmarks/files.py [ROWS]`, a million if not said.

The whole command, from start to finished file, against pandas reading the same file and
writing it again, which is what it would cost to do nothing. Both in one run on one machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 13


def write_answers(path: Path, n_rows: int) -> None:
    """Write random answers to both instruments, two in a hundred open."""
    random = np.random.default_rng(SEED)
    columns: dict[str, object] = {
        "participant": [f"P{number:07}" for number in range(n_rows)],
        "municipality": random.choice(["0301", "1103", "5001"], n_rows),
    }
    for prefix, n_items, n_points in (("soc13", 13, 7), ("gse", 10, 4)):
        points = np.array([*map(str, range(1, n_points + 1)), ""])
        chances = [0.98 / n_points] * n_points + [0.02]
        for number in range(1, n_items + 1):
            columns[f"{prefix}_{number:02}"] = random.choice(points, n_rows, p=chances)
    pd.DataFrame(columns).to_csv(path, index=False)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def score(source: Path, target: Path) -> None:
    command = [sys.executable, "-m", "survey", "score", source, "-o", target]
    subprocess.run(command, check=True, capture_output=True)


def copy_with_pandas(source: Path, target: Path) -> None:
    pd.read_csv(source).to_csv(target, index=False)


def main() -> None:
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "answers.csv")
        write_answers(source, n_rows)
        ours = {
            kind: seconds(lambda kind=kind: score(source, Path(folder, f"scores.{kind}")))
            for kind in ("csv", "parquet")
        }
        theirs = seconds(lambda: copy_with_pandas(source, Path(folder, "copy.csv")))
    print(f"| {n_rows:,} rows, 2 + 23 columns | seconds | of pandas' copy |")
    print("|---|---|---|")
    print(f"| pandas reads the file and writes it again | {theirs:.1f} | 1 |")
    for kind, taken in ours.items():
        print(f"| sammenheng score, to .{kind} | {taken:.1f} | {taken / theirs:.2f} |")


if __name__ == "__main__":
    main()
