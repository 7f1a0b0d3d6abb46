"""A few people's answers, Parquet files cut from them anywhere, and what comes of those."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from scoring.evaluation import evaluate_keyed, evaluated_columns
from scoring.instrument import all_instruments
from scoring.plan import Plan, default_plan
from survey.commands.score import _write
from survey.files.dataset import common_kinds, open_dataset
from survey.files.gathered import Keying, gather
from survey.files.pieces import Run, Tally, run_here, sound
from survey.files.scored import Scoring

ITEMS = [key for one in all_instruments() for key in one.item_keys]

QUICK = replace(default_plan(), resamples=100, imputations=5)


def people(n: int = 12, seed: int = 1) -> pd.DataFrame:
    """Return answers before and after in a random order of rows, with gaps and some lost."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "participant": [f"P{number}" for number in range(n)] * 2,
            "group": [f"G{number // 3}" for number in range(n)] * 2,
            "wave": ["pre"] * n + ["post"] * n,
            "note": ["=1+1" if number % 5 == 0 else "Tromsø, nord" for number in range(2 * n)],
        }
    )
    for one in all_instruments():
        for key in one.item_keys:
            answers = random.integers(one.minimum, one.maximum + 1, 2 * n).astype(float)
            frame[key] = np.where(random.random(2 * n) < 0.05, np.nan, answers)
    kept = frame.sample(frac=0.9, random_state=seed)
    return kept.reset_index(drop=True)


def write_parts(
    folder: Path, frame: pd.DataFrame, cuts: Sequence[int], row_group_size: int = 1000
) -> Path:
    """Write the frame cut at these rows as files 1.parquet, 2.parquet, ... of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    places = [0, *cuts, len(frame)]
    for number, (first, end) in enumerate(itertools.pairwise(places), start=1):
        table = pa.Table.from_pandas(frame.iloc[first:end], preserve_index=False)
        parquet.write_table(table, folder / f"{number}.parquet", row_group_size=row_group_size)
    return folder


def scores(path: Path, rows: int, ending: str, run: Run = run_here) -> bytes:
    """Return the output of `sammenheng score` that reads so many rows at a time."""
    found = open_dataset(path, rows=rows)
    work = Scoring(found.header, "instrument", ending, common_kinds(found), rows)
    with TemporaryDirectory() as folder:
        output = Path(folder, f"scores{ending}")
        _write(sound(run(work, found.parts), Tally(found)), found.header.named, output)
        return output.read_bytes()


def figures(path: Path, rows: int, run: Run = run_here, plan: Plan = QUICK) -> str:
    """Return the JSON of `sammenheng evaluate` that reads so many rows at a time."""
    found = open_dataset(path, rows=rows)
    work = Keying(found.header, evaluated_columns(), {}, rows)
    answers = gather(found, run(work, found.parts))
    return json.dumps(evaluate_keyed(answers.keyed, answers.frame, plan).to_dict())
