"""The letter in work as people would read it, with what is still empty marked as a gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from survey.extensions import db
from survey.letter import store as letters
from survey.letter.checking import faults_in
from survey.letter.fields import (
    CONTACTS,
    DAY,
    FACTS,
    LANGUAGES,
    LIST,
    NEEDED,
    TEXTS,
    YES_OR_NO,
    Field,
)
from survey.letter.shown import ShownLetter, show
from survey.models import Study
from survey.set_up import words


def preview(study: Study, language: str) -> ShownLetter:
    """Return the letter in work in one language; gaps stand in square brackets."""
    content = without_gaps(letters.working(db.session, study))
    return show(letters.preview(study, content), language)


def without_gaps(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a letter in which every gap is filled with a mark, or with a value to be chosen."""
    whole = deepcopy(dict(content))
    for table in ("facts", *LANGUAGES):
        whole.setdefault(table, {})
    empty = _empty(whole)
    _fill(whole["facts"], (one for one in FACTS if f"facts.{one.key}" in empty))
    whole["facts"]["contacts"] = _contacts(whole["facts"].get("contacts"))
    empty = _empty(whole)  # what was just filled in may call for a text
    for language in NEEDED:
        _fill(whole[language], (one for one in TEXTS if f"{language}.{one.key}" in empty))
    return whole


def _empty(content: Mapping[str, Any]) -> set[str]:
    return {one.place for one in faults_in(content)}


def _fill(table: dict[str, Any], fields: Iterable[Field]) -> None:
    for field in fields:
        table[field.key] = _mark(field)


def _mark(field: Field) -> Any:
    said = (words.FACTS | words.TEXTS)[field.key]
    if field.key == "optional_purposes":
        return []
    if field.choices:
        return field.choices[0]
    to_choose = {YES_OR_NO: False, DAY: dt.datetime.now(tz=dt.UTC).date().isoformat()}
    gap = f"[{said.label}]"
    return to_choose.get(field.kind, [gap] if field.kind in {LIST, CONTACTS} else gap)


def _contacts(found: Any) -> list[dict[str, str]]:
    listed = found if isinstance(found, list) else []
    people = [one for one in listed if isinstance(one, dict)] or [{}]
    gaps = {
        "name": f"[{words.CONTACT['name'].label}]",
        "reach": f"[{words.CONTACT['reach'].label}]",
    }
    return [
        {"role": "researcher"} | gaps | {key: said for key, said in one.items() if said.strip()}
        for one in people
    ]
