"""Writes the form that a study fills in: every field empty, with what belongs there beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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

DELETE = "\x7f"  # the one sign that JSON may hold bare and TOML may not
HEAD = """\
# The information letter of {name}.
#
# Fill in every field, and see what is left with: sammenheng letter check FILE
# The rest of the letter (rights, complaints, what a municipality gets) is the program's own text.
"""


def template(name: str, content: Mapping[str, Any]) -> str:
    """Return the form of a letter. What the content holds already stands in it."""
    return "\n".join([HEAD.format(name=" ".join(name.split())), *_tables(content)])


def _tables(content: Mapping[str, Any]) -> Iterator[str]:
    facts = content.get("facts", {})
    yield from _table("facts", (one for one in FACTS if one.kind != CONTACTS), facts)
    yield "# One part like this for each person who may be asked."
    for contact in facts.get("contacts") or [{}]:
        yield "[[facts.contacts]]"
        yield from _lines(CONTACT, contact)
    for language in NEEDED:
        yield from _table(language, TEXTS, content.get(language, {}))
    for language in OPTIONAL:
        yield f"# May stay empty: people who choose {language} then read these in {NEEDED[0]}."
        yield from _table(language, TEXTS, content.get(language, {}))


def _table(place: str, fields: Iterable[Field], given: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{place}]"
    yield from _lines(fields, given)


def _lines(fields: Iterable[Field], given: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        yield f"# {field.what}{_when(field)}"
        # Empty too where true, false or a day is to stand: a value nobody chose would be believed.
        value = given.get(field.key, [""] if field.kind == LIST else "")
        # A day stands bare; everything else is written in TOML as it is in JSON.
        is_day = field.kind == DAY and value != ""
        written = str(value) if is_day else json.dumps(value, ensure_ascii=False)
        yield f"{field.key} = {written.replace(DELETE, '')}"
    yield ""


def _when(field: Field) -> str:
    if field.needed_when is not None:
        key, wanted = field.needed_when
        return f" (only where facts.{key} is {json.dumps(wanted)})"
    return f" ({KINDS[field.kind]})" if field.kind in {DAY, YES_OR_NO} else ""
