"""A file made in the child process, packed, and kept in pieces until it is fetched."""

from __future__ import annotations

import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey.errors import TooFewAlike
from survey.export import making
from survey.export.kinds import SHARING, Order
from survey.export.making import Asked, Made
from survey.export.operations import order_of
from survey.extensions import db
from survey.models import Export, ExportPiece, ExportProposal, Participant, Study
from survey.models.export import GONE, READY
from survey.models.rights import WITHDRAWN_PEOPLE
from survey.release.counts import in_fives
from survey.report import artefacts
from survey.report.stored import PEOPLE_AT_A_TIME

PIECE = 1 << 20
TELL_EVERY = 1.0  # seconds
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a package tells no time


def run(study_id: str, export_id: str) -> None:
    """Make the file of a line of the manifest, and keep it."""
    session = db.session
    session.rollback()
    study = session.get_one(Study, study_id)
    row = session.get_one(Export, export_id)
    order, asked = what_to_make(session, study, row)
    n_parts = 1 + -(-n_to_read(session, study, order) // PEOPLE_AT_A_TIME)
    seen = artefacts.fingerprint(session, study)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, order.file_name)
        try:
            made = making.make(session, asked, path, _telling(export_id, n_parts))
        except TooFewAlike:
            _give_up(session, export_id)
            return
        package = Path(folder, "package.zip")
        with package.open("wb") as file:
            pack(made, order, file)
        session.rollback()
        with db.writing() as writing:
            _keep(writing, export_id, made, package, seen)


def _give_up(session: Session, export_id: str) -> None:
    """Say in the manifest that there is no such file: few people would be told apart by it."""
    session.rollback()
    with db.writing() as writing:
        row = writing.get_one(Export, export_id)
        row.state, row.notes = GONE, {"too_few_alike": True}
        writing.commit()


def what_to_make(session: Session, study: Study, row: Export) -> tuple[Order, Asked]:
    """Return what a line of the manifest stands for."""
    proposal = session.get_one(ExportProposal, row.proposal_id)
    order = order_of(row, proposal)
    return order, asked_for(study, order, row.language, str(proposal.valid_until))


def asked_for(study: Study, order: Order, language: str, valid_until: str) -> Asked:
    """Return what is to be made, with the key of this installation."""
    return Asked(study, order, current_app.config["SETTINGS"].export_key, language, valid_until)


def pack(made: Made, order: Order, file: BinaryIO) -> None:
    """Put the file and what lies beside it into one package."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        info = zipfile.ZipInfo(order.file_name, EARLIEST)
        info.compress_type = zipfile.ZIP_DEFLATED
        with made.path.open("rb") as source, package.open(info, "w", force_zip64=True) as target:
            while block := source.read(PIECE):
                target.write(block)
        for name, content in beside(made).items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)


def beside(made: Made) -> dict[str, bytes]:
    """Return what lies beside a file of answers, by name."""
    return {
        "datapackage.json": made.package,
        "codebook.html": made.page,
        "terms.txt": made.terms,
    }


def _keep(session: Session, export_id: str, made: Made, package: Path, seen: str) -> None:
    """Store the package in pieces; raise where somebody withdrew or erased in the meantime."""
    row = session.get_one(Export, export_id)
    study = session.get_one(Study, row.study_id)
    if artefacts.fingerprint(session, study) != seen:
        raise RuntimeError("somebody answered, withdrew or erased while the file was made")
    with package.open("rb") as source:
        number = 0
        while block := source.read(PIECE):
            session.add(ExportPiece(export_id=export_id, number=number, content=block))
            session.flush()
            session.expire_all()
            number += 1
    row.state, row.sha256 = READY, made.sha256
    row.rows_in_fives, row.notes = in_fives(made.n_rows), made.notes or None
    session.commit()


def _telling(export_id: str, n_parts: int) -> Callable[[int], None]:
    """Return what tells the page, once a second, how many parts are written."""
    done, told = 0, time.monotonic()

    def tell(_n_people: int) -> None:
        nonlocal done, told
        done += 1
        if time.monotonic() - told < TELL_EVERY:
            return
        told = time.monotonic()
        with db.writing() as session:
            session.execute(
                update(Export)
                .where(Export.id == export_id)
                .values(n_parts_done=done, n_parts=n_parts)
            )
            session.commit()

    return tell


def n_to_read(session: Session, study: Study, order: Order) -> int:
    """Return how many cards are read that may have answers: the whole of a progress bar.

    For a file to share everybody is read twice.
    """
    n_people = session.scalar(
        select(func.count())
        .select_from(Participant)
        .where(Participant.study_id == study.id, Participant.id.not_in(WITHDRAWN_PEOPLE))
    )
    return (n_people or 0) * (2 if order.kind == SHARING else 1)
