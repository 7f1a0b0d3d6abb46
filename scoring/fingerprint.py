"""A fingerprint of the data that an evaluation rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.keying import KeyedItems, blocks, reverse_keyed
from scoring.people import WAVES, People, Positions, as_text

Entries = Callable[[Positions], list[object]]  # what stands in some rows, for JSON


def fingerprint(
    keyed: Sequence[KeyedItems], people: People, others: Mapping[str, pd.Series[Any]]
) -> str:
    """Return the SHA-256, in hex, of what is evaluated, in one order whatever the file's was.

    Rows are sorted by participant (by code point) and wave (pre, post, follow_up). Hashed are,
    one after the other and each in UTF-8: a JSON list of the rows' participants, one of their
    waves, one of their groups (null for none), one of late_pre (true or false, of the person);
    then for each instrument a JSON list of its key and version, and its answers item by item,
    one byte a row: 0 open, 1 the lowest point; then for each of the other columns that are
    evaluated (others, shape (rows,), as text or null), by name, a JSON list of its name and one of
    its values. Neither the order of rows and columns nor the
    kind of number in the cells changes it; columns that are not evaluated are not in it.
    """
    order = np.argsort(people.person * len(WAVES) + people.wave, kind="stable")
    digest = hashlib.sha256()
    waves = np.array(WAVES, dtype=object)
    for entries in (
        lambda rows: people.keys.take(people.person[rows]).tolist(),
        lambda rows: waves[people.wave[rows]].tolist(),
        lambda rows: [None] * len(rows) if people.group is None else people.group[rows].tolist(),
        lambda rows: people.is_late[people.person[rows]].tolist(),
    ):
        _update(digest, order, entries)
    for items in keyed:
        answers = np.take(items.codes, order, axis=1)
        reverse_keyed(answers, items.instrument)  # turned twice: as answered
        digest.update(json.dumps([items.instrument.key, items.instrument.version]).encode())
        digest.update(answers.data)
    for name in sorted(others):
        digest.update(json.dumps([name], ensure_ascii=False).encode())
        _update(digest, order, _entries(as_text(others[name])))
    return digest.hexdigest()


def _entries(values: NDArray[np.object_]) -> Entries:
    return lambda rows: values[rows].tolist()


def _update(digest: hashlib._Hash, order: Positions, entries: Entries) -> None:
    """Hash the rows' entries as one JSON list, in one order, some rows at a time."""
    for piece in _json(order, entries):
        digest.update(piece.encode())


def _json(order: Positions, entries: Entries) -> Iterator[str]:
    yield "["
    for block in blocks(len(order)):
        yield ", " if block.start else ""
        yield json.dumps(entries(order[block]), ensure_ascii=False)[1:-1]
    yield "]"
