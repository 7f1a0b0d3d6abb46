"""Which column of a file is what, after a mapping; and the mapping that is meant without one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from scoring.columns import find_instruments
from scoring.errors import BadColumns
from survey.files.faults import BadFile, named
from survey.files.mapping import column_of, new_names
from survey.imports.faults import Fault
from survey.imports.mapping import ColumnMapping, Place
from survey.imports.targets import GROUP, INSTRUMENT_OF, ITEMS, TARGETS

# Endings of names such as soc1r, soc_01_rev, oas3_snudd, and soc13_01_keyed of our own files.
TURNED_NAME = re.compile(
    r"(?:\d|[_.\- ])(?:r|rev|reversed?|recoded?|turned|snudd|omkodet|keyed)\]?$", re.IGNORECASE
)


def plain_mapping(
    path: Path, header: Sequence[str], patterns: Mapping[str, str], wave: str, wording: str
) -> ColumnMapping:
    """Return the mapping of a file that has our own names, but for items that ``--map`` names."""
    theirs = new_names(path, header, patterns)
    names = [theirs.get(column, column) for column in header]
    try:
        find_instruments(names)
    except BadColumns as fault:
        raise BadFile(path, str(fault)) from fault
    has_groups = set(GROUP) <= set(names)
    places = [
        Place(column, name)
        for column, name in zip(header, names, strict=True)
        if name in TARGETS and (name not in GROUP or has_groups)
    ]
    return ColumnMapping(wave=wave, wording=wording, places=tuple(places))


def places_of(path: Path, header: Sequence[str], mapping: ColumnMapping) -> tuple[Place, ...]:
    """Return every column that is taken in; raise BadFile where one is not there."""
    places = list(mapping.places)
    for (instrument, wave), pattern in mapping.patterns.items():
        own = {item: item for item in ITEMS[instrument] if item in header}
        is_own = column_of(pattern, 1) in own
        named_so = own if is_own else new_names(path, header, {instrument: pattern})
        places += [Place(theirs, ours, wave) for theirs, ours in named_so.items()]
    if missing := [place.theirs for place in places if place.theirs not in header]:
        fault = f"the mapping names columns that are not there: {named(missing)}."
        raise BadFile(path, fault, f"The file has {named(list(header))}.")
    for wave in sorted({place.wave for place in places if place.ours in INSTRUMENT_OF}) or [""]:
        try:
            find_instruments([place.ours for place in places if place.wave == wave])
        except BadColumns as fault:
            raise BadFile(path, f"{wave}: {fault}".removeprefix(": ")) from fault
    _check_groups(path, places, mapping)
    return tuple(places)


def _check_groups(path: Path, places: Sequence[Place], mapping: ColumnMapping) -> None:
    """Refuse a group of which it is not known where it meets and how it is run."""
    known = {place.ours for place in places} | set(mapping.fixed)
    if "group" in known and (missing := [name for name in GROUP if name not in known]):
        raise BadFile(
            path,
            f"of a group must be known too: {', '.join(missing)}.",
            "Map their columns, give them under [fixed], or leave the group out.",
        )


def turned_names(places: Sequence[Place], mapping: ColumnMapping) -> list[Fault]:
    """Return the columns whose names say that they are turned, where the mapping does not."""
    said = {
        ITEMS[instrument][number - 1]
        for instrument, one in mapping.turned.items()
        for number in one.items
    }
    return [
        Fault("", place.theirs, "", "turned_name")
        for place in places
        if place.ours in INSTRUMENT_OF
        and place.ours not in said
        and TURNED_NAME.search(place.theirs)
    ]
