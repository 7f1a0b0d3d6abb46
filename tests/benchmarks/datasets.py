"""How long a data set of Parquet files takes, and how much memory:
`python -m tests.benchmarks.datasets [PEOPLE] [WORKERS]`, a million and none if not said.

Whole commands from start to finished file, each in a process of its own, against two floors of the
same work with nothing around it: pyarrow reads the parts, numpy looks up five sums, pyarrow writes
them; and, for the evaluation, five paired t-tests on top. No check, no gap, no person twice.
Imports are in all of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.simulated_people import write_people

ROOT = Path(__file__).parents[2]
FLOOR = """
import sys, numpy as np, pyarrow as pa
from pathlib import Path
from pyarrow import parquet
from scipy import stats
source, target, pairs = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "pairs"
scales = [range(0, 5), range(5, 9), range(9, 13), range(13), range(13, 23)]
items = [f"soc13_{n:02}" for n in range(1, 14)] + [f"gse_{n:02}" for n in range(1, 11)]
writer, kept = None, []
for path in sorted(source.iterdir()):
    for batch in parquet.ParquetFile(path).iter_batches(1 << 16):
        table = pa.Table.from_batches([batch])
        codes = np.stack([table[name].fill_null(0).to_numpy() for name in items])
        sums = [codes[list(scale)].sum(axis=0, dtype=np.int64) for scale in scales]
        if pairs:
            number = table["participant"].to_pandas().str[1:].astype(int).to_numpy()
            kept.append((path.name[0] == "b", number, np.stack(sums)))
            continue
        for place, one in enumerate(sums):
            table = table.append_column(f"score_{place}", pa.array(one))
        writer = writer or parquet.ParquetWriter(target, table.schema)
        writer.write_table(table)
if writer: writer.close()
if pairs:
    waves = [[one for one in kept if one[0] == after] for after in (False, True)]
    (n0, s0), (n1, s1) = (
        (np.concatenate([n for _, n, _ in wave]), np.hstack([s for *_, s in wave]))
        for wave in waves
    )
    before = np.full((5, n0.max() + 1), -1); before[:, n0] = s0
    print([stats.ttest_rel(s1[i], before[i, n1]).pvalue for i in range(5)])
"""


class Cost(NamedTuple):
    """What a command took, all its processes together; memory of the largest of them."""

    seconds: float
    processor: float
    mib: float


def cost(*command: object) -> Cost:
    start = time.perf_counter()
    arguments = list(map(str, command))
    with subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    processor = used.ru_utime + used.ru_stime
    return Cost(time.perf_counter() - start, processor, used.ru_maxrss / 1024)


def main() -> None:
    n_people = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    workers = sys.argv[2] if len(sys.argv) > 2 else ""
    python, ours = [sys.executable], [sys.executable, "-m", "survey"]
    print("| A data set of Parquet files | seconds | processor | of the floor | MiB |")
    print("|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "people"), Path(folder, "scores.parquet")
        write_people(source, n_people)
        for floor, arguments in (
            ("scores", ["score", source, "-o", target]),
            ("pairs", ["evaluate", source, "--json", Path(folder, "figures.json")]),
        ):
            least = cost(*python, "-c", FLOOR, source, target, floor)
            show(f"{n_people:,} people, {floor}: bare pyarrow and numpy (floor)", least, least)
            show(f"`sammenheng {arguments[0]}`", cost(*ours, *arguments), least)
            if workers:
                took = cost(*ours, *arguments, "--cluster", workers)
                show(f"`sammenheng {arguments[0]} --cluster {workers}`", took, least)


def show(what: str, took: Cost, least: Cost) -> None:
    ratio = took.processor / least.processor
    print(f"| {what} | {took.seconds:.1f} | {took.processor:.1f} | {ratio:.1f} | {took.mib:.0f} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
