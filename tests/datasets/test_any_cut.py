"""However a data set is cut into files, row groups and chunks, every byte of the outcome is one."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.evaluation import evaluate
from survey.files.reading import read_items
from tests.parquet_people import ITEMS, QUICK, figures, people, scores, write_parts
from tests.proofs import IS_LONG


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Answers with gaps, empty rows, an empty column and types of every kind."""
    frame = people(draw(st.integers(3, 15)), seed=draw(st.integers(0, 99)))
    frame = frame.assign(weight=frame.index / 3, empty=None)
    for place in draw(st.lists(st.integers(0, len(frame) - 1), max_size=2)):
        frame.iloc[place] = None
    kind = draw(st.sampled_from(["float64", "Int8", "Int64", "string"]))
    return frame.astype(dict.fromkeys(draw(st.sets(st.sampled_from(ITEMS))), kind))


@st.composite
def cuts(draw: st.DrawFn) -> tuple[list[int], int, int]:
    """Where files begin, how many rows a row group has, and how many are read at a time."""
    places = sorted(draw(st.sets(st.integers(1, 10), max_size=4)))
    return places, draw(st.integers(1, 9)), draw(st.integers(1, 9))


@settings(
    max_examples=300 if IS_LONG else 12, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(frame=frames(), cut=cuts(), ending=st.sampled_from([".csv", ".parquet"]))
def test_scores_are_the_same_bytes(frame: pd.DataFrame, cut, ending) -> None:
    places, row_group, rows = cut
    with TemporaryDirectory() as folder:
        whole = write_parts(Path(folder, "whole"), frame, ()) / "1.parquet"
        parts = write_parts(Path(folder, "parts"), frame, places, row_group)

        assert scores(parts, rows, ending) == scores(whole, 1000, ending)


@settings(
    max_examples=100 if IS_LONG else 5, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(frame=frames(), cut=cuts(), seed=st.integers(0, 9))
def test_an_evaluation_is_the_same_to_the_last_digit(frame: pd.DataFrame, cut, seed) -> None:
    places, row_group, rows = cut
    with TemporaryDirectory() as folder:
        whole = write_parts(Path(folder, "whole"), frame, ()) / "1.parquet"
        mixed = frame.sample(frac=1, random_state=seed)
        parts = write_parts(Path(folder, "parts"), mixed, places, row_group)

        as_one_frame = json.dumps(evaluate(read_items(whole).frame, QUICK).to_dict())
        assert figures(parts, rows) == figures(whole, 1000) == as_one_frame
