"""Writes the form that a study fills in: every field empty, with what belongs there beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from survey.letter.fields import (
    CONTACT,
    CONTACTS,
    DAY,
    FACTS,
    KINDS,
    LIST,
    NEEDED,
    OPTIONAL,
    TEXTS,
    YES_OR_NO,
    Field,
)

HEAD = """\
# The information letter of {name}.
#
# Fill in every field, and see what is left with: sammenheng letter check FILE
# The rest of the letter (rights, complaints, what a municipality gets) is the program's own text.
"""


def template(name: str, known: Mapping[str, str]) -> str:
    """Return a form. What is known already stands in it, by place, such as facts.institution."""
    return "\n".join([HEAD.format(name=name), *_tables(known)])


def _tables(known: Mapping[str, str]) -> Iterator[str]:
    yield from _table("facts", (one for one in FACTS if one.kind != CONTACTS), known)
    yield "# One part like this for each person who may be asked."
    yield "[[facts.contacts]]"
    yield from _lines("facts.contacts", CONTACT, known)
    for language in NEEDED:
        yield from _table(language, TEXTS, known)
    for language in OPTIONAL:
        yield f"# May stay empty: people who choose {language} then read these in {NEEDED[0]}."
        yield from _table(language, TEXTS, known)


def _table(place: str, fields: Iterable[Field], known: Mapping[str, str]) -> Iterator[str]:
    yield f"[{place}]"
    yield from _lines(place, fields, known)


def _lines(place: str, fields: Iterable[Field], known: Mapping[str, str]) -> Iterator[str]:
    for field in fields:
        yield f"# {field.what}{_when(field)}"
        # Empty too where true, false or a day is to stand: a value nobody chose would be believed.
        empty = '[""]' if field.kind == LIST else '""'
        filled = json.dumps(known.get(f"{place}.{field.key}", ""), ensure_ascii=False)
        yield f"{field.key} = {empty if field.kind == LIST else filled}"
    yield ""


def _when(field: Field) -> str:
    if field.needed_when is not None:
        key, wanted = field.needed_when
        return f" (only where facts.{key} is {json.dumps(wanted)})"
    return f" ({KINDS[field.kind]})" if field.kind in {DAY, YES_OR_NO} else ""
