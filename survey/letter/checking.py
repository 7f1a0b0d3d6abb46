"""Finds what is missing or wrong in a letter, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey.letter.fields import (
    CONTACT,
    CONTACTS,
    DAY,
    FACTS,
    KINDS,
    LANGUAGES,
    LIST,
    NEEDED,
    TEXTS,
    WORDS,
    YES_OR_NO,
    Field,
)

EMPTY = ("", [""], None)


@dataclass(frozen=True)
class Fault:
    """One field that cannot stand as it is, and what belongs there."""

    place: str  # facts.readers, nn.purpose
    what: str
    is_empty: bool  # still to be filled in, rather than wrong

    def __str__(self) -> str:
        """Return the fault as one line."""
        return f"{self.place}: {self.what}"


def faults_in(content: Mapping[str, Any], *, may_be_example: bool = False) -> list[Fault]:
    """Return everything that keeps this letter from being shown to people."""
    tables = ("facts", *LANGUAGES)
    faults = list(_unknown(content, "", {"example", *tables}))
    faults += [
        Fault(key, f"must be the table [{key}]", is_empty=False)
        for key in tables
        if not isinstance(content.get(key, {}), dict)
    ]
    if content.get("example") and not may_be_example:
        what = "take this line out when every field is the study's own"
        faults.append(Fault("example", what, is_empty=False))
    facts = _table(content, "facts")
    faults += _faults_of_table(facts, "facts", FACTS, facts)
    faults += _days_in_the_wrong_order(facts)
    for language in LANGUAGES:
        texts = _table(content, language)
        found = _faults_of_table(texts, language, TEXTS, facts)
        faults += [one for one in found if language in NEEDED or not one.is_empty]
    return faults


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _unknown(table: Mapping[str, Any], place: str, known: set[str]) -> Iterator[Fault]:
    for key in sorted(table.keys() - known):
        yield Fault(f"{place}{key}", "there is no such field", is_empty=False)


def _faults_of_table(
    table: Mapping[str, Any], place: str, fields: tuple[Field, ...], facts: Mapping[str, Any]
) -> list[Fault]:
    faults = list(_unknown(table, f"{place}.", {field.key for field in fields}))
    for field in fields:
        value = table.get(field.key)
        if _is_empty(value, field):
            if field.is_needed(facts):
                faults.append(Fault(f"{place}.{field.key}", field.what, is_empty=True))
        elif field.kind == CONTACTS:
            faults += _faults_of_contacts(value, f"{place}.{field.key}", facts)
        else:
            wrong = _what_is_wrong(value, field)
            faults += [Fault(f"{place}.{field.key}", wrong, is_empty=False)] if wrong else []
    return faults


def _is_empty(value: object, field: Field) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value in EMPTY or (value == [] and not field.may_be_none)


def _faults_of_contacts(value: object, place: str, facts: Mapping[str, Any]) -> list[Fault]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return [Fault(place, f"must be {KINDS[CONTACTS]}", is_empty=False)]
    return [
        fault
        for number, one in enumerate(value, 1)
        for fault in _faults_of_table(one, f"{place} {number}", CONTACT, facts)
    ]


def _what_is_wrong(value: object, field: Field) -> str:
    fits = {
        WORDS: _is_text(value),
        YES_OR_NO: isinstance(value, bool),
        DAY: as_day(value) is not None,
        LIST: isinstance(value, list) and all(map(_is_text, value)),
    }
    if not fits[field.kind]:
        return f"must be {KINDS[field.kind]}: {field.what}"
    given = value if isinstance(value, list) else [value]
    if field.choices and not set(given) <= set(field.choices):
        return f"must be one of {', '.join(field.choices)}: {field.what}"
    return ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def as_day(value: object) -> dt.date | None:
    """Return the day that a field names; None where it names none."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def _days_in_the_wrong_order(facts: Mapping[str, Any]) -> Iterator[Fault]:
    last, end = as_day(facts.get("last_day_to_erase")), as_day(facts.get("project_end"))
    if last and end and last > end:
        what = "must not be after facts.project_end: then nothing is left to find"
        yield Fault("facts.last_day_to_erase", what, is_empty=False)
