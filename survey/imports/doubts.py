"""What a file's answers look like as a whole: not refused, but to be looked at by a person."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from scoring.instrument import Instrument, load_instrument
from survey.imports.cell_kinds import ANSWER
from survey.imports.checking import Sitting
from survey.imports.targets import INSTRUMENT_OF, ITEMS, RANGES, WORDS

FEWEST = 50  # complete rows from which a correlation says something
ENGLISH = {
    "turned": "{item} looks turned already: it is reverse-keyed, and goes together with the items "
    "that are not (r = {r}, n = {n}); raw answers go against them. If the tool has turned it, say "
    "so under [turned].",
    "against": "{item} looks turned: it goes against the other items that are not reverse-keyed "
    "(r = {r}, n = {n}). Look at the words at both ends of its scale in the tool.",
    "alike": "rows {rows} have the same answer to every question. Is somebody there twice?",
    "empty": "rows without a single answer: {n}. They are stored as people who left all open.",
    "changes_group": "people in another group at the second time: {n}. The first group counts.",
    "no_names": "no column says who is who: everybody gets a new code, and no before and after "
    "of the same person belong together.",
}
MOST_PAIRS = 10


@dataclass(frozen=True)
class Doubt:
    """One thing to look at, with its figures."""

    kind: str
    about: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in one line."""
        return ENGLISH[self.kind].format(**self.about)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def doubts(sittings: Sequence[Sitting]) -> list[Doubt]:
    """Return everything about these rows that a person should look at before storing them."""
    found = [one for key in ITEMS for one in _turned(sittings, load_instrument(key))]
    found += _alike(sittings)
    if n_empty := sum(not _answers(one) for one in sittings):
        found.append(Doubt("empty", {"n": n_empty}))
    if n_changed := _n_group_changes(sittings):
        found.append(Doubt("changes_group", {"n": n_changed}))
    if sittings and not any(one.row.said("participant") for one in sittings):
        found.append(Doubt("no_names"))
    return found


def _turned(sittings: Sequence[Sitting], instrument: Instrument) -> Iterator[Doubt]:
    """Yield items whose answers run the other way than the instrument's key says.

    Each is held against the sum of the items that are not reverse-keyed: one that is must go
    against it, one that is not must go with it. By one standard error, so that chance is quiet.
    """
    rows = [
        values
        for one in sittings
        if len(values := _numbers(one, instrument)) == len(instrument.items)
    ]
    straight = [item.key for item in instrument.items if not item.is_reversed]
    if len(rows) < FEWEST:
        return
    for item in instrument.items:
        others = [key for key in straight if key != item.key]
        r = _correlation(
            [row[item.key] for row in rows], [sum(row[key] for key in others) for row in rows]
        )
        wrong = r if item.is_reversed else -r
        if wrong > 1 / math.sqrt(len(rows)):
            about = {"item": item.key, "r": round(r, 2), "n": len(rows)}
            yield Doubt("turned" if item.is_reversed else "against", about)


def _numbers(one: Sitting, instrument: Instrument) -> dict[str, int]:
    cells = one.row.cells
    return {
        key: cells[key].value  # type: ignore[misc]  # an item's answer is a number
        for key in instrument.item_keys
        if key in cells and cells[key].kind == ANSWER
    }


def _correlation(left: Sequence[float], right: Sequence[float]) -> float:
    try:
        return statistics.correlation(left, right)
    except statistics.StatisticsError:  # somebody's answers are all the same
        return 0.0


def _answers(one: Sitting) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (ours, cell.value)
        for ours, cell in one.row.cells.items()
        if cell.kind == ANSWER and (ours in INSTRUMENT_OF or ours in RANGES or ours in WORDS)
    )


def _alike(sittings: Sequence[Sitting]) -> Iterator[Doubt]:
    """Yield rows that are the same in every item, where there are enough items for it to tell."""
    seen: dict[tuple[str, tuple[tuple[str, Any], ...]], list[str]] = {}
    for one in sittings:
        items = tuple(answer for answer in _answers(one) if answer[0] in INSTRUMENT_OF)
        if len({value for _, value in items}) > 1:  # all alike is a person in a hurry, not a copy
            seen.setdefault((one.row.wave, items), []).append(one.row.number)
    pairs = [rows for rows in seen.values() if rows[1:]]
    yield from (Doubt("alike", {"rows": ", ".join(rows)}) for rows in pairs[:MOST_PAIRS])


def _n_group_changes(sittings: Sequence[Sitting]) -> int:
    groups: dict[str, set[str]] = {}
    for one in sittings:
        if one.row.said("group"):
            groups.setdefault(one.code_hash, set()).add(one.row.said("group"))
    return sum(len(found) > 1 for found in groups.values())
