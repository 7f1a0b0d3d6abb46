"""Folders of Parquet as people make them, and two processes that work on their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.files.cluster import cluster
from survey.files.dataset import open_dataset
from survey.files.pieces import Run
from tests.parquet_people import people, write_parts


@pytest.fixture
def dataset(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder of three files, with some cells changed: (row, column) -> value."""

    def write(changed: dict[tuple[int, str], object] | None = None) -> Path:
        frame = people()
        for (row, column), value in (changed or {}).items():
            frame.loc[row, column] = value
        return write_parts(tmp_path / "answers", frame, (5, 13), row_group_size=4)

    return write


@pytest.fixture(scope="session")
def on_two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Two processes of Dask, started once."""
    folder = write_parts(tmp_path_factory.mktemp("first"), people(), (7,))
    with cluster(2, open_dataset(folder)) as run:
        yield run
