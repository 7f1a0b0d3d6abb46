"""A fingerprint of the data that an evaluation rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.keying import KeyedItems, reverse_keyed
from scoring.people import WAVES, People


def fingerprint(
    keyed: Sequence[KeyedItems], people: People, others: Mapping[str, NDArray[np.object_]]
) -> str:
    """Return the SHA-256, in hex, of what is evaluated, in one order whatever the file's was.

    Rows are sorted by participant (by code point) and wave (pre, post, follow_up). Hashed are,
    one after the other and each in UTF-8: a JSON list of the rows' participants, one of their
    waves, one of their groups (null for none), one of late_pre (true or false, of the person);
    then for each instrument a JSON list of its key and version, and its answers item by item,
    one byte a row: 0 open, 1 the lowest point; then for each of the other columns that are
    evaluated (others: text or None, shape (rows,)), by name, a JSON list of its name and one of
    its values. Neither the order of rows and columns nor the
    kind of number in the cells changes it; columns that are not evaluated are not in it.
    """
    by_key = np.argsort(people.keys, kind="stable")
    rank = np.empty(len(by_key), dtype=np.intp)
    rank[by_key] = np.arange(len(by_key))
    wave_rank = np.select([people.wave == wave for wave in WAVES], range(len(WAVES)))
    order = np.argsort(rank[people.person] * len(WAVES) + wave_rank, kind="stable")
    groups = [None] * len(order) if people.group is None else people.group[order].tolist()
    digest = hashlib.sha256()
    for entries in (
        people.keys[people.person][order].tolist(),
        people.wave[order].tolist(),
        groups,
        people.is_late[people.person][order].tolist(),
    ):
        digest.update(json.dumps(entries, ensure_ascii=False).encode())
    for items in keyed:
        answers = items.codes[:, order]
        reverse_keyed(answers, items.instrument)  # turned twice: as answered
        digest.update(json.dumps([items.instrument.key, items.instrument.version]).encode())
        digest.update(answers.tobytes())
    for name in sorted(others):
        for entries in ([name], others[name][order].tolist()):
            digest.update(json.dumps(entries, ensure_ascii=False).encode())
    return digest.hexdigest()
