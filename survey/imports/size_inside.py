"""How much a file from outside holds once it is unpacked; one that is packed to burst is refused.

A few kilobytes can stand for gigabytes in every packed kind of file. What the file itself says of
its size is looked at before anything is unpacked; a file that lies about it meets the limits of the
process that reads it. Only files that are sent to a page are judged: whoever runs a command there
reads files of their own, however large.

Imports pyarrow: jobs only.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pyreadstat
from pyarrow import parquet

from survey.files.faults import BadFile

try:
    import resource
except ImportError:  # Windows knows no such limits
    resource = None  # type: ignore[assignment]

MOST_CELLS = 6_000_000  # the most that 10 MB of CSV can hold, with one sign in each
MOST_UNPACKED = 200 * 1024 * 1024  # bytes; a workbook of as many cells has about half of that
MOST_MEMORY = 4 * 1024**3  # address space; 10 MB of CSV are stored with less than half of it
MOST_SECONDS = 300  # of a processor


def limit_this_process() -> None:
    """Let this process take no more memory and no more time than reading a file may need."""
    if resource is None or sys.platform == "darwin":  # macOS refuses to limit memory
        return
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        _, highest = resource.getrlimit(limit)
        allowed = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(limit, (allowed, highest))


def check(path: Path, kind: str) -> None:
    """Raise BadFile where a file says that it holds more than a page takes in."""
    measure = {".xlsx": _workbook, ".sav": _spss, ".zsav": _spss, ".parquet": _parquet}.get(kind)
    if measure is None:
        return
    try:
        n_cells, n_bytes = measure(path)
    except Exception:  # noqa: BLE001 - a torn file fails anywhere, and its reader says so in words
        return
    if n_cells > MOST_CELLS or n_bytes > MOST_UNPACKED:
        raise BadFile(
            path,
            "this file unpacks to far more than a page takes in.",
            "Leave out columns that are not needed, or give it to sammenheng import.",
        )


def _workbook(path: Path) -> tuple[int, int]:
    """Return nothing of cells, and the bytes of all parts: none yields more than is said of it."""
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        return 0, sum(part.file_size for part in archive.infolist())


def _spss(path: Path) -> tuple[int, int]:
    _, meta = pyreadstat.read_sav(path, metadataonly=True)
    widths = meta.variable_storage_width
    n_columns = max(len(widths), 1)
    n_bytes = max(sum(widths.values()), 1)
    n_rows = meta.number_rows
    if n_rows is None:  # some programs do not say: the narrowest column is counted, up to the limit
        limit = min(MOST_CELLS // n_columns, MOST_UNPACKED // n_bytes) + 1
        narrowest = min(widths, key=widths.__getitem__)
        frame, _ = pyreadstat.read_sav(path, usecols=[narrowest], row_limit=limit)
        n_rows = len(frame)
    return n_rows * n_columns, n_rows * n_bytes


def _parquet(path: Path) -> tuple[int, int]:
    with parquet.ParquetFile(path) as file:
        meta = file.metadata
    n_bytes = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
    return meta.num_rows * meta.num_columns, n_bytes
