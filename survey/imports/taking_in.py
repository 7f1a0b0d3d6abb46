"""A file read, held against the study, and stored: every row, or nothing.

Imports pandas by way of the file readers: jobs and commands only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from survey import policies
from survey.audit.operations import Actor, record
from survey.files.faults import listed
from survey.imports.checking import Checked, check
from survey.imports.converting import Converted, convert
from survey.imports.doubts import Doubt, doubts
from survey.imports.faults import RejectedCells
from survey.imports.groups import add_groups
from survey.imports.mapping import ColumnMapping, write_mapping
from survey.imports.storing import Target, add_people, add_sittings
from survey.imports.table import Table
from survey.imports.targets import INSTRUMENT_OF, ITEMS
from survey.imports.wordings import Wordings, check_key
from survey.models import AnswerImport, Staff, Study
from survey.models.answer_import import STORED
from survey.models.base import new_id
from survey.weeks import current_week

TAKEN_IN, TURNED_BACK, MOVED = "answers_imported", "import_turned_back", "import_moved"


@dataclass(frozen=True)
class Prepared:
    """A file that was read and held against its study; nothing is stored yet."""

    study: Study
    mapping: ColumnMapping
    file_sha256: str
    table: Table
    converted: Converted
    checked: Checked
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    import_id: str
    n_rows: int
    n_new_participants: int
    instruments: tuple[str, ...]
    left_out: tuple[str, ...]


def prepare(  # noqa: PLR0913 - the file, and what it is held against
    session: Session,
    study: Study,
    path: Path,
    table: Table,
    mapping: ColumnMapping,
    *,
    pepper: str,
) -> Prepared:
    """Return what would become of a file, with all that is wrong; raise BadFile or BadMapping."""
    policies.check_takes_answers(study)
    if mapping.wording:
        check_key(mapping.wording)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    converted = convert(path, table, mapping)
    checked = check(session, study, converted, file_sha256=sha256, pepper=pepper)
    return Prepared(
        study, mapping, sha256, table, converted, checked, tuple(doubts(checked.sittings))
    )


def store(session: Session, prepared: Prepared, *, staff: Staff | Actor, pepper: str) -> Imported:
    """Store every row and commit, with the audit event; or store nothing and raise RejectedCells.

    The session holds the write lock since before the file was checked: nothing comes between.
    """
    study, sittings = prepared.study, prepared.checked.sittings
    if faults := prepared.checked.faults:
        raise RejectedCells("Nothing was imported.\n" + listed([*map(str, faults)]), faults)
    if not sittings:
        raise RejectedCells("Nothing was imported: nobody in the file has answered.", ())
    made: dict[str, Any] = {"municipalities": [], "contact_points": [], "groups": {}}
    row = _add_import(session, prepared, staff, made)
    groups = add_groups(session, study, sittings, pepper, made)
    people, row.n_people = add_people(session, study, sittings, groups, row.id)
    wordings = Wordings(session, prepared.mapping.wording)
    waves = {wave.key: wave.id for wave in study.waves}
    add_sittings(session, Target(row.id, waves, people, wordings), sittings)
    row.made = made | {"wordings": wordings.made}
    _record(session, prepared, staff)
    session.commit()
    items = {INSTRUMENT_OF.get(one.ours) for one in prepared.converted.places}
    instruments = tuple(key for key in ITEMS if key in items)
    return Imported(row.id, row.n_rows, row.n_people, instruments, prepared.converted.left_out)


def _add_import(
    session: Session, prepared: Prepared, staff: Staff | Actor, made: dict[str, Any]
) -> AnswerImport:
    mapping = prepared.mapping
    row = AnswerImport(
        id=new_id(),
        study_id=prepared.study.id,
        state=STORED,
        week=current_week(),
        by=staff.id,
        tool=mapping.tool,
        file_sha256=prepared.file_sha256,
        mapping_sha256=mapping.sha256,
        mapping=write_mapping(mapping),
        n_rows=len(prepared.checked.sittings),
        n_people=0,
        made=made,
    )
    session.add(row)
    session.flush()
    return row


def _record(session: Session, prepared: Prepared, staff: Staff | Actor) -> None:
    """Note the import, and that answers were turned back or moved, which somebody vouched for."""
    record(session, staff, TAKEN_IN, "answer_import", len(prepared.checked.sittings))
    for said in prepared.mapping.turned.values():
        record(session, staff, TURNED_BACK, "item", len(said.items))
    for instrument in prepared.mapping.shift:
        record(session, staff, MOVED, "item", len(ITEMS[instrument]))
