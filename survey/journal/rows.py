"""Rows of the database that the journal keeps too, and their way back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from survey.backup.values import encoder, kinds_of, lean_table, reader
from survey.journal.entries import Content
from survey.models import Base, Edition, Export, FrozenPair, StudyEnd
from survey.models.edition import ACCEPTED, MADE, OUTDATED, PROPOSED, TAKEN_BACK

Row = tuple[type[Base], Mapping[str, Any]]
Stored = tuple[str, Sequence[tuple[str, str]], Sequence[Sequence[Any]]]

# What may change after it was written; of all else the first version stands.
CHANGED = frozenset({"cut_off", "edition", "export", "export_proposal", "study_end"})


def row_of(thing: Base) -> Row:
    """Return an object of the database as a row."""
    table = type(thing).__table__
    return type(thing), {column.name: getattr(thing, column.key) for column in table.columns}


def stored(rows: Iterable[Row]) -> list[Stored]:
    """Return rows as an entry keeps them, by table, in the order in which tables first come."""
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for model, row in rows:
        by_table.setdefault(model.__tablename__, []).append(row)
    return [_stored(Base.metadata.tables[name], of) for name, of in by_table.items()]


def _stored(table: Table, rows: Sequence[Mapping[str, Any]]) -> Stored:
    kinds = [(name, kind) for name, kind in kinds_of(table) if name in rows[0]]
    encode = encoder(kinds)
    found = []
    for row in rows:
        texts = {
            name: json.dumps(row[name]) if row[name] is not None else None
            for name, kind in kinds
            if kind == "json"
        }
        found.append(encode([{**row, **texts}[name] for name, _ in kinds]))
    return table.name, kinds, found


def latest(contents: Sequence[Content]) -> list[Content]:
    """Return contents in which each row comes once, where it first stood and as it is now.

    What it was in between would stand in the way of what came after it.
    """
    newest: dict[tuple[object, ...], Sequence[Any]] = {}
    for one in contents:
        newest |= {_key(name, kinds, row): row for name, kinds, rows in one.rows for row in rows}
    found = []
    for one in contents:
        tables = []
        for name, kinds, rows in one.rows:
            keys = [_key(name, kinds, row) for row in rows]
            now = [newest.pop(key) for key in keys if key in newest]
            tables.append((name, kinds, now))
        found.append(replace(one, rows=tables))
    return found


def _key(name: str, kinds: Sequence[tuple[str, str]], row: Sequence[Any]) -> tuple[object, ...]:
    keys = Base.metadata.tables[name].primary_key.columns.keys()
    values = {column: value for (column, _), value in zip(kinds, row, strict=True)}
    return name, *(values[one] for one in keys)


def put_back(session: Session, one: Stored) -> None:
    """Put the rows of one table back; those that belong to what is not there are left out.

    A row that is there stays as it is, or becomes as the journal has it where such rows change.
    """
    name, all_kinds, rows = one
    table = Base.metadata.tables[name]
    kinds = [(column, kind) for column, kind in all_kinds]
    read, target = reader(kinds), lean_table(name, kinds)
    for values in rows:
        row = read(values)
        same_key = [target.c[key.name] == row[key.name] for key in table.primary_key.columns]
        is_there = session.execute(select(literal(1)).where(*same_key)).first() is not None
        if is_there and name in CHANGED:
            session.execute(update(target).where(*same_key).values(**row))
        if is_there or not _has_its_place(session, table, row):
            continue
        _make_room(session, name, row)
        session.execute(insert(target), [row])
        if name == "ledger_split":
            _move_people(session, row)
    session.expire_all()


def _has_its_place(session: Session, table: Table, row: Mapping[str, Any]) -> bool:
    """Return whether everything is there that a row refers to."""
    for key in table.foreign_keys:
        value = row.get(key.parent.name)
        found = select(literal(1)).where(key.column == value)
        if value is not None and session.execute(found).first() is None:
            return False
    return True


def _make_room(session: Session, name: str, row: Mapping[str, Any]) -> None:
    """End what the backup knew as going on, and what came after it has replaced."""
    if name == "edition" and row["state"] in {PROPOSED, ACCEPTED, MADE}:
        for state, end in ((PROPOSED, TAKEN_BACK), (ACCEPTED, OUTDATED), (MADE, OUTDATED)):
            of_study = update(Edition).filter_by(study_id=row["study_id"], state=state)
            session.execute(of_study.values(state=end))
    if name == "study_end":  # what was proposed by then came to nothing
        other = StudyEnd.study_id == row["study_id"], StudyEnd.result.is_(None)
        session.execute(delete(StudyEnd).where(*other))
    if name == "export" and row["shared_study"]:
        session.execute(delete(Export).filter_by(shared_study=row["shared_study"]))


def _move_people(session: Session, split: Mapping[str, Any]) -> None:
    """Let those who are left in an atom be in its rest."""
    of_atom = update(FrozenPair).filter_by(atom_id=split["atom_id"])
    session.execute(of_atom.values(atom_id=split["rest_id"]))
