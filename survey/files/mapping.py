"""Other names for the item columns, such as ``soc13=soc{n}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scoring.instrument import INSTRUMENT_KEYS, Instrument, load_instrument
from survey.files.faults import BadFile, BadMapping, named

NUMBER = re.compile(r"\{n(?::0?(\d))?\}")
EXAMPLE = "Write it as soc13=soc{n}, or soc13=soc{n:02} for soc01, soc02 and so on."


def parse_mapping(mappings: Iterable[str]) -> Mapping[str, str]:
    """Return instrument key -> pattern of its columns from texts such as ``soc13=soc{n}``."""
    patterns: dict[str, str] = {}
    for text in mappings:
        key, equals, pattern = (part.strip() for part in text.partition("="))
        if (
            not equals
            or len(NUMBER.findall(pattern)) != 1
            or set("{}") & set(NUMBER.sub("", pattern))
        ):
            message = f"{text!r} is no mapping of columns. {EXAMPLE}"
            raise BadMapping(message)
        if key not in INSTRUMENT_KEYS:
            known = ", ".join(INSTRUMENT_KEYS)
            message = f"{text!r} names no instrument that is known. Known are: {known}."
            raise BadMapping(message)
        if key in patterns:
            message = f"{key} is mapped twice. Name its columns once."
            raise BadMapping(message)
        patterns[key] = pattern
    return patterns


def new_names(path: Path, columns: Sequence[str], mapping: Mapping[str, str]) -> Mapping[str, str]:
    """Return the file's column -> item key, for every item of every mapped instrument."""
    standard = {key for known in INSTRUMENT_KEYS for key in load_instrument(known).item_keys}
    names: dict[str, str] = {}
    for key, pattern in mapping.items():
        instrument = load_instrument(key)
        wanted = {column_of(pattern, item.number): item.key for item in instrument.items}
        _check_all_found(path, columns, f"{key}={pattern}", instrument, list(wanted))
        _check_not_longer(path, columns, f"{key}={pattern}", pattern, instrument)
        taken = [column for column in wanted if column in standard or column in names]
        if taken:
            fault = f"--map {key}={pattern} takes columns that are items already: {named(taken)}."
            raise BadFile(path, fault, "Leave out this mapping, or correct it.")
        taken = [item for item in wanted.values() if item in columns]
        if taken:
            fault = f"--map {key}={pattern} makes columns that are there already: {named(taken)}."
            raise BadFile(path, fault, "Keep one of the two sets of columns.")
        names |= wanted
    return names


def column_of(pattern: str, number: int) -> str:
    """Return the pattern with the number in its place, filled with zeros if it says so."""
    return NUMBER.sub(lambda place: f"{number:0{place[1] or 1}}", pattern)


def _check_all_found(
    path: Path, columns: Sequence[str], mapping: str, instrument: Instrument, wanted: Sequence[str]
) -> None:
    missing = [column for column in wanted if column not in columns]
    if len(missing) == len(wanted):
        raise BadFile(
            path,
            f"--map {mapping} finds none of the {len(wanted)} items of {instrument.key}.",
            f"It looks for {named(wanted)}; the file has {named(columns)}.",
        )
    if missing:
        raise BadFile(
            path,
            f"--map {mapping} finds only {len(wanted) - len(missing)} of {len(wanted)} items.",
            f"Missing: {named(missing)}. The file needs all of them, empty where not answered.",
        )


def _check_not_longer(
    path: Path, columns: Sequence[str], mapping: str, pattern: str, instrument: Instrument
) -> None:
    """Refuse items of a longer version: SOC-29's first thirteen are not SOC-13's."""
    beyond = column_of(pattern, len(instrument.items) + 1)
    if beyond in columns:
        raise BadFile(
            path,
            f"--map {mapping} takes {len(instrument.items)} items, but the file has {beyond} too.",
            f"Is it another version of {instrument.key}? If it is not, rename that column.",
        )
