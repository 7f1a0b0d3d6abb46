"""One file, from the database to the disk, read back and compared. Imports pandas: jobs only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from survey.errors import ExportDiffers
from survey.export import codebook, sharing
from survey.export.codebook import About
from survey.export.columns import Column, all_columns, at_wave
from survey.export.kinds import CSV, CSV_EXCEL, PARQUET, SAV, SHARING, WIDE, XLSX, Order
from survey.export.plan import Plan
from survey.export.tables import chunks
from survey.files.chunks import Chunk
from survey.files.comparing import Contents
from survey.files.csv_out import CsvFile, excel_csv
from survey.files.excel_out import Workbook
from survey.files.fields import Field
from survey.files.parquet_out import ParquetFile
from survey.files.spss_out import SpssFile
from survey.language import LOCALES
from survey.models import Study
from survey.report import operations
from survey.report.dataset import parts
from survey.report.used import used

BLOCK = 1 << 20
Progress = Callable[[int], None]


class Writer(Protocol):
    """A format: what a reader must find, and the rows out and back."""

    def expected(self, chunk: Chunk) -> pa.Table: ...  # noqa: D102
    def open(self, path: Path) -> None: ...  # noqa: D102
    def add(self, chunk: Chunk) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102
    def read(self, path: Path) -> Iterator[pa.Table]: ...  # noqa: D102


@dataclass(frozen=True)
class Made:
    """A file that was written, read back and found right, and what lies beside it."""

    path: Path
    sha256: str
    n_bytes: int
    n_rows: int
    package: bytes
    page: bytes
    terms: bytes
    notes: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which file of which study, in which language its labels are, until when it may be kept."""

    study: Study
    order: Order
    export_key: str
    language: str = "en"
    valid_until: str = ""
    is_end: bool = False  # what is kept of everybody when the study ends


def make(session: Session, asked: Asked, path: Path, progress: Progress = lambda _n: None) -> Made:
    """Write a file, read it back and compare every cell; raise ExportDiffers where one differs.

    progress: told how many people more are written.
    """
    columns, rows, notes = _contents(session, asked, progress)
    facts = operations.study_facts(asked.study)
    about = About(
        asked.study.key,
        asked.study.name,
        asked.order,
        facts.has_stand_in,
        facts.is_demonstration,
        columns,
        asked.valid_until,
        notes,
    )
    writer = _writer(about, [one.field for one in columns[asked.language]])
    n_rows = write_and_compare(writer, rows, path, progress)
    sha256 = _sha256(path)
    return Made(
        path,
        sha256,
        path.stat().st_size,
        n_rows,
        codebook.data_package(about, sha256=sha256, n_bytes=path.stat().st_size),
        codebook.page(about),
        "\n\n".join(codebook.terms(about)).encode(),
        notes,
    )


def _contents(
    session: Session, asked: Asked, progress: Progress
) -> tuple[dict[str, list[Column]], Iterator[tuple[Chunk, int]], dict[str, Any]]:
    """Return the columns in each language, the rows, and what is to be told of them."""
    study, order = asked.study, asked.order
    languages = {*codebook.LANGUAGES, asked.language}
    if order.kind == SHARING:
        shared = sharing.shared(session, study, order.variables, progress, is_end=asked.is_end)
        described = {one: _in(one, sharing.columns) for one in languages}
        kept = {one: [found[name] for name in shared.names] for one, found in described.items()}
        return kept, shared.rows, shared.notes
    plan = Plan(used(session, study), order.variables, frozenset(study.background))
    waves = [wave.key for wave in study.waves] if order.shape == WIDE else []
    described = {one: _in(one, all_columns) for one in languages}
    columns = {}
    for one, found in described.items():
        with force_locale(LOCALES[one]):
            columns[one] = _named(plan, waves, found)
    long_fields = {name: described["en"][name].field for name in plan.long_names()}
    people = parts(session, study, asked.export_key)
    return columns, chunks(people, plan, long_fields, waves), {}


def _in(language: str, make_it: Callable[[], Any]) -> Any:
    with force_locale(LOCALES[language]):
        return make_it()


def _named(plan: Plan, waves: list[str], described: dict[str, Column]) -> list[Column]:
    """Return the columns of a file in order."""
    if not waves:
        return [described[name] for name in plan.long_names()]
    return [
        described[one] if name == one else at_wave(described[one], name, wave)
        for name, (one, wave) in plan.wide_names(waves).items()
    ]


def _writer(about: About, fields: list[Field]) -> Writer:
    order = about.order
    if order.file_format == SAV:
        return SpssFile(fields, codebook.gap_words("en"))
    if order.file_format == XLSX:
        sheets = {
            "codebook": codebook.sheet_rows(about),
            "read me": [[line] for line in codebook.terms(about)],
        }
        return Workbook(fields, sheets)
    simple: dict[str, Callable[[list[Field]], Writer]] = {
        CSV: CsvFile,
        CSV_EXCEL: excel_csv,
        PARQUET: ParquetFile,
    }
    return simple[order.file_format](fields)


def write_and_compare(
    writer: Writer,
    rows: Iterator[tuple[Chunk, int]],
    path: Path,
    progress: Progress = lambda _n: None,
) -> int:
    """Write every row, read the file back and compare; return how many rows there are.

    Raises ExportDiffers, and leaves no file, where a cell is not what it was to be.
    """
    fields = getattr(writer, "compared", None) or writer.fields  # type: ignore[attr-defined]
    sent, found = Contents(fields), Contents(fields)
    writer.open(path)
    for chunk, n_people in rows:
        sent.add(writer.expected(chunk))
        writer.add(chunk)
        progress(n_people)
    writer.close()
    try:
        for table in writer.read(path):
            found.add(table)
    except (ValueError, OSError, KeyError) as fault:
        raise ExportDiffers("the file that was written cannot be read back") from fault
    if differing := sent.differing(found):
        names = ", ".join(differing[:5])
        raise ExportDiffers(f"read back, the file differs from the database in {names}")
    return sent.n_rows


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
