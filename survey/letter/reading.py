"""Reads a letter's file, and holds what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from survey.errors import BadLetter
from survey.letter.checking import Fault, faults_in
from survey.letter.fields import NEEDED

EXAMPLE = Path(__file__).with_name("example.toml")


@dataclass(frozen=True)
class Contact:
    """Somebody whom a participant may ask."""

    role: str
    name: str
    reach: str


@dataclass(frozen=True, eq=False)  # each is read once, see store.py, and so is its own key
class Letter:
    """A letter without faults: the facts, and the study's own sentences in each language."""

    institution: str
    municipality_is_controller: bool
    legal_basis: str
    contacts: tuple[Contact, ...]
    data_protection_officer: str
    readers: tuple[str, ...]
    processors: tuple[str, ...]
    recipients: tuple[str, ...]
    transfers_outside_eea: bool
    collects_elsewhere: bool
    project_end: dt.date
    at_the_end: str
    last_day_to_erase: dt.date
    optional_purposes: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    is_example: bool
    sikt_reference: str = ""
    no_sikt_because: str = ""  # not for participants: their letter then says nothing of Sikt
    background: tuple[str, ...] = ()  # what the study asks beside, by key: its own, not the file's
    has_open_field: bool = False

    def words(self, key: str, language: str) -> tuple[str, str]:
        """Return one of the study's own sentences, and the language it is in.

        A letter need not have English ones. They are then read in the first language that every
        letter has, since what somebody agrees to has to stand on the page in some language.
        """
        for one in (language, *NEEDED):
            text = self.texts.get(one, {}).get(key, "").strip()
            if text:
                return text, one
        return "", language

    def lacks_words_in(self, language: str) -> bool:
        """Return whether some sentence has to be shown in another language."""
        return any(
            self.words(key, language)[1] != language for one in NEEDED for key in self.texts[one]
        )


def read_file(path: Path) -> dict[str, Any]:
    """Return what a file holds, as it can be stored; raise BadLetter where it is no TOML."""
    try:
        return read(path.read_bytes())
    except (OSError, BadLetter) as error:
        raise BadLetter(f"{path} cannot be read as a letter: {error}") from error


def read(written: bytes) -> dict[str, Any]:
    """Return what a file's bytes hold; raise BadLetter where it is no TOML."""
    try:
        content = tomllib.loads(written.decode("utf-8"))
        storable: dict[str, Any] = json.loads(json.dumps(content, default=str))  # a day: 2029-12-31
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond measure too
        raise BadLetter(str(error)) from error
    return storable


def letter(content: Mapping[str, Any]) -> Letter:
    """Return the letter that a content without faults makes; raise BadLetter for another."""
    found = faults_in(content, may_be_example=True)
    if found:
        raise BadLetter(in_words("the letter cannot be shown", found))
    facts = content["facts"]
    days = {key: dt.date.fromisoformat(facts[key]) for key in ("project_end", "last_day_to_erase")}
    lists = {
        key: tuple(facts[key])
        for key in ("readers", "processors", "recipients", "optional_purposes")
    }
    contacts = tuple(Contact(**one) for one in facts["contacts"])
    return Letter(
        **(facts | days | lists | {"contacts": contacts}),
        texts={key: text for key, text in content.items() if key not in {"facts", "example"}},
        is_example=bool(content.get("example")),
    )


def in_words(what: str, faults: Iterable[Fault]) -> str:
    """Return one message with a line for each fault."""
    return "\n".join([f"{what}:", *(f"- {one}" for one in faults)])


def sha256_of(content: Mapping[str, Any]) -> str:
    """Return the hash by which the same content is known again."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def example() -> dict[str, Any]:
    """Return the content of the example that comes with the program."""
    return read_file(EXAMPLE)
