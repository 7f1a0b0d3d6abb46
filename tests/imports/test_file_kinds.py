"""Every kind of file that waits is read from memory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from survey.imports.jobs import without_disk
from survey.imports.table import read_table
from tests.pages import ALL_ITEMS


@pytest.mark.parametrize("ending", [".xlsx", ".sav", ".parquet", ".csv"])
def test_every_kind_of_file_is_read_without_lying_on_a_disk(tmp_path: Path, ending: str) -> None:
    rows = pd.DataFrame([dict.fromkeys(ALL_ITEMS, 3), dict.fromkeys(ALL_ITEMS, 2)])
    path = tmp_path / f"a{ending}"
    if ending == ".xlsx":
        rows.to_excel(path, index=False)
    elif ending == ".sav":
        pyreadstat.write_sav(rows, str(path))
    elif ending == ".parquet":
        rows.to_parquet(path)
    else:
        rows.to_csv(path, index=False)
    with without_disk(path.read_bytes()) as held:
        table = read_table(held, kind=ending)
    assert table.columns["gse_10"] == ["3", "2"]
