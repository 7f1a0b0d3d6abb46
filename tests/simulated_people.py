"""Simulated people by the million, as a folder of Parquet files: `write_people`.

Everybody's answers before stand in other files than their answers after, as they come when a
study is exported wave by wave; so nobody is whole in any one part.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from scoring.instrument import Instrument, all_instruments

SHARE_OPEN, SHARE_LOST, PEOPLE_A_GROUP = 0.01, 0.3, 7
PEOPLE_A_FILE, ROWS_A_GROUP = 500_000, 1 << 16
FIELDS = ("participant", "group", "wave", "language", "week")


def write_people(folder: Path, n_people: int, *, people_a_file: int = PEOPLE_A_FILE) -> None:
    """Write n people's answers before and, of seven in ten, after; some thousand at a time."""
    folder.mkdir()
    for wave in ("pre", "post"):
        for number, start in enumerate(range(0, n_people, people_a_file)):
            n = min(people_a_file, n_people - start)
            path = folder / f"{'ab'[wave == 'post']}-{wave}-{number}.parquet"
            parquet.write_table(_wave(start, n, wave), path, row_group_size=ROWS_A_GROUP)


def _wave(start: int, n: int, wave: str) -> pa.Table:
    # A person's trait is drawn from the place among all, so that both waves know it.
    trait = np.random.default_rng([1, start]).normal(size=n)
    random = np.random.default_rng([2, start, wave == "post"])
    people = np.arange(start, start + n)
    groups = people // PEOPLE_A_GROUP
    trait = trait + 0.4 * np.sin(groups * 12.9898)  # alike within a group
    if wave == "post":
        trait = 0.75 * trait + 0.66 * random.normal(size=n) + 0.2
    columns: dict[str, pa.Array] = {
        "participant": _names("P", people),
        "group": _names("G", groups),
        "wave": pa.array(np.repeat(wave, n)),
        "language": pa.array(np.where(people % 9 < 7, "nb", "nn")),
        "week": pa.array(np.repeat("2026-W04" if wave == "pre" else "2026-W30", n)),
    }
    for instrument in all_instruments():
        columns |= dict(_items(instrument, trait, random))
    table = pa.table(columns)
    return table if wave == "pre" else table.filter(pa.array(random.random(n) >= SHARE_LOST))


def _names(letter: str, numbers: np.ndarray) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, "0")
    return pc.binary_join_element_wise(pa.scalar(letter), digits, pa.scalar(""))


def _items(
    instrument: Instrument, trait: np.ndarray, random: np.random.Generator
) -> Iterator[tuple[str, pa.Array]]:
    middle, width = (instrument.minimum + instrument.maximum) / 2, instrument.n_points / 5
    for item in instrument.items:
        felt = middle + width * (0.7 * trait + random.normal(size=len(trait)))
        points = np.clip(np.rint(felt), instrument.minimum, instrument.maximum).astype(np.int8)
        if item.is_reversed:
            points = np.int8(instrument.minimum + instrument.maximum) - points
        yield item.key, pa.array(points, mask=random.random(len(trait)) < SHARE_OPEN)
