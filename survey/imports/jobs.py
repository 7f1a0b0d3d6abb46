"""What the child process does with a waiting file. Imports pandas: the command line only."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from survey.errors import SurveyError
from survey.extensions import db
from survey.files.faults import BadFile
from survey.imports import size_inside, uploads
from survey.imports.faults import RejectedCells
from survey.imports.mapping import read_mapping, write_mapping
from survey.imports.previewing import preview
from survey.imports.proposing import propose
from survey.imports.table import Table, read_table
from survey.imports.taking_in import Prepared, prepare, store
from survey.imports.uploads import Ticket
from survey.imports.worker import STORE
from survey.models import ImportUpload, Staff, Study
from survey.models.answer_import import DONE, FAILED, READ

log = logging.getLogger(__name__)


def run(ticket: Ticket, deed: str) -> None:
    """Read a waiting file, or store it; leave what was found beside it, sealed.

    Whatever goes wrong, no cell of the file comes into the log: only the kind of error does.
    """
    try:
        if deed == STORE:
            _store(ticket)
        else:
            _read(ticket)
    except SurveyError as refused:
        _leave(ticket, READ, {"refused": str(refused)})
    except Exception as error:  # noqa: BLE001 - its text may hold what people answered
        log.error("a file could not be worked on: %s", type(error).__name__)  # noqa: TRY400 - as above
        _leave(ticket, FAILED, {})


def _read(ticket: Ticket) -> None:
    with db.reading() as session:
        row = session.get_one(ImportUpload, ticket.upload_id)
        study = session.get_one(Study, row.study_id)
        with without_disk(uploads.content_of(row, ticket)) as path:
            text = uploads.mapping_of(row, ticket)
            table, text = _table(path, row.ending, text)
            try:
                found = preview(_prepared(session, study, path, table, text))
            except BadFile as refused:
                found = {"refused": _plain(refused, path)}
            found["header"] = [*table.columns]
    _leave(ticket, READ, found, text)


def _table(path: Path, ending: str, text: str) -> tuple[Table, str]:
    """Return the file's cells, and its mapping; a proposed one where nobody has said anything."""
    said = read_mapping(text) if text else None
    how = {} if said is None else {"separator": said.separator, "encoding": said.encoding}
    try:
        size_inside.check(path, ending)
        table = read_table(path, kind=ending, **how)
    except BadFile as refused:
        raise SurveyError(_plain(refused, path)) from refused
    return table, text or write_mapping(propose(table.columns))


def _store(ticket: Ticket) -> None:
    with db.reading() as session:
        row = session.get_one(ImportUpload, ticket.upload_id)
        content, ending = uploads.content_of(row, ticket), row.ending
        text = uploads.mapping_of(row, ticket)
    with without_disk(content) as path:
        table, text = _table(path, ending, text)  # before the lock: nobody's answers wait for it
        with db.writing() as session:
            _store_table(session, ticket, path, table, text)


def _store_table(session: Session, ticket: Ticket, path: Path, table: Table, text: str) -> None:
    row = session.get_one(ImportUpload, ticket.upload_id)
    study, staff = session.get_one(Study, row.study_id), session.get_one(Staff, row.staff_id)
    prepared = _prepared(session, study, path, table, text)
    shown = preview(prepared)
    # In the transaction that stores the answers: the file goes when they are in, and no cell of it
    # outlives it.
    row.sealed, row.state = uploads.emptied(ticket), DONE
    uploads.put_found(row, ticket, {name: shown[name] for name in ("counts", "left_out", "tool")})
    try:
        store(session, prepared, staff=staff, pepper=_pepper())
    except RejectedCells:
        session.rollback()
        _leave(ticket, READ, shown | {"header": [*table.columns]})


def _prepared(session: Session, study: Study, path: Path, table: Table, text: str) -> Prepared:
    return prepare(session, study, path, table, read_mapping(text), pepper=_pepper())


def _pepper() -> str:
    pepper: str = current_app.config["SETTINGS"].code_pepper
    return pepper


def _leave(ticket: Ticket, state: str, found: dict[str, Any], mapping: str = "") -> None:
    with db.writing() as session:
        uploads.forget_old(session)
        row = session.get(ImportUpload, ticket.upload_id)
        if row is not None:
            row.state = state
            uploads.put_found(row, ticket, found)
            if mapping:
                uploads.put_mapping(row, ticket, mapping)
        session.commit()


def _plain(refused: BadFile, path: Path) -> str:
    """Return what is wrong with a file without the name that it has here."""
    return str(refused).removeprefix(f"{path.name}: ")


@contextmanager
def without_disk(content: bytes) -> Iterator[Path]:
    """Give a file to the readers that stands on no disk; on systems without, in a closed folder."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("import")
        try:
            os.write(descriptor, content)
            yield Path(f"/proc/self/fd/{descriptor}")
        finally:
            os.close(descriptor)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "import"
        path.write_bytes(content)
        yield path
