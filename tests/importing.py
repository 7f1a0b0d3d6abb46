"""A file taken into a study as the command does it, in the test's own process."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Flask

from survey.audit.operations import OPERATOR
from survey.imports.mapping import ColumnMapping
from survey.imports.placing import plain_mapping
from survey.imports.table import read_table
from survey.imports.taking_in import Imported, Prepared, prepare, store
from survey.models import Study
from tests.factories import writing


def write_csv(
    path: Path, rows: Sequence[Mapping[str, object]], delimiter: str = ",", *, quoted: bool = False
) -> Path:
    """Write rows under the names of the first one."""
    with path.open("w", newline="", encoding="utf-8") as file:
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)
    return path


def look_at(
    app: Flask, study: Study, path: Path, mapping: ColumnMapping | None = None, wave: str = ""
) -> Prepared:
    """Read a file and hold it against a study; store nothing."""
    table = read_table(path)
    said = mapping or plain_mapping(path, [*table.columns], {}, wave, "")
    pepper = app.config["SETTINGS"].code_pepper
    with writing(app) as session:
        return prepare(session, session.merge(study), path, table, said, pepper=pepper)


def take_in(
    app: Flask, study: Study, path: Path, mapping: ColumnMapping | None = None, wave: str = ""
) -> Imported:
    """Store a file, or raise with what is wrong."""
    table = read_table(path)
    said = mapping or plain_mapping(path, [*table.columns], {}, wave, "")
    pepper = app.config["SETTINGS"].code_pepper
    with writing(app) as session:
        found = prepare(session, session.merge(study), path, table, said, pepper=pepper)
        return store(session, found, staff=OPERATOR, pepper=pepper)
