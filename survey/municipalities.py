"""The municipalities of Norway by their official numbers, as they were from a given day.

``municipalities.csv``: Norwegian municipalities in force since 2024-01-01, number, Norwegian name,
Sámi name where the municipality has one that comes first, and county; from a list in use in a
public Norwegian government service (copy of 2026-08-21). Boundaries change on the 1st of January:
then the file is replaced, and what studies have chosen stays in their tables under its number.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("municipalities.csv")
LAST_LETTER = str.maketrans({"Å": "\uffff", "å": "\uffff"})  # before æ by its number


@dataclass(frozen=True)
class ListedMunicipality:
    """One municipality of the list."""

    number: str
    name: str
    sami_name: str
    county_number: str
    county: str
    valid_from: str

    @property
    def whole_name(self) -> str:
        """Return both names where there are two."""
        return f"{self.name} / {self.sami_name}" if self.sami_name else self.name


@cache
def all_municipalities() -> dict[str, ListedMunicipality]:
    """Return every municipality by number, in the order of county and name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        listed = [ListedMunicipality(**row) for row in csv.DictReader(file)]
    listed.sort(key=lambda one: (one.county_number, one.name.translate(LAST_LETTER)))
    return {one.number: one for one in listed}


@cache
def by_county() -> dict[str, tuple[ListedMunicipality, ...]]:
    """Return the municipalities of each county."""
    counties: dict[str, list[ListedMunicipality]] = {}
    for one in all_municipalities().values():
        counties.setdefault(one.county, []).append(one)
    return {county: tuple(found) for county, found in counties.items()}
