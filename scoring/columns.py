"""Which columns of a frame are an instrument's items, and which only look like it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from scoring.errors import BadColumns
from scoring.instrument import Instrument, all_instruments


def find_instruments(
    columns: Iterable[object], instruments: Sequence[Instrument] | None = None
) -> tuple[Instrument, ...]:
    """Return those of the instruments (default: all) whose items the columns hold.

    An instrument with none of its columns is left out. Raises BadColumns, with everything
    that is wrong, if only some of its items are there, if one stands twice, if a column looks
    like an item but is none (soc13_14, gse_1, SOC13_01), or if no instrument is there at all.
    """
    wanted = all_instruments() if instruments is None else instruments
    names = [column for column in columns if isinstance(column, str)]
    faults = [fault for one in wanted for fault in _column_faults(Counter(names), one)]
    if faults:
        raise BadColumns("\n".join(faults))
    present = tuple(one for one in wanted if one.item_keys[0] in names)
    if not present:
        expected = " or ".join(f"{one.item_keys[0]} to {one.item_keys[-1]}" for one in wanted)
        raise BadColumns(f"no column is an item: expected {expected}. Rename or map the columns.")
    return present


def _column_faults(columns: Counter[str], instrument: Instrument) -> list[str]:
    items = instrument.item_keys
    first, last = items[0], items[-1]
    looks_like_item = re.compile(rf"{instrument.key}[\s_.-]*\d{{1,3}}(\.\d+)?", re.IGNORECASE)
    strangers = [
        name for name in columns if name not in items and looks_like_item.fullmatch(name.strip())
    ]
    absent = [key for key in items if key not in columns]
    faults = [
        f"column {name!r} looks like an item of {instrument.name}, but its items are {first} "
        f"to {last}. Rename the column, map it, or take it out."
        for name in strangers
    ]
    faults += [f"column {key} stands twice. Keep one of them." for key in items if columns[key] > 1]
    if absent and len(absent) < len(items):
        faults.append(
            f"{instrument.name} needs all of {first} to {last}; missing: {', '.join(absent)}. "
            "Add the missing columns (empty if the item was never asked)."
        )
    return faults
