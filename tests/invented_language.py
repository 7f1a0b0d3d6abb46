"""Languages that nobody speaks, made from the English sentences: every page must be able to.

One is English with accents, 40 % longer and between brackets, so that a sentence which escaped the
translators, or a place with too little room, is seen at once. The other is written from right to
left.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from sqlalchemy.orm import Session

from survey.help_lines import SHIPPED, read_help_lines
from survey.language import LANGUAGES, Language
from survey.translations import build_catalogues
from survey.wording import store
from survey.wording.reading import FOLDER, read_file

PLACEHOLDER = re.compile(r"(%\(\w+\)s|%%|\{\w+\})")
BETWEEN = re.compile(r"⟦[^⟦⟧]*⟧")
ACCENTED = str.maketrans("aeiouycnszAEIOUYCNSZ", "àéïöùÿçñšžÀÉÏÖÙŸÇÑŠŽ")
HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתאבגד")


def lengthened(text: str) -> str:
    """Return a sentence with accents, 40 % longer, between brackets."""
    parts = PLACEHOLDER.split(text)
    told = "".join(one if place % 2 else one.translate(ACCENTED) for place, one in enumerate(parts))
    words = "lorém ipsûm dölor sìt amét " * (len(text) // 60 + 1)
    return f"⟦{told} {words[: round(len(text) * 0.4)].strip()}⟧"


def mirrored(text: str) -> str:
    """Return a sentence in letters that are written from right to left."""
    parts = PLACEHOLDER.split(text)
    return "".join(
        one if place % 2 else one.lower().translate(HEBREW) for place, one in enumerate(parts)
    )


@dataclass(frozen=True)
class Invented:
    """A language, and how its sentences are made from English ones."""

    key: str
    language: Language
    say: Callable[[str], str]


LONG = Invented("eo", Language("Esperanto", Locale("eo")), lengthened)
MIRRORED = Invented("he", Language("עברית", Locale("he"), is_right_to_left=True), mirrored)


def bare_words(text: str) -> set[str]:
    """Return the words that stand outside the brackets."""
    found = 1
    while found:
        text, found = BETWEEN.subn(" ", text)
    return set(re.findall(r"[^\W\d_]+", text))


def write_catalogue(invented: Invented, folder: Path) -> None:
    """Write the catalogue of all sentences in the code, as a translator would hand it in."""
    catalog = Catalog(locale=invented.key)
    for message in build_catalogues.sentences_in_code():
        if message.id:
            forms = message.id if isinstance(message.id, tuple | list) else None
            words = tuple(map(invented.say, forms)) if forms else invented.say(message.id)
            catalog.add(message.id, words)
    path = folder / invented.key / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def write_help_lines(invented: Invented, path: Path) -> None:
    """Write the help lines with the language beside the others."""
    known = read_help_lines(SHIPPED)
    lines = [f"checked_on = {known.checked_on}"]
    for one in known.lines:
        said = one.what | {invented.key: invented.say(one.what["en"])}
        lines += ["[[lines]]", f'key = "{one.key}"', f'number = "{one.number}"']
        lines += [f'{language} = "{words}"' for language, words in said.items()]
    path.write_text("\n".join(lines), encoding="utf-8")


def keep_wordings(invented: Invented, app: Flask) -> None:
    """Store the questions in the language."""
    with app.app_context(), Session(app.extensions["database"]) as session:
        for key in ("soc13", "gse"):
            text = copy.deepcopy(read_file(FOLDER / f"{key}.en.toml"))
            store.keep(session, said_anew(text, invented))
        session.commit()


def said_anew(text: dict[str, Any], invented: Invented) -> dict[str, Any]:
    new = text | {"language": invented.key, "lead": invented.say(text["lead"])}
    new["items"] = {
        key: {part: invented.say(words) for part, words in item.items()}
        for key, item in text["items"].items()
    }
    if "points" in text:
        new["points"] = [invented.say(one) for one in text["points"]]
    return new


def speak(invented: Invented, app: Flask, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Add a language as the program is told of one: an entry, and a catalogue."""
    patch.setitem(LANGUAGES, invented.key, invented.language)
    write_catalogue(invented, folder)
    app.extensions["babel"].translation_directories.append(str(folder))
    keep_wordings(invented, app)
