"""How long an evaluation takes, section by section: python tests/benchmarks/evaluation.py [people].

Run by hand, never asserted. Imports are timed in a process of their own and reported beside.
The floor is the least that somebody would do by hand: five scores from bare matrix products and
five paired t-tests on arrays. One run each, since an evaluation takes seconds.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[2]))

from scoring.evaluation import evaluate
from scoring.instrument import all_instruments
from scoring.scales import score

ROOT = Path(__file__).parents[2]
LONG = ("missing_scenarios", "measurement")  # multiple imputation; factor models
SHARE_OPEN, SHARE_LOST, PEOPLE_A_GROUP = 0.01, 0.3, 600 / 90


def cohort(n: int) -> pd.DataFrame:
    """Simulated people before and after: correlated items, groups, gaps, loss, all columns."""
    random = np.random.default_rng(4)
    group = np.floor(np.arange(n) / PEOPLE_A_GROUP).astype(int)
    trait = random.normal(size=n) + 0.3 * random.normal(size=group.max() + 1)[group]
    after = 0.75 * trait + 0.66 * random.normal(size=n) + 0.2
    frames = [_wave(random, values) for values in (trait, after)]
    frame = pd.concat(frames, ignore_index=True)
    post = np.repeat([False, True], n)
    frame.insert(0, "participant", np.tile(np.arange(n), 2).astype(str))
    frame.insert(1, "group", np.tile(group, 2).astype(str))
    frame.insert(2, "wave", np.where(post, "post", "pre"))
    frame["group_type"] = np.tile(np.where(group % 3, "self_organised", "led"), 2)
    frame["status"] = np.where(post, random.choice(["still_in", "left_early"], 2 * n), None)
    frame["overall_change"] = np.where(post, random.integers(-3, 4, 2 * n), np.nan)
    for name in ("climate_trust", "climate_room"):
        frame[name] = np.where(post, random.integers(1, 6, 2 * n), np.nan)
    frame["week"] = np.where(post, "2026-W30", "2026-W04")
    return frame[~post | (random.random(2 * n) >= SHARE_LOST)]


def _wave(random: np.random.Generator, trait: np.ndarray) -> pd.DataFrame:
    columns = {}
    for one in all_instruments():
        middle, spread = (one.minimum + one.maximum) / 2, (one.maximum - one.minimum) / 4
        for item in one.items:
            sign = -1 if item.is_reversed else 1
            noise = random.normal(size=len(trait))
            raw = middle + spread * (0.6 * sign * trait + 0.8 * noise)
            columns[item.key] = raw.round().clip(one.minimum, one.maximum)
    frame = pd.DataFrame(columns)
    return frame.mask(random.random(frame.shape) < SHARE_OPEN)


def floor(frame: pd.DataFrame) -> None:
    """Five scores and five paired t-tests, nothing else."""
    scores = score(frame)[[scale.column for one in all_instruments() for scale in one.scales]]
    scores = scores.assign(wave=frame["wave"], participant=frame["participant"])
    waves = {wave: part.set_index("participant") for wave, part in scores.groupby("wave")}
    both = waves["pre"].merge(waves["post"], on="participant", suffixes=("", "_post")).dropna()
    for column in scores.columns[:5]:
        stats.ttest_rel(both[f"{column}_post"], both[column])


def sections(frame: pd.DataFrame) -> Mapping[str, float]:
    """Seconds of each section of one evaluation."""
    taken = {}
    start = time.perf_counter()

    def done(section: str) -> None:
        nonlocal start
        taken[section] = time.perf_counter() - start
        start = time.perf_counter()

    evaluate(frame, progress=done)
    return taken


def import_seconds() -> float:
    """CPU seconds of importing the evaluation in a fresh interpreter, the best of three."""
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "import scoring.evaluation"], cwd=ROOT, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def main(n: int) -> None:
    """Print the table."""
    frame = cohort(n)
    print(
        f"{n:,} people in {frame['group'].nunique():,} groups; imports {import_seconds():.1f} s CPU"
    )
    start = time.perf_counter()
    floor(frame)
    print(f"\n| section | s |\n|---|---|\n| floor | {time.perf_counter() - start:.2f} |")
    taken = sections(frame)
    for section, seconds in taken.items():
        print(f"| {section} | {seconds:.2f} |")
    long = sum(taken[section] for section in LONG)
    print(f"| all but {' and '.join(LONG)} | {sum(taken.values()) - long:.2f} |")
    print(f"| all | {sum(taken.values()):.2f} |")
    print(f"\nhighest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
